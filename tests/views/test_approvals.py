"""Whose word a request waits for: the holder of the step, a deputy in its term, or HR."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from views.appending import append
from views.following import follow_to_the_head

from ledger import events as e
from projections import redemptions, reporting

NOW = datetime.now(UTC)
DUE = NOW + timedelta(days=14)
ASKED = {"employee": "lin", "reward": "TRIP"}
CHAIN = ("line_manager", "branch_head", "hr")


def request(
    name: str,
    approvals: tuple[str, ...] = CHAIN,
    due: datetime | None = DUE,
    who: str = "lin",
    asked_by: str | None = None,
) -> e.Event:
    lots, reward = (e.LotPart("L", 300),), "TRIP"
    said = {"redemption": name, "employee": who, "reward": reward, "price": 300, "lots": lots, "units": 3}
    return e.RedemptionRequested(effective_at=NOW, **said, approvals=approvals, lapses_at=due, asked_by=asked_by)


def approved(name: str, approver: str, step: str) -> e.Event:
    said = {"redemption": name, **ASKED, "approver": approver, "step": step, "capacity": "holder"}
    return e.RedemptionApproved(effective_at=NOW, **said)


def away(deputy: str, since: int, until: int) -> e.Event:
    begins, ends = NOW + timedelta(days=since), NOW + timedelta(days=until)
    return e.DeputyAppointed(effective_at=NOW, employee="wu", deputy=deputy, since=begins, until=ends)


OFFICE = [
    e.ManagerAssigned(effective_at=NOW, employee="lin", manager="wu"),
    e.BranchHeadAppointed(effective_at=NOW, branch="CD", head="qian"),
    *(e.EmployeeJoined(effective_at=NOW, employee=who, branch="CD") for who in ("lin", "wu", "qian")),
    away("zhao", -1, 1),
    away("late", -9, -1),
    away("early", 1, 9),
    away("gone", -1, 1),
    e.DeputyWithdrawn(effective_at=NOW, employee="wu", deputy="gone"),
]


@pytest.fixture
def waiting(log: psycopg.Connection, reader: psycopg.Connection) -> list[e.Event]:
    """Three requests, at the first, second and third step; one overdue, one in need of nobody."""
    facts = [
        *OFFICE,
        request("Q1"),
        request("Q2"),
        approved("Q2", "wu", "line_manager"),
        request("Q3"),
        approved("Q3", "wu", "line_manager"),
        approved("Q3", "qian", "branch_head"),
        request("OVERDUE", due=NOW - timedelta(hours=1)),
        request("FREE", (), None),
    ]
    shown(log, reader, facts)
    return facts


def shown(log: psycopg.Connection, reader: psycopg.Connection, facts: Sequence[e.Event]) -> None:
    append(log, list(facts))
    follow_to_the_head(reader)


def names(reader: psycopg.Connection, person: str) -> list[str]:
    return [one.redemption for one in reporting.awaited(reader, employee=person)]


@pytest.mark.usefixtures("waiting")
def test_everybody_sees_what_waits_for_them_and_hr_what_waits_for_nobody(reader: psycopg.Connection) -> None:
    assert [(one.redemption, one.step, one.holder) for one in reporting.awaited(reader)] == [
        ("Q1", "line_manager", "wu"),
        ("Q2", "branch_head", "qian"),
        ("Q3", "hr", None),
    ]
    assert (names(reader, "wu"), names(reader, "zhao"), names(reader, "qian")) == (["Q1"], ["Q1"], ["Q2"])
    assert [names(reader, other) for other in ("lin", "late", "early", "gone")] == [[], [], [], []]


@pytest.mark.usefixtures("waiting")
def test_a_request_is_shown_with_its_steps(reader: psycopg.Connection) -> None:
    found = {one.redemption: one for one in redemptions.redemptions(reader)}
    assert (found["Q3"].state, found["Q3"].approvals, found["Q3"].approved_by) == (
        "requested",
        list(CHAIN),
        ["wu", "qian"],
    )
    assert (found["FREE"].state, found["Q1"].units, found["Q1"].lapses_at) == ("approved", 3, DUE)
    assert [one.redemption for one in redemptions.overdue(reader)] == ["OVERDUE"]


@pytest.mark.usefixtures("waiting")
def test_a_step_whose_holder_may_not_give_it_is_hr_s(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    """Qian asks, and heads the branch; Lin's boss has given one approval and heads the branch too."""
    shown(
        log,
        reader,
        [
            request("OWN", ("branch_head",), who="qian"),
            request("FOR", asked_by="wu"),
            e.BranchHeadAppointed(effective_at=NOW, branch="CD", head="wu"),
            e.ManagerAssigned(effective_at=NOW, employee="wu", manager="qian"),
        ],
    )
    assert {one.redemption: one.holder for one in reporting.awaited(reader)} == {
        "Q1": "wu",
        "Q2": None,
        "Q3": None,
        "OWN": None,  # Wu reports to Qian
        "FOR": None,  # Wu asked
    }
    assert names(reader, "wu") == ["Q1"]


