"""Every question there is over HTTP, and who may ask it."""

from typing import Final, NamedTuple

from api.http.account import ExplanationOf, StatementOf
from api.http.policy import Access, Role, only, only_with_heads
from api.http.questions.accounts import Adjustments, Balance, Balances, Entries, Leavers, Lots, TrialBalance
from api.http.questions.audit import Flags, Refusals
from api.http.questions.compliance import (
    ComplianceOf,
    ComplianceOfPeople,
    ComplianceSummary,
    CreditsExplained,
    LearningHeat,
    PeriodPreview,
)
from api.http.questions.corrections import RequirementChanges, Restatements
from api.http.questions.growth import GrowthOf, Honours
from api.http.questions.learning import Course, Courses, Roster, Sessions, Sheet, TrainerRanking, Transcript
from api.http.questions.obligations import (
    Duties,
    DutiesFor,
    DutiesOf,
    DutiesOfBranch,
    Obligations,
    Warnings,
    WarningsOf,
    WarningsOfBranch,
)
from api.http.questions.organisation import Branches, Career, Members
from api.http.questions.policies import READERS, Policies, PolicyDocument
from api.http.questions.question import Question
from api.http.questions.redemptions import Awaited, AwaitedFrom, Redemption, Redemptions, RedemptionsOf
from api.http.questions.responsibilities import Responsibilities, Transfers
from api.http.questions.rewards import Deliveries, Offers, Prices, Reward, Shelf, Waiters

ACCOUNT: Final = only(Role.EMPLOYEE, Role.OPERATOR, Role.AUDITOR)
GROWTH: Final = only_with_heads(Role.EMPLOYEE, Role.OPERATOR, Role.AUDITOR)
ROSTER: Final = only(Role.TRAINER, Role.OPERATOR, Role.AUDITOR)
OFFICE: Final = only(Role.OPERATOR, Role.AUDITOR)
CATALOGUE: Final = only(Role.EMPLOYEE, Role.TRAINER, Role.OPERATOR, Role.AUDITOR)


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
    QuestionLine("/v1/accounts/{employee}/growth", GrowthOf, GROWTH, "growth"),
    QuestionLine("/v1/honours", Honours, OFFICE, "growth"),
    QuestionLine("/v1/compliance", ComplianceOfPeople, OFFICE, "compliance"),
    QuestionLine("/v1/compliance/summary", ComplianceSummary, OFFICE, "compliance"),
    QuestionLine("/v1/compliance/heat", LearningHeat, OFFICE, "compliance"),
    QuestionLine("/v1/periods/{period}/preview", PeriodPreview, OFFICE, "periods"),
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
