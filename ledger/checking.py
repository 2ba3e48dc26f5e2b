"""What coming in and going out have in common: who may mark whom, when, and with which proof."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from ledger.four_eyes import refuse_oneself
from ledger.models.attendance import Presence
from ledger.models.sessions import SessionSoFar
from ledger.recording import Command, Past
from ledger.refusals.attendance import (
    CodeInvalid,
    CodeReplayed,
    CodeRequired,
    InTheFuture,
    MarkerNotAuthorised,
    OutsideSession,
)
from ledger.refusals.sessions import NotOnRoster, SessionNotOpen
from ledger.vocabulary import CheckMethod, Id, Moment, Text

# Clocks of devices run a little ahead of ours.
TOLERANCE = timedelta(minutes=2)


class Check(Command):
    """A claim that a person stood at the door, with its evidence."""

    session: Id
    employee: Id
    method: CheckMethod
    at: Moment | None = None
    # Shown to this person only; needed for qr.
    code: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    device: Text | None = None
    address: Text | None = None
    place: Text | None = None
    accuracy_metres: Annotated[int, Field(ge=0, le=1_000_000)] | None = None

    def checked(self, past: Past) -> tuple[Presence, datetime, int | None]:
        """Give the person's presence so far, the moment, and the code's step; refuse what cannot count."""
        session = past.read(SessionSoFar(self.session))
        plan = session.planned
        if session.state != "open":
            raise SessionNotOpen(session=self.session, state=session.state)
        presence = past.read(Presence(self.employee, self.session))
        if not presence.enrolled:
            raise NotOnRoster(employee=self.employee, session=plan.session)
        at = self.at or past.now
        self._refuse_wrong_time(session, at, past)
        # A face or a place is seen now: who says it was seen earlier marks attendance by hand. A code has its own time.
        said_afterwards = self.method != "qr" and at < past.now - TOLERANCE
        if said_afterwards or self.method in ("manual", "import"):
            self._refuse_wrong_marker(session, past)
        step = self._step_of_code(presence, at, past) if self.method == "qr" else None
        return presence, at, step

    def _refuse_wrong_time(self, session: SessionSoFar, at: datetime, past: Past) -> None:
        if at > past.now + TOLERANCE:
            raise InTheFuture
        rules = past.policy_for(self.employee, at).attendance
        starts_at, ends_at = session.times
        opens_at = starts_at - timedelta(minutes=rules.check_in_opens_minutes_before)
        shuts_at = ends_at + timedelta(minutes=rules.check_out_ends_minutes_after)
        if not opens_at <= at <= shuts_at:
            raise OutsideSession(session=self.session)

    def _refuse_wrong_marker(self, session: SessionSoFar, past: Past) -> None:
        refuse_oneself(past, self.employee)
        marker = past.caller.on_behalf_of or past.caller.actor
        if marker != session.trainer and not past.caller.operator:
            raise MarkerNotAuthorised

    def _step_of_code(self, presence: Presence, at: datetime, past: Past) -> int:
        if self.code is None:
            raise CodeRequired
        skew = past.policy_for(self.employee, at).attendance.code_skew_steps
        step = past.codes.step_of(self.code, self.session, self.employee, past.now, skew=skew)
        # A code proves the moment it is shown: nobody who came late claims with it to have come in time.
        if step is None or abs(past.codes.step(at) - step) > skew:
            raise CodeInvalid
        # Steps only go up, so a code seen over a shoulder is worthless once its owner has used a newer one.
        if step <= presence.last_code_step:
            raise CodeReplayed
        return step

    def seen(self) -> dict[str, object]:
        """Give the evidence as it goes into the fact: everything but the code itself."""
        return self.model_dump(exclude={"code", "at"})
