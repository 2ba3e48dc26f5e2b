"""Who was where: presence as claimed, and as verified at the close."""

from datetime import datetime
from typing import NamedTuple, Self

from ledger.events import (
    AttendanceCorrected,
    AttendanceVerified,
    AttendanceVoided,
    CheckedIn,
    CheckedOut,
    EnrolmentWithdrawn,
    Event,
    LearnerEnrolled,
    PresenceImported,
)
from ledger.models.model import Model
from ledger.vocabulary import CheckMethod


class Stay(NamedTuple):
    """From when to when somebody was there; an open stay has no end yet."""

    begins: datetime
    ends: datetime | None
    # How it was shown.
    methods: tuple[CheckMethod, ...] = ()

    @classmethod
    def entered(cls, event: CheckedIn) -> Self:
        """Come in."""
        return cls(event.effective_at, None, (event.method,))

    def left(self, event: CheckedOut) -> Self:
        """Go out."""
        return self._replace(ends=event.effective_at, methods=(*self.methods, event.method))

    @classmethod
    def imported(cls, event: PresenceImported) -> Self:
        """Take an export's interval over."""
        return cls(event.joined_at, event.left_at, ("manual" if event.manual else "import",))


class Presence(Model):
    """One person in one session."""

    # The person first: a person has few models, a session as many as people.
    about = ("employee", "session")
    reads = (
        LearnerEnrolled,
        EnrolmentWithdrawn,
        CheckedIn,
        CheckedOut,
        PresenceImported,
        AttendanceVerified,
        AttendanceCorrected,
        AttendanceVoided,
    )

    def __init__(self, employee: str, session: str) -> None:
        super().__init__(employee, session)
        self.enrolled = False
        self.stays: tuple[Stay, ...] = ()
        self.last_code_step = -1
        # None: not verified yet.
        self.minutes: int | None = None
        self.course: str | None = None
        self.voided = False

    def apply(self, event: Event) -> None:
        """Follow the person in and out."""
        match event:
            case LearnerEnrolled():
                self.enrolled = True
            case EnrolmentWithdrawn():
                self.enrolled = False
            case CheckedIn():
                self.stays, self.voided = (*self.stays, Stay.entered(event)), False
                self._used(event.code_step)
            case CheckedOut():
                self.stays = (*self.stays[:-1], self.stays[-1].left(event))
                self._used(event.code_step)
            case PresenceImported():
                self.stays, self.voided = (Stay.imported(event), *self.stays), False
            case AttendanceVerified() | AttendanceCorrected():
                if isinstance(event, AttendanceCorrected):
                    self.stays = (self.corrected(event.joined_at, event.left_at),)
                self.minutes, self.course = event.minutes, event.course
                # A correction after a void says that the person was there after all, and can be voided in its turn.
                self.voided = self.voided and event.minutes == 0
            case AttendanceVoided():
                self.stays, self.voided = (), True
                # Voided before the close: still to be verified, from whatever stays come after.
                self.minutes = None if self.minutes is None else 0

    def corrected(self, joined_at: datetime, left_at: datetime) -> Stay:
        """A correction is as sure as what it corrects: it says when, of somebody whose presence was shown."""
        methods = {method for stay in self.stays for method in stay.methods}
        return Stay(joined_at, left_at, tuple(sorted(methods)) or ("manual",))

    @property
    def inside(self) -> bool:
        """Checked in and not out again."""
        return bool(self.stays) and self.stays[-1].ends is None

    def _used(self, step: int | None) -> None:
        if step is not None:
            self.last_code_step = max(self.last_code_step, step)


class Present(Model):
    """Who was there, as verified and put right since: while anybody is, the trainer has taught."""

    about = ("session",)
    reads = (AttendanceVerified, AttendanceCorrected, AttendanceVoided)

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.people: set[str] = set()

    def apply(self, event: Event) -> None:
        """Count who had minutes."""
        match event:
            case AttendanceVerified() | AttendanceCorrected() if event.minutes > 0:
                self.people.add(event.employee)
            case AttendanceCorrected() | AttendanceVoided():
                self.people.discard(event.employee)


class Roster(Model):
    """Everybody with a seat in a session, and their stays: what a close needs."""

    about = ("session",)
    reads = (LearnerEnrolled, EnrolmentWithdrawn, CheckedIn, CheckedOut, PresenceImported, AttendanceVoided)

    def __init__(self, session: str) -> None:
        super().__init__(session)
        self.stays: dict[str, tuple[Stay, ...]] = {}

    def apply(self, event: Event) -> None:
        """Follow everybody in and out."""
        match event:
            case CheckedIn():
                self.stays[event.employee] = (*self.stays.get(event.employee, ()), Stay.entered(event))
            case CheckedOut():
                stays = self.stays.get(event.employee, ())
                if stays:
                    self.stays[event.employee] = (*stays[:-1], stays[-1].left(event))
            case LearnerEnrolled():
                self.stays.setdefault(event.employee, ())
            case EnrolmentWithdrawn():
                self.stays.pop(event.employee, None)
            case PresenceImported():
                self.stays[event.employee] = (Stay.imported(event), *self.stays.get(event.employee, ()))
            case AttendanceVoided():
                self.stays[event.employee] = ()
