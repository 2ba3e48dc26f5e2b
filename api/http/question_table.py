"""Every question there is over HTTP, and who may ask it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import Field

from api.http.account import ExplanationOf, StatementOf
from api.http.compliance import (
    ComplianceOf,
    ComplianceOfPeople,
    ComplianceSummary,
    CreditsExplained,
    LearningHeat,
)
from api.http.obligation_questions import (
    Duties,
    DutiesFor,
    DutiesOf,
    DutiesOfBranch,
    Obligations,
    Warnings,
    WarningsOf,
    WarningsOfBranch,
)
from api.http.policy import Access, Role, only
from api.http.policy_questions import READERS, Policies, PolicyDocument
from api.http.questions import Limit, Listing, One, Question, Source, row_json
from api.http.reading import Connection
from api.http.redemption_questions import Awaited, AwaitedFrom, Redemption, Redemptions, RedemptionsOf
from api.http.responsibility_questions import Responsibilities, Transfers
from ledger.rewards import RewardKind
from ledger.vocabulary import CourseCategory, CourseKind, Id, Moment, Year
from projections import (
    adjustments,
    balances,
    branches,
    catalogue,
    courses,
    flags,
    journal,
    leaving,
    lots,
    people,
    refusals,
    requirement_changes,
    restatements,
    sessions,
    shelf,
    trainers,
    transcript,
    trial_balance,
)
from projections.views import DETECTORS

ACCOUNT: Final = only(Role.EMPLOYEE, Role.OPERATOR, Role.AUDITOR)
ROSTER: Final = only(Role.TRAINER, Role.OPERATOR, Role.AUDITOR)
OFFICE: Final = only(Role.OPERATOR, Role.AUDITOR)
CATALOGUE: Final = only(Role.EMPLOYEE, Role.TRAINER, Role.OPERATOR, Role.AUDITOR)

SessionStatus = Literal["scheduled", "open", "closed", "cancelled", "voided"]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]


class Balance(Question):
    """Credits, and points by state: now, or as of a moment, or as it was known at a moment."""

    of = Source(balances.Balance, ("balances",))

    employee: Id
    as_of: Moment | None = Field(default=None, description="What had happened by then.")
    recorded_as_of: Moment | None = Field(default=None, description="What was known by then.")

    @property
    def reads(self) -> tuple[str, ...]:
        """The past is summed from the journal; the present stands ready."""
        return self.of.views if self.as_of is None and self.recorded_as_of is None else ("journal",)

    def ask(self, connection: Connection) -> bytes:
        """Nobody is unknown: who never earned has nothing."""
        if self.reads == self.of.views:
            return b'"item":' + row_json(balances.balance(connection, self.employee))
        past = journal.balance(connection, self.employee, as_of=self.as_of, recorded_as_of=self.recorded_as_of)
        return b'"item":' + row_json(past)


class Balances(Listing):
    """Everybody's balance, or that of one branch's people."""

    of = Source(balances.Balance, ("balances", "people"), balances.balances, ("employee",))

    branch: Id | None = None


class Entries(Listing):
    """The journal of one person: every movement of credits and points, with both clocks."""

    of = Source(journal.Entry, ("journal",), journal.entries, ("position", "entry"))

    employee: Id
    kind: Literal["credits", "points"] | None = None
    since: Moment | None = None
    until: Moment | None = None
    as_of: Moment | None = None
    recorded_as_of: Moment | None = None


class Lots(Listing):
    """One person's lots: what was earned, when it can be spent and lapses, and what became of it."""

    of = Source(lots.Lot, ("lots",), lots.lots, ("lot",))

    employee: Id


class TrialBalance(Question):
    """What everybody has in each state, against what was given out; it sums to zero."""

    of = Source(trial_balance.Line, ("journal",))

    as_of: Moment | None = Field(default=None, description="What had happened by then.")
    recorded_as_of: Moment | None = Field(default=None, description="What was known by then.")

    def ask(self, connection: Connection) -> bytes:
        """A dozen lines at most, so there are no pages."""
        lines = trial_balance.trial_balance(connection, as_of=self.as_of, recorded_as_of=self.recorded_as_of)
        return b'"items":[' + b",".join(row_json(line) for line in lines) + b'],"next":null'


