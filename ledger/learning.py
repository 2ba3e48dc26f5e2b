"""Learning outside a session: what a completion is worth and what it brings."""

from decimal import Decimal
from typing import NamedTuple, Self

from ledger.earning import Activity, earned
from ledger.events import CompletionRecorded, Event, SessionMadeUp
from ledger.models.awards import Awards, Completions
from ledger.models.catalogue import CourseEntry
from ledger.models.purse import Debt
from ledger.policy import Policy
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
    past: Past,
    learner: Learner,
    completion: CompletionRecorded,
    *,
    pass_mark: Decimal | None = None,
    makes_up: str | None = None,
) -> list[Event]:
    """Record a completion and pay it once per person, course and year; what earns nothing says why."""
    awards, debt = past.read(learner.awards), past.read(learner.debt)
    course = past.read(learner.entry).entry
    name = f"completion:{completion.completion}"
    # In another course it would be the same activity and the same lot of points: one would overwrite the other.
    if completion.completion in past.read(learner.completions).course_of:
        raise CompletionAlreadyRecorded(completion=completion.completion)
    policy = past.policy
    worth = policy.online.unlisted_credits if course is None else course.credits
    shortfall = _shortfall(completion, policy, pass_mark)
    activity = Activity(name, worth, completion.effective_at, shortfall, None, completion.minutes, makes_up)
    return [completion, *_made_up(completion, makes_up), *earned(activity, awards, debt, policy)]


def _made_up(completion: CompletionRecorded, session: str | None) -> list[Event]:
    if session is None:
        return []
    about = completion.model_dump(include={"employee", "course", "completion"})
    return [SessionMadeUp(session=session, effective_at=completion.effective_at, **about)]


def _shortfall(completion: CompletionRecorded, policy: Policy, pass_mark: Decimal | None) -> Shortfall | None:
    rules = policy.online
    if completion.banked:
        return "BANKED"
    if completion.passed is False:
        return "NOT_PASSED"
    if completion.score is not None and completion.score < (rules.pass_mark if pass_mark is None else pass_mark):
        return "NOT_PASSED"
    if completion.watched_share is not None and completion.watched_share < rules.minimum_watched_share:
        return "WATCHED_TOO_LITTLE"
    return None
