"""How a missed session is made up."""

from pydantic import Field

from ledger.policy.part import Part


class MakeUpPolicy(Part):
    """How a missed session is made up by learning its recording (补学)."""

    # The last of these days after the session is the last on which its recording counts for it.
    window_days: int = Field(default=30, ge=0, le=366)
    # Whether somebody else has to agree first.
    needs_approval: bool = False
