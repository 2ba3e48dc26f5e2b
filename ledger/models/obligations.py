"""What became of a required course, and what a person was warned of already."""

from ledger.events import (
    CourseRequired,
    DeadlineWarningRaised,
    Event,
    ObligationExempted,
    ObligationReleased,
    PaceWarningRaised,
)
from ledger.models.model import Model
from ledger.obligations import further


class Obligation(Model):
    """One required course: its terms, whether it is released, and who need not do it."""

    about = ("obligation",)
    reads = (CourseRequired, ObligationReleased, ObligationExempted)

    def __init__(self, obligation: str) -> None:
        super().__init__(obligation)
        self.required: CourseRequired | None = None
        self.released = False
        self.exempt: set[str] = set()

    def apply(self, event: Event) -> None:
        """Take terms and releases in."""
        match event:
            case CourseRequired():
                self.required = event
            case ObligationReleased():
                self.released = True
            case ObligationExempted():
                self.exempt.add(event.employee)


class Warnings(Model):
    """How far a person was warned, of each required course and last day, and of each period."""

    about = ("employee",)
    reads = (DeadlineWarningRaised, PaceWarningRaised)

    def __init__(self, employee: str) -> None:
        super().__init__(employee)
        self.furthest: dict[tuple[str, str], str] = {}
        # The last day on which the person was told to be behind, by period.
        self.paces: dict[str, str] = {}

    def apply(self, event: Event) -> None:
        """Keep the stage nearest to the end."""
        match event:
            case DeadlineWarningRaised():
                self.furthest[event.obligation, event.due] = event.stage
            case PaceWarningRaised():
                self.paces[event.period] = event.day

    def new(self, obligation: str, due: str, stage: str) -> bool:
        """Whether neither this stage nor one after it was told."""
        told = self.furthest.get((obligation, due))
        return told is None or further(stage, than=told)
