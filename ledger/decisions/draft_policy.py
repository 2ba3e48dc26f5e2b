"""Draft a version of a policy."""

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from ledger.events import PolicyDrafted
from ledger.four_eyes import speaker
from ledger.models.policies import PolicyBook
from ledger.policy.document import canonical
from ledger.policy.layers import SEPARATOR, Layer
from ledger.recording import Command, Past
from ledger.vocabulary import Id, digest_of

# The versions of all layers that speak are named together, on every fact that rests on them: joined, and short.
LayerId = Annotated[Id, StringConstraints(max_length=60, pattern=rf"^[^{SEPARATOR}]*$")]


class DraftPolicy(Command):
    """Draft a document, in YAML, that states what is to change for the company, a branch or a position."""

    branch: LayerId | None = None
    position: LayerId | None = None
    level: LayerId | None = None
    document: str

    @model_validator(mode="after")
    def _one_layer(self) -> Self:
        if self.branch is not None and self.position is not None:
            raise ValueError("a document is for a branch or for a position, not for both")
        if self.level is not None and self.position is None:
            raise ValueError("a level is one of a position")
        return self

    def decide(self, past: Past) -> PolicyDrafted:
        """Refuse what the schema does not know, naming the line; the ledger numbers the version."""
        layer = Layer(self.branch, self.position, self.level)
        document = canonical(self.document, layer)
        return PolicyDrafted(
            version=past.read(PolicyBook()).next_name(layer),
            **layer._asdict(),
            document=document,
            digest=digest_of(document),
            drafter=speaker(past),
            effective_at=past.now,
        )
