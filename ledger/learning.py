"""Learning outside a session: what a completion is worth and what it brings."""

from decimal import Decimal
from typing import NamedTuple, Self

from ledger.calculators import Basis
from ledger.earning import Activity, earned
from ledger.events import CompletionRecorded, Event, SessionMadeUp
from ledger.events.courses import Course
from ledger.models.awards import Awards, Completions
from ledger.models.catalogue import CourseEntry
from ledger.models.purse import Debt
from ledger.policy import Policy
from ledger.policy.online import Shown
from ledger.recording import Past
from ledger.refusals.learning import CompletionAlreadyRecorded
from ledger.vocabulary import Shortfall


class Learner(NamedTuple):
    """The questions that the worth of a completion depends on; foreseen, they take one round trip."""

    awards: Awards
    entry: CourseEntry
    debt: Debt
    completions: Completions

    @classmethod
    def of(cls, employee: str, course: str) -> Self:
        """Ask about a person and a course."""
        return cls(Awards(employee, course), CourseEntry(course), Debt(employee), Completions(employee))


def completed(
    past: Past, learner: Learner, completion: CompletionRecorded, *, makes_up: str | None = None
) -> list[Event]:
    """Record a completion and pay it once per person, course and year; what earns nothing says why."""
    awards, debt = past.read(learner.awards), past.read(learner.debt)
    entry = past.read(learner.entry)
    # In another course it would be the same activity and the same lot of points: one would overwrite the other.
    if completion.completion in past.read(learner.completions).course_of:
        raise CompletionAlreadyRecorded(completion=completion.completion)
    policy = past.policy_for(completion.employee, completion.effective_at)
    whole = entry.whole(completion.effective_at)
    activity = counted(completion, entry.entry, policy, whole=whole, makes_up=makes_up)
    return [completion, *_made_up(completion, makes_up), *earned(activity, awards, debt, policy)]


def counted(
    completion: CompletionRecorded,
    course: Course | None,
    policy: Policy,
    *,
    whole: Decimal | None = None,
    makes_up: str | None = None,
) -> Activity:
    """Make an activity of a completion, of a course that the catalogue knows or not."""
    basis = _basis(completion, course, policy, whole)
    worth = basis.calculator.worth(basis)
    return Activity(
        f"completion:{completion.completion}",
        worth.credits,
        completion.effective_at,
        _shortfall(completion, policy) or worth.shortfall,
        None,
        completion.minutes,
        basis,
        None if course is None else course.kind,
        None if course is None else course.category,
        makes_up,
    )


def _made_up(completion: CompletionRecorded, session: str | None) -> list[Event]:
    if session is None:
        return []
    about = completion.model_dump(include={"employee", "course", "completion"})
    return [SessionMadeUp(session=session, effective_at=completion.effective_at, **about)]


def _basis(completion: CompletionRecorded, course: Course | None, policy: Policy, whole: Decimal | None) -> Basis:
    """Take the course's own length for its minutes: who studies alone is quick or slow, and learns the same."""
    minutes = completion.minutes or 0 if course is None else course.minutes
    if whole is None:
        whole = policy.online.unlisted_credits if course is None else course.credits
    return Basis(
        minutes=minutes,
        of_minutes=minutes,
        whole=whole,
        online=True,
        checks_shown=completion.checks_shown,
        checks_answered=completion.checks_answered,
        self_certified=not _shown(completion) and completion.checks_answered == 0,
        policy=policy.version,
        calculator=policy.calculators.calculator(None if course is None else course.calculator),
    )


def _shown(completion: CompletionRecorded) -> set[Shown]:
    """Name what a completion shows besides that somebody says so."""
    shown: dict[Shown, bool] = {
        "watched": completion.watched_share is not None,
        "active": completion.active_share is not None,
        "assessment": completion.passed is not None or completion.score is not None,
        "feedback": bool(completion.feedback),
    }
    return {what for what, is_shown in shown.items() if is_shown}


def _shortfall(completion: CompletionRecorded, policy: Policy) -> Shortfall | None:
    rules = policy.online
    missing = set(rules.required) - _shown(completion)
    mark = rules.pass_mark if completion.pass_mark is None else completion.pass_mark
    too_little: dict[Shortfall, bool] = {
        "BANKED": completion.banked,
        "NOT_PASSED": "assessment" in missing
        or completion.passed is False
        or (completion.score is not None and completion.score < mark),
        "TOO_MANY_ATTEMPTS": rules.most_attempts is not None and (completion.attempt or 1) > rules.most_attempts,
        "WATCHED_TOO_LITTLE": "watched" in missing
        or (completion.watched_share is not None and completion.watched_share < rules.minimum_watched_share),
        "INACTIVE": "active" in missing
        or (completion.active_share is not None and completion.active_share < rules.minimum_active_share),
        "NO_FEEDBACK": "feedback" in missing,
        "PROMPTS_MISSED": completion.checks_answered
        < completion.checks_shown * policy.attendance.minimum_answered_share,
    }
    return next((why for why, is_so in too_little.items() if is_so), None)
