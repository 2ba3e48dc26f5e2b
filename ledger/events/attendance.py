"""Facts about presence: what a device or a person claimed, and what was verified from it."""

from typing import Annotated, Literal

from pydantic import Field

from ledger.events.fact import Event
from ledger.vocabulary import CheckMethod, Id, Minutes, Moment, ReasonCode, Text

Status = Literal["present", "late", "absent"]


class CheckedIn(Event):
    """Lin checked in to session S-1 at 8:58 by the rotating code, on device D-9."""

    session: Id
    employee: Id
    method: CheckMethod
    device: Text | None = None
    address: Text | None = None
    place: Text | None = None
    accuracy_metres: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    # The code's time step: a code is for one person and once, so a step is used once.
    code_step: int | None = None


class CheckedOut(Event):
    """Lin checked out of session S-1 at 10:31 at the kiosk."""

    session: Id
    employee: Id
    method: CheckMethod
    device: Text | None = None
    address: Text | None = None
    place: Text | None = None
    accuracy_metres: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    code_step: int | None = None


class PresenceImported(Event):
    """A meeting export shows Lin in session S-1 from 9:02 to 10:30, in one interval of possibly several."""

    session: Id
    employee: Id
    joined_at: Moment
    left_at: Moment
    source: Text
    manual: bool = False
    evidence: str


class AttendanceVerified(Event):
    """At the close Lin was found present for 88 of session S-1's 90 minutes, arriving on time."""

    session: Id
    course: Id
    employee: Id
    minutes: Minutes
    status: Status


class AttendanceCorrected(Event):
    """Lin's presence in session S-1 was 9:00 to 10:30 after all: the kiosk's clock was wrong."""

    session: Id
    course: Id
    employee: Id
    joined_at: Moment
    left_at: Moment
    minutes: Minutes
    status: Status
    minutes_before: Minutes
    because: ReasonCode


class AttendanceVoided(Event):
    """Lin was never in session S-1: somebody else held the phone."""

    session: Id
    course: Id
    employee: Id
    minutes_before: Minutes
    because: ReasonCode
