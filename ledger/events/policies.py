"""Facts about the rules themselves: who drafted a policy, who published it from when on, and who retired it."""

from typing import Literal

from ledger.events.fact import Event
from ledger.vocabulary import Day, Digest, Id, ReasonCode

# All policies carry one tag, so that the rules in force are one question.
Book = Literal["company"]


class PolicyDrafted(Event):
    """Zhou drafted SZ-2: in the Shenzhen branch and below, a session counts from 75 % of its minutes on."""

    policy: Book = "company"
    version: Id
    # For whom it speaks; for nobody in particular, it is the company's.
    branch: Id | None = None
    position: Id | None = None
    level: Id | None = None
    # What it states and nothing else, as canonical JSON, and its SHA-256.
    document: str
    digest: Digest
    drafter: Id


class PolicyPublished(Event):
    """Qian published SZ-2, which Zhou had drafted: it is in force from 1 January on."""

    policy: Book = "company"
    version: Id
    since: Day
    publisher: Id
    # Why it holds for days that are past.
    because: ReasonCode | None = None


class PolicyRetired(Event):
    """Zhou retired SZ-2, which Qian had published: from 1 July on the branch has the company's rules again."""

    policy: Book = "company"
    version: Id
    until: Day
    retirer: Id
    because: ReasonCode


class PolicyWithdrawn(Event):
    """Zhou took the draft SZ-2 back."""

    policy: Book = "company"
    version: Id
    withdrawer: Id
