"""What can be asked of the sealed log, in the words of its addresses."""

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.http.questions.question import Question, Source
from projections.audit.published import Consistency, Inclusion
from projections.audit.tlog.leaf_reading import POSITION_MAX

Sealable = Annotated[int, Field(ge=1, le=POSITION_MAX)]


class File(BaseModel):
    """A file in a format of others."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckpointFile(File):
    """The newest size and root of the log, signed (C2SP tlog-checkpoint)."""


class TileFile(File):
    """256 hashes of the tree, or fewer at its edge (C2SP tlog-tiles): they tell nobody anything."""

    path: str = Field(examples=["0/000"])


class BundleFile(File):
    """What stands for each fact in the tree, under the hashes of a tile of level 0 (C2SP tlog-tiles)."""

    path: str = Field(examples=["000"])


class ReceiptFile(File):
    """The proof that the fact at a position is in the log, in one file (C2SP tlog-proof)."""

    position: Sealable


class InclusionProof(Question):
    """The proof that the fact at a position is in the log."""

    of = Source(Inclusion, ())

    position: Sealable


class ConsistencyProof(Question):
    """The proof that the log was only appended to, from one size to another or to all that is sealed."""

    of = Source(Consistency, ())

    old: Sealable = Field(alias="from")
    new: Sealable | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.new is not None and self.new < self.old:
            raise ValueError("a log does not shrink")
        return self


FILES: Final = (CheckpointFile, TileFile, BundleFile, ReceiptFile)
PROOFS: Final = (InclusionProof, ConsistencyProof)
