"""Learning outside a session: what a completion is worth and what it brings."""

from decimal import Decimal

from ledger.earning import Activity, earned
from ledger.events import CompletionRecorded, CourseListed, CourseRevised, Event
from ledger.models.awards import Awards, Completions
from ledger.models.catalogue import CourseEntry
from ledger.models.rewards import Debt
from ledger.policy import Policy
from ledger.recording import Past
from ledger.refusals import CompletionAlreadyRecorded
from ledger.vocabulary import Shortfall


def asked(past: Past, employee: str, course: str) -> tuple[Awards, CourseListed | CourseRevised | None, Debt]:
    """Read, in one round trip, what the worth of a completion depends on."""
    awards, entry, debt = Awards(employee, course), CourseEntry(course), Debt(employee)
    past.foresee(awards, entry, debt, Completions(employee))
    return past.read(awards), past.read(entry).entry, past.read(debt)


def completed(past: Past, completion: CompletionRecorded, *, pass_mark: Decimal | None = None) -> list[Event]:
    """Record a completion and pay it once per person, course and year; what earns nothing says why."""
    awards, course, debt = asked(past, completion.employee, completion.course)
    name = f"completion:{completion.completion}"
    # In another course it would be the same activity and the same lot of points: one would overwrite the other.
    if completion.completion in past.read(Completions(completion.employee)).course_of:
        raise CompletionAlreadyRecorded(completion=completion.completion)
    policy = past.policy
    worth = policy.online.unlisted_credits if course is None else course.credits
    shortfall = _shortfall(completion, policy, pass_mark)
    activity = Activity(name, worth, completion.effective_at, shortfall, None, completion.minutes)
    return [completion, *earned(activity, awards, debt, policy)]


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