class Transcript(Listing):
    """What one person did to learn, and what it earned or why not."""

    of = Source(transcript.Activity, ("transcript",), transcript.transcript, ("effective_at", "activity"))

    employee: Id
    year: Annotated[int, Field(ge=1970, le=2199)] | None = None
    course: Id | None = None


class Sessions(Listing):
    """Sessions by their start."""

    of = Source(sessions.Session, ("sessions",), sessions.sessions, ("starts_at", "session"))

    course: Id | None = None
    branch: Id | None = None
    trainer: Id | None = None
    status: SessionStatus | None = None
    since: Moment | None = None
    until: Moment | None = None


class Sheet(One):
    """One session with its head counts."""

    of = Source(sessions.Session, ("sessions",), sessions.sessions)

    session: Id


class Roster(Listing):
    """Everybody on a session's sheet."""

    of = Source(sessions.Attendee, ("sessions",), sessions.roster, ("employee",))

    session: Id


class Courses(Listing):
    """The catalogue."""

    of = Source(courses.Course, ("courses",), courses.courses, ("course",))

    kind: CourseKind | None = None
    category: CourseCategory | None = None
    retired: bool | None = None


class Course(One):
    """One course."""

    of = Source(courses.Course, ("courses",), courses.courses)

    course: Id


class Members(Listing):
    """Who belongs to which branch; as of a moment, who worked where then."""

    of = Source(people.Person, ("people",), people.people, ("employee",))

    branch: Id | None = None
    as_of: Moment | None = Field(default=None, description="What had happened by then.")
    recorded_as_of: Moment | None = Field(default=None, description="What was known by then.")


class Career(Listing):
    """A person's history: joinings, moves, positions, absences and leavings, by when they happened."""

    of = Source(people.Episode, ("people",), people.history, ("effective_at", "position"))

    employee: Id
    as_of: Moment | None = Field(default=None, description="What had happened by then.")
    recorded_as_of: Moment | None = Field(default=None, description="What was known by then.")


class Branches(Listing):
    """The tree of branches, each with its path from the root; as of a moment, as it stood then."""

    of = Source(branches.Branch, ("branches",), branches.branches, ("branch",))

    under: Id | None = None
    as_of: Moment | None = Field(default=None, description="What had happened by then.")
    recorded_as_of: Moment | None = Field(default=None, description="What was known by then.")


class Leavers(Listing):
    """Whose account ends when, and what would happen to it then as things stand."""

    of = Source(leaving.Leaver, ("leaving", "lots", "balances"), leaving.leavers, ("settles_at", "employee"))

    employee: Id | None = None
    state: Literal["leaving", "returned", "settled"] | None = None


class Adjustments(Listing):
    """Corrections by hand in the order they were proposed."""

    of = Source(adjustments.Adjustment, ("adjustments",), adjustments.adjustments, ("position",))

    employee: Id | None = None
    state: Literal["proposed", "approved", "rejected"] | None = None
    batch: Id | None = None


class RequirementChanges(Listing):
    """Exemptions and corrections of what is owed, in the order they were proposed."""

    of = Source(
        requirement_changes.RequirementChange, ("requirement_changes",), requirement_changes.changes, ("position",)
    )

    employee: Id | None = None
    period: Year | None = None
    state: Literal["proposed", "approved", "rejected", "revoked"] | None = None


class Restatements(Listing):
    """Corrections of what many people were given: what each would come to, and what it has come to so far."""

    of = Source(restatements.Restatement, ("restatements",), restatements.restatements, ("position",))

    restatement: Id | None = None
    state: Literal["proposed", "previewed", "approved", "rejected", "finished"] | None = None


class Shelf(Listing):
    """Rewards, what they cost and how many are left."""

    of = Source(shelf.Reward, ("shelf",), shelf.rewards, ("reward",))

    kind: RewardKind | None = None
    available: bool = False


