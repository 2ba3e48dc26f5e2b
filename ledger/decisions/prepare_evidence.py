"""Put on record that somebody had an evidence package made, and why."""

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from ledger.events import EvidencePrepared
from ledger.models.evidence import EvidencePackage
from ledger.recording import Command, Past
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.evidence import EvidenceAlreadyPrepared
from ledger.vocabulary import Digest, Id, Leaves, Moment, Text


class EvidenceAsked(BaseModel):
    """All facts about a person, session or case, or of a period: what happened from `since` on and before `until`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    employee: Id | None = None
    session: Id | None = None
    case: Id | None = None
    since: Moment | None = None
    until: Moment | None = None
    purpose: Text

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        about = [one for one in (self.employee, self.session, self.case) if one is not None]
        if len(about) > 1:
            raise ValueError("a package is about one person, session or case")
        if not about and (self.since is None or self.until is None):
            raise ValueError("name a person, a session, a case, or a period with its beginning and its end")
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ValueError("a period ends after it begins")
        return self

    @property
    def tag(self) -> str | None:
        """What it is about, as facts are tagged."""
        about = {"employee": self.employee, "session": self.session, "case": self.case}
        return next((f"{kind}:{name}" for kind, name in about.items() if name is not None), None)


class PrepareEvidence(Command):
    """Record a package by its manifest's digest; whoever asks has made it."""

    asked: EvidenceAsked
    package: Digest
    position: Leaves

    def said(self) -> object:
        """Tell requests apart by the question: asked again, it would be another package."""
        return self.asked

    def decide(self, past: Past) -> EvidencePrepared:
        """Refuse who asks about themselves: nobody prepares the evidence in their own case."""
        preparer = past.caller.on_behalf_of or past.caller.actor
        if preparer == self.asked.employee:
            raise SelfActionForbidden
        if past.read(EvidencePackage(self.package)).prepared is not None:
            raise EvidenceAlreadyPrepared(package=self.package)
        return EvidencePrepared(
            **dict(self.asked), package=self.package, position=self.position, preparer=preparer, effective_at=past.now
        )