@pytest.mark.usefixtures("waiting")
def test_the_last_approval_a_rejection_a_lapse_and_parts_are_seen(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    def back(name: str) -> e.Event:
        said = {"redemption": name, **ASKED, "price": 300, "lots": (e.LotPart("L", 300),), "units": 3}
        return e.RedemptionCancelled(effective_at=NOW, **said, because="NO")

    about = {"redemption": "FREE", **ASKED}
    shown(
        log,
        reader,
        [
            approved("Q3", "han", "hr"),
            e.RedemptionRejected(
                effective_at=NOW,
                redemption="Q1",
                **ASKED,
                step="line_manager",
                approver="wu",
                capacity="holder",
                because="NO",
            ),
            back("Q1"),
            e.RedemptionLapsed(effective_at=NOW, redemption="OVERDUE", **ASKED),
            back("OVERDUE"),
            e.RedemptionFulfilled(effective_at=NOW, **about, price=200, units=2),
            e.BenefitUsed(effective_at=NOW, **about, units=1),
            e.RedemptionRefunded(
                effective_at=NOW, **about, price=100, lots=(e.LotPart("L", 100),), units=1, because="UNUSED"
            ),
        ],
    )
    found = {one.redemption: one for one in redemptions.redemptions(reader)}
    assert {name: one.state for name, one in found.items()} == {
        "Q1": "rejected",
        "Q2": "requested",
        "Q3": "approved",
        "OVERDUE": "lapsed",
        "FREE": "approved",
    }
    free = found["FREE"]
    assert (free.fulfilled, free.cancelled, free.refunded, free.used) == (2, 0, 1, 1)
    assert [one.redemption for one in redemptions.redemptions(reader, state="lapsed")] == ["OVERDUE"]


@pytest.mark.usefixtures("waiting")
def test_what_passes_to_another_is_theirs_when_its_moment_comes(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    later = NOW + timedelta(days=9)
    shown(
        log,
        reader,
        [
            e.ManagerAssigned(effective_at=later, employee="lin", manager="heir"),
            e.BranchHeadAppointed(effective_at=later, branch="CD", head="heir"),
            e.BranchHeadAppointed(effective_at=NOW, branch="XA", head="wu"),
        ],
    )
    assert {one.redemption: one.holder for one in reporting.awaited(reader)} == {"Q1": "wu", "Q2": "qian", "Q3": None}
    assert answers_for(reader, "wu") == [("branch_head", "XA"), ("line_manager", "lin")]
    assert answers_for(reader, "heir") == answers_for(reader, "wu", after=("line_manager", "lin")) == []
    shown(log, reader, [e.ManagerAssigned(effective_at=NOW, employee="lin", manager="heir")])
    assert answers_for(reader, "wu") == [("branch_head", "XA")]
    assert {one.redemption: one.holder for one in reporting.awaited(reader)}["Q1"] == "heir"


def answers_for(reader: psycopg.Connection, who: str, after: tuple[str, str] | None = None) -> list[tuple[str, str]]:
    return [(one.role, one.subject) for one in reporting.responsibilities(reader, employee=who, after=after)]