class Reward(One):
    """One reward."""

    of = Source(shelf.Reward, ("shelf",), shelf.rewards)

    reward: Id


class Offers(Listing):
    """The catalogue of one person: what is for them, what they may still take, and why not."""

    of = Source(catalogue.Offer, ("shelf", "people", "balances"), catalogue.offers, ("reward",))

    employee: Id
    kind: RewardKind | None = None
    redeemable: bool = False


class Prices(Listing):
    """What a reward cost, costs, and will cost."""

    of = Source(catalogue.Price, ("shelf",), catalogue.prices, ("since",))

    reward: Id


class Deliveries(Listing):
    """The units of a reward that came, were counted, and were written off."""

    of = Source(catalogue.Delivery, ("shelf",), catalogue.deliveries, ("position",))

    reward: Id


class Waiters(Listing):
    """Who waits for a reward, longest first."""

    of = Source(catalogue.Waiter, ("shelf",), catalogue.waiters, ("position",))

    reward: Id


class TrainerRanking(Question):
    """Trainers by the shrunk mean of their learners' ratings, with all it was computed from; the first so many."""

    of = Source(trainers.Ranked, ("trainers",))

    branch: Id | None = None
    category: CourseCategory | None = None
    since: Moment | None = None
    until: Moment | None = None
    minimum: Annotated[int, Field(ge=1, le=1000)] = trainers.MINIMUM
    limit: Limit = 50

    def ask(self, connection: Connection) -> bytes:
        """A rank is one among all of them, so there are no pages to go out of step."""
        ranked = trainers.ranking(connection, **self.filters())
        return b'"items":[' + b",".join(row_json(row) for row in ranked) + b'],"next":null'


class Explained(NamedTuple):
    """A detector's finding, and why in two languages."""

    id: str
    rule: str
    rule_version: int
    severity: str
    score: Decimal
    subjects: list[str]
    positions: list[int]
    raised_at: datetime
    params: dict[str, Any]
    why: str
    why_zh: str


def _explained(connection: Connection, **filters: Any) -> Sequence[Explained]:  # noqa: ANN401 - passed on
    return [
        Explained(*flag, why=flag.sentence("en"), why_zh=flag.sentence("zh"))
        for flag in flags.flags(connection, **filters)
    ]


class Flags(Listing):
    """What the detectors found, for people to look at."""

    of = Source(Explained, tuple(detector.NAME for detector in DETECTORS), _explained, ("raised_at", "id"))

    rule: Id | None = None
    severity: Id | None = None
    employee: Id | None = None
    since: Moment | None = None
    until: Moment | None = None


class Refusals(Listing):
    """Who was told no, and with which code."""

    of = Source(refusals.Refusal, ("refusals",), refusals.refusals, ("position",))

    employee: Id | None = None
    code: Code | None = None


class QuestionLine(NamedTuple):
    """One question's address."""

    path: str
    question: type[Question]
    allow: Access
    tag: str


