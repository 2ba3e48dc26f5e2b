"""What each detector sees, and which honest people it leaves alone."""

from datetime import UTC, datetime, timedelta
from random import Random

import psycopg
import pytest
from pydantic import ValidationError
from views.appending import append
from views.following import follow_to_the_head

from ledger import events as e
from projections import bookmarks
from projections.flags import Flag, flags

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def session(name: str, starts: datetime = NINE, length: int = 90) -> e.SessionScheduled:
    return e.SessionScheduled(
        effective_at=starts - timedelta(days=1),
        session=name,
        course="C",
        branch="B",
        mode="on_site",
        starts_at=starts,
        ends_at=starts + minutes(length),
    )


def long(seed: int, characters: int) -> str:
    """Characters of four bytes in no order, so that nothing can be packed."""
    return "".join(map(chr, Random(seed).sample(range(0x20000, 0x2A000), characters)))


def check_in(session_: str, employee: str, at: datetime, device: str | None = None, method: str = "qr") -> e.CheckedIn:
    return e.CheckedIn(
        effective_at=at,
        session=session_,
        employee=employee,
        method=method,
        device=device,
    )


def check_out(session_: str, employee: str, at: datetime) -> e.CheckedOut:
    return e.CheckedOut(effective_at=at, session=session_, employee=employee, method="qr")


def redeem(employee: str, number: int, at: datetime) -> e.RedemptionRequested:
    return e.RedemptionRequested(
        effective_at=at,
        redemption=f"{employee}-{number}",
        employee=employee,
        reward="MUG",
        price=10,
        lots=(e.LotPart("L", 10),),
    )


def found(log: psycopg.Connection, reader: psycopg.Connection, *facts: e.Event) -> list[Flag]:
    """What is flagged after these facts, followed one append at a time."""
    for fact in facts:
        append(log, [fact])
        follow_to_the_head(reader)
    return flags(reader)


