"""How people come to the demo's sessions: on time, late, by every method, and sometimes not as they should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from ledger.decisions.check_in import CheckIn
from ledger.decisions.check_out import CheckOut
from ledger.decisions.import_presence import ImportPresence
from ledger.recording import Caller

if TYPE_CHECKING:
    from api.demo.clockwork import Request
    from api.demo.year import Year

MEETINGS = Caller("meeting-import", operator=True)
METHODS = ("qr", "qr", "qr", "face", "gps", "kiosk", "manual")
MISCHIEF_EVERY = 29
SHARED_DEVICE_EVERY = 97
CROWD = 6


class Held(NamedTuple):
    """One session as the demo plans it."""

    number: int
    session: str
    course: str
    branch: str
    trainer: str
    starts_at: datetime
    ends_at: datetime
    live: bool = False


def held(year: Year, one: Held, learners: list[str]) -> None:
    """Plan who comes when and leaves when."""
    # One in seventeen stays away.
    coming = [who for who in learners if year.dice.randrange(17)]
    if one.live:
        year.clock.at(one.ends_at + timedelta(minutes=5), lambda: _meeting(year, one, coming))
        return
    late = {who for who in coming if not year.dice.randrange(12)}
    early = {who for who in coming if not year.dice.randrange(25)}
    forgetful = {who for who in coming if not year.dice.randrange(20)}
    on_time = [who for who in coming if who not in late]
    begins, ends = one.starts_at, one.ends_at
    half = begins + (ends - begins) / 2
    waves: list[tuple[datetime, Callable[[str], Request], list[str]]] = [
        (begins - timedelta(minutes=9), _in(year, one), on_time[::2]),
        (begins - timedelta(minutes=2), _in(year, one), on_time[1::2]),
        (begins + timedelta(minutes=14), _in(year, one), [who for who in coming if who in late]),
        (half, _out(year, one), [who for who in coming if who in early]),
        (ends + timedelta(minutes=1), _out(year, one), [w for w in coming if w not in early and w not in forgetful]),
    ]
    for moment, claim, people in waves:
        if people:
            year.clock.at(moment, partial(_claims, claim, people))
    if one.number % MISCHIEF_EVERY == 3:  # noqa: PLR2004 - any offset will do
        year.clock.at(begins + timedelta(minutes=20), lambda: _mischief(year, one, on_time))


def _claims(claim: Callable[[str], Request], people: list[str]) -> list[Request]:
    return [claim(who) for who in people]


def _in(year: Year, one: Held) -> Callable[[str], Request]:
    def claim(who: str) -> Request:
        if one.number % SHARED_DEVICE_EVERY == 4:  # noqa: PLR2004 - any offset will do
            check = CheckIn(session=one.session, employee=who, method="gps", device=f"phone-{one.trainer}")
            return check, Caller("app", on_behalf_of=who)
        method = METHODS[_number(who) % len(METHODS)]
        if method == "manual":
            marked = CheckIn(session=one.session, employee=who, method="manual")
            return marked, Caller("app", on_behalf_of=one.trainer)
        if method == "kiosk":
            at_door = CheckIn(session=one.session, employee=who, method="kiosk", device=f"kiosk-{one.branch}")
            return at_door, Caller(f"gate-{one.branch}")
        code = _code(year, one, who) if method == "qr" else None
        own = CheckIn(session=one.session, employee=who, method=method, device=f"phone-{who}", code=code)
        return own, Caller("app", on_behalf_of=who)

    return claim


def _out(year: Year, one: Held) -> Callable[[str], Request]:
    def claim(who: str) -> Request:
        if _number(who) % 2:
            code = _code(year, one, who)
            own = CheckOut(session=one.session, employee=who, method="qr", device=f"phone-{who}", code=code)
            return own, Caller("app", on_behalf_of=who)
        at_door = CheckOut(session=one.session, employee=who, method="kiosk", device=f"kiosk-{one.branch}")
        return at_door, Caller(f"gate-{one.branch}")

    return claim


def _meeting(year: Year, one: Held, coming: list[str]) -> list[Request]:
    """Take over a meeting's export: some dropped out for a while and joined again."""
    requests: list[Request] = []
    middle = one.starts_at + (one.ends_at - one.starts_at) / 2
    for who in coming:
        pause = timedelta(minutes=year.dice.choice((0, 0, 0, 0, 3, 12)))
        joined = one.starts_at + timedelta(minutes=year.dice.randrange(-4, 6))
        stays = [(joined, one.ends_at)] if not pause else [(joined, middle), (middle + pause, one.ends_at)]
        for begins, ends in stays:
            row = f"{one.session},{who},{begins.isoformat()},{ends.isoformat()}"
            presence = ImportPresence(
                session=one.session,
                employee=who,
                joined_at=begins,
                left_at=ends,
                source="zoom",
                evidence_digest=sha256(row.encode()).hexdigest(),
                raw=row,
            )
            requests.append((presence, MEETINGS))
    return requests


def _mischief(year: Year, one: Held, inside: list[str]) -> list[Request]:
    """Try what is refused: another's code, a stranger, oneself by hand, coming in twice."""
    first, second, *_ = inside
    stranger = next(iter(year.company.trainers["chengdu" if one.branch != "chengdu" else "shanghai"]))
    qr = {"session": one.session, "method": "qr"}
    return [
        (
            CheckIn.model_validate({**qr, "employee": first, "code": _code(year, one, second)}),
            Caller("app", on_behalf_of=first),
        ),
        (CheckIn(session=one.session, employee=stranger, method="kiosk"), Caller(f"gate-{one.branch}")),
        (CheckIn(session=one.session, employee=second, method="manual"), Caller("app", on_behalf_of=second)),
        (CheckIn(session=one.session, employee=second, method="kiosk"), Caller(f"gate-{one.branch}")),
    ]


def _code(year: Year, one: Held, who: str) -> str:
    return year.codes.code(one.session, who, year.codes.step(year.clock.now))


def _number(who: str) -> int:
    return int(who.removeprefix("E-"))