QUESTIONS: Final = (
    QuestionLine("/v1/accounts", Balances, OFFICE, "accounts"),
    QuestionLine("/v1/accounts/{employee}/balance", Balance, ACCOUNT, "accounts"),
    QuestionLine("/v1/accounts/{employee}/entries", Entries, ACCOUNT, "accounts"),
    QuestionLine("/v1/accounts/{employee}/statement", StatementOf, ACCOUNT, "accounts"),
    QuestionLine("/v1/accounts/{employee}/points/explain", ExplanationOf, ACCOUNT, "accounts"),
    QuestionLine("/v1/accounts/{employee}/lots", Lots, ACCOUNT, "accounts"),
    QuestionLine("/v1/accounts/{employee}/transcript", Transcript, ACCOUNT, "accounts"),
    QuestionLine("/v1/accounts/{employee}/catalogue", Offers, ACCOUNT, "accounts"),
    QuestionLine("/v1/accounts/{employee}/redemptions", RedemptionsOf, ACCOUNT, "accounts"),
    QuestionLine("/v1/accounts/{employee}/compliance", ComplianceOf, ACCOUNT, "compliance"),
    QuestionLine("/v1/accounts/{employee}/credits/explain", CreditsExplained, ACCOUNT, "compliance"),
    QuestionLine("/v1/compliance", ComplianceOfPeople, OFFICE, "compliance"),
    QuestionLine("/v1/compliance/summary", ComplianceSummary, OFFICE, "compliance"),
    QuestionLine("/v1/compliance/heat", LearningHeat, OFFICE, "compliance"),
    QuestionLine("/v1/trial-balance", TrialBalance, OFFICE, "accounts"),
    QuestionLine("/v1/members", Members, OFFICE, "members"),
    QuestionLine("/v1/members/{employee}/history", Career, ACCOUNT, "members"),
    QuestionLine("/v1/branches", Branches, OFFICE, "branches"),
    QuestionLine("/v1/members/{employee}/responsibilities", Responsibilities, OFFICE, "members"),
    QuestionLine("/v1/transfers", Transfers, OFFICE, "members"),
    QuestionLine("/v1/obligations", Obligations, CATALOGUE, "obligations"),
    QuestionLine("/v1/obligations/{obligation}/duties", DutiesFor, OFFICE, "obligations"),
    QuestionLine("/v1/duties", Duties, OFFICE, "obligations"),
    QuestionLine("/v1/accounts/{employee}/duties", DutiesOf, ACCOUNT, "obligations"),
    QuestionLine("/v1/branches/{branch}/duties", DutiesOfBranch, OFFICE, "obligations"),
    QuestionLine("/v1/warnings", Warnings, OFFICE, "warnings"),
    QuestionLine("/v1/accounts/{employee}/warnings", WarningsOf, ACCOUNT, "warnings"),
    QuestionLine("/v1/branches/{branch}/warnings", WarningsOfBranch, OFFICE, "warnings"),
    QuestionLine("/v1/leavers", Leavers, OFFICE, "members"),
    QuestionLine("/v1/restatements", Restatements, OFFICE, "restatements"),
    QuestionLine("/v1/adjustments", Adjustments, OFFICE, "adjustments"),
    QuestionLine("/v1/requirement-changes", RequirementChanges, OFFICE, "requirement"),
    QuestionLine("/v1/courses", Courses, CATALOGUE, "courses"),
    QuestionLine("/v1/courses/{course}", Course, CATALOGUE, "courses"),
    QuestionLine("/v1/sessions", Sessions, CATALOGUE, "sessions"),
    QuestionLine("/v1/sessions/{session}", Sheet, CATALOGUE, "sessions"),
    QuestionLine("/v1/sessions/{session}/roster", Roster, ROSTER, "sessions"),
    QuestionLine("/v1/rewards", Shelf, CATALOGUE, "rewards"),
    QuestionLine("/v1/rewards/{reward}", Reward, CATALOGUE, "rewards"),
    QuestionLine("/v1/rewards/{reward}/prices", Prices, CATALOGUE, "rewards"),
    QuestionLine("/v1/rewards/{reward}/deliveries", Deliveries, OFFICE, "rewards"),
    QuestionLine("/v1/rewards/{reward}/waiting", Waiters, OFFICE, "rewards"),
    QuestionLine("/v1/redemptions", Redemptions, OFFICE, "redemptions"),
    QuestionLine("/v1/redemptions/{redemption}", Redemption, OFFICE, "redemptions"),
    QuestionLine("/v1/approvals", Awaited, OFFICE, "approvals"),
    QuestionLine("/v1/approvals/{employee}", AwaitedFrom, ACCOUNT, "approvals"),
    QuestionLine("/v1/policies", Policies, READERS, "policies"),
    QuestionLine("/v1/policies/{version}", PolicyDocument, READERS, "policies"),
    QuestionLine("/v1/leaderboards/trainers", TrainerRanking, CATALOGUE, "leaderboards"),
    QuestionLine("/v1/flags", Flags, OFFICE, "flags"),
    QuestionLine("/v1/refusals", Refusals, OFFICE, "audit"),
)