def test_being_in_two_sessions_at_once_is_flagged_with_both_check_ins(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    (flag,) = found(
        log,
        reader,
        session("S1"),
        session("S2", NINE + minutes(60)),
        check_in("S1", "Lin", NINE),
        check_in("S2", "Lin", NINE + minutes(60)),
    )
    assert (flag.rule, flag.subjects, flag.positions) == ("overlapping_sessions", ["Lin"], [3, 4])
    assert flag.sentence() == "Lin was present in sessions S1 and S2 at once for 30 minutes."
    assert flag.sentence("zh") == "Lin 同时出现在课程场次 S1 和 S2，重叠 30 分钟。"
    assert flags(reader, employee="Lin") == [flag]
    assert flags(reader, employee="Wu") == flags(reader, rule="shared_device") == []


def test_learning_in_one_session_while_teaching_another_is_flagged_until_the_session_is_voided(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    about, end = {"session": "S1", "course": "C"}, NINE + minutes(90)
    (flag,) = found(
        log,
        reader,
        session("S1"),
        session("S2", NINE + minutes(60)),
        check_in("S2", "Wu", NINE + minutes(60)),
        e.SessionClosed(effective_at=end, **about, trainer="Wu", taught_minutes=90, present=9, absent=0),
    )
    assert (flag.subjects, flag.positions, flag.params["minutes"]) == (["Wu"], [3, 4], 30)
    assert found(log, reader, e.SessionVoided(effective_at=end, session="S1", restatement="R", because="NEVER")) == []


def test_who_taught_nobody_was_nowhere(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    empty = e.SessionClosed(
        effective_at=NINE, session="S1", course="C", trainer="Wu", taught_minutes=0, present=0, absent=0
    )
    assert found(log, reader, session("S1"), session("S2"), check_in("S2", "Wu", NINE), empty) == []


def test_leaving_one_session_early_for_the_next_is_honest(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    assert (
        found(
            log,
            reader,
            session("S1"),
            session("S2", NINE + minutes(60)),
            check_in("S1", "Lin", NINE),
            check_out("S1", "Lin", NINE + minutes(58)),
            check_in("S2", "Lin", NINE + minutes(61)),
        )
        == []
    )


def test_a_flag_goes_when_the_attendance_behind_it_is_voided(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    facts = [session("S1"), session("S2"), check_in("S1", "Lin", NINE), check_in("S2", "Lin", NINE)]
    assert len(found(log, reader, *facts)) == 1
    void = e.AttendanceVoided(
        effective_at=NINE, session="S1", course="C", employee="Lin", minutes_before=90, because="PROXY"
    )
    assert found(log, reader, void) == []


def test_a_flag_comes_and_goes_with_a_session_that_is_moved(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    facts = [session("S1"), session("S2", NINE + minutes(120))]
    facts_ = [*facts, check_in("S1", "Lin", NINE), check_in("S2", "Lin", NINE)]
    assert found(log, reader, *facts_) == []
    moved = e.SessionRescheduled(effective_at=NINE, session="S2", starts_at=NINE, ends_at=NINE + minutes(90))
    assert [flag.params["minutes"] for flag in found(log, reader, moved)] == [90]
    away = e.SessionRescheduled(
        effective_at=NINE, session="S2", starts_at=NINE + minutes(200), ends_at=NINE + minutes(290)
    )
    assert found(log, reader, away) == []


def test_a_device_that_checks_four_people_in_within_minutes_is_flagged(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    (flag,) = found(
        log,
        reader,
        session("S1"),
        check_in("S1", "early", NINE - minutes(40), "D-9"),
        *(check_in("S1", f"E{n}", NINE + minutes(n), "D-9") for n in range(4)),
    )
    assert (flag.rule, flag.subjects, flag.positions) == ("shared_device", ["E0", "E1", "E2", "E3"], [3, 4, 5, 6])
    assert flag.sentence() == "Device D-9 checked 4 people in to session S1 within minutes of each other."


def test_a_kiosk_a_list_and_a_device_used_all_day_are_honest(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    kiosk = [check_in("S1", f"E{n}", NINE, "K-1", "kiosk") for n in range(9)]
    listed = [check_in("S1", f"E{n}", NINE, "T-1", "manual") for n in range(9)]
    slow = [check_in("S1", f"E{n}", NINE + minutes(6 * n), "D-1") for n in range(9)]
    assert found(log, reader, session("S1"), *kiosk, *listed, *slow) == []


def test_five_redemptions_in_a_day_are_one_burst_however_long_it_goes_on(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    calm = [redeem("Wu", n, NINE + timedelta(hours=7 * n)) for n in range(6)]
    assert found(log, reader, *calm) == []
    (flag,) = found(log, reader, *(redeem("Lin", n, NINE + timedelta(hours=n)) for n in range(5)))
    assert (flag.rule, flag.subjects, flag.raised_at) == ("redemption_burst", ["Lin"], NINE + timedelta(hours=4))
    assert flag.sentence() == "Lin asked for 5 rewards worth 50 points within 4 hours."
    (longer,) = found(log, reader, redeem("Lin", 5, NINE + timedelta(hours=20)))
    assert longer.id == flag.id
    assert longer.params["requests"] == 6
    again = found(log, reader, *(redeem("Lin", 10 + n, NINE + timedelta(days=9, hours=n)) for n in range(5)))
    assert [(f.id == flag.id, f.params["requests"]) for f in again] == [(True, 6), (False, 5)]


def test_the_longest_ids_that_can_be_said_fit_every_view(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    person, device, rooms = long(1, 187), long(2, 200), [long(3, 187), long(4, 187)]
    with pytest.raises(ValidationError):
        e.EmployeeJoined(effective_at=NINE, employee=long(1, 188), branch="B")
    facts: list[e.Event] = [session(room) for room in rooms]
    facts += [check_in(room, person, NINE, device) for room in rooms]
    facts += [check_out(room, person, NINE + minutes(90)) for room in rooms]
    append(log, facts)
    follow_to_the_head(reader)
    assert {one.status for one in bookmarks.status(reader)} == {"following"}
    assert {one.behind for one in bookmarks.status(reader)} == {0}
