"""What may still be recorded of a period while it is being closed."""

from typing import ClassVar, Literal

from ledger.policy.part import Part

Door = Literal["allowed", "refused"]


class ClosingPolicy(Part):
    """Once a period is closed, nothing new is told of it, and corrections are booked in an open one."""

    personal: ClassVar[bool] = False

    # What nobody had told yet: attendance, completions, people's and branches' changes.
    news: Door = "refused"
    # What puts right what was told.
    corrections: Door = "allowed"
