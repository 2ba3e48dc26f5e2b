"""A second person decides about a batch in one command; what cannot be decided is named and left."""

import json
from collections.abc import Iterable
from unittest.mock import patch

from cli.program import merit, said

from api import adjusting
from ledger.decisions.approve_adjustment import ApproveAdjustment
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.propose_adjustment import ProposeAdjustment
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller, Command
from ledger.writing import Ledger
from projections import adjustments, balances
from projections.connecting import connected
from projections.follow import catch_up

INTERRUPTED = 130
ZHOU, QIAN = (Caller("hr", on_behalf_of=who, operator=True) for who in ("zhou", "qian"))


def recorded(database: str, commands: Iterable[Command], by: Caller = ZHOU) -> list[str]:
    """Record them and give the adjustments that they proposed."""
    ledger = Ledger(PostgresLog.open(database))
    try:
        facts = [ledger.record(command, by).events[0] for command in commands]
    finally:
        ledger.close()
    return [getattr(fact, "adjustment", "") for fact in facts]


def grants(*people: str, batch: str = "B-1") -> list[Command]:
    return [
        ProposeAdjustment(employee=who, kind="grant", points=5, because="PRIZE", note="奖", batch=batch)
        for who in people
    ]


def states(database: str) -> list[tuple[str, str, str | None]]:
    with connected(database) as connection:
        catch_up(connection, [adjustments, balances])
        return [(one.employee, one.state, one.decider) for one in adjustments.adjustments(connection)]


def test_a_batch_is_approved_in_hands_and_again_changes_nothing(ledger_database: str) -> None:
    people = [f"E-{number}" for number in range(7)]
    recorded(ledger_database, [*grants(*people), *grants("E-9", batch="B-2")])
    words = ("adjustments", "approve", "B-1", "--by", "qian", "--json")
    with patch.object(adjusting, "HAND", 3):
        assert said(merit(*words, url=ledger_database)) == {"decided": 7, "before": 0, "left": []}
    assert said(merit(*words, url=ledger_database)) == {"decided": 0, "before": 0, "left": []}
    assert states(ledger_database) == [*((who, "approved", "qian") for who in people), ("E-9", "proposed", None)]
    with connected(ledger_database) as connection:
        assert [balances.balance(connection, who).active for who in ("E-0", "E-6", "E-9")] == [5, 5, 0]


def test_what_cannot_be_approved_is_named_and_left_and_the_rest_is_approved(ledger_database: str) -> None:
    own, twice, of_boss, other = recorded(ledger_database, grants("qian", "E-2", "boss", "E-4"))
    recorded(ledger_database, [AssignManager(employee="qian", manager="boss")])
    recorded(ledger_database, grants("E-5"), by=QIAN)
    recorded(ledger_database, [ApproveAdjustment(adjustment=twice)], by=QIAN)
    ran = merit("adjustments", "approve", "B-1", "--by", "qian", "--json", url=ledger_database)
    found = json.loads(ran.stdout)
    assert (ran.returncode, found["decided"]) == (1, 1)
    assert [(one["employee"], one["code"]) for one in found["left"]] == [
        ("qian", "SELF_ACTION_FORBIDDEN"),
        ("boss", "APPROVER_REPORTS_TO_REQUESTER"),
        ("E-5", "PROPOSER_CANNOT_APPROVE"),
    ]
    assert all(one["reason_en"] and one["reason_zh"] for one in found["left"])
    assert [one["adjustment"] for one in found["left"][:2]] == [own, of_boss]
    assert other not in ran.stdout
    by_another = merit("adjustments", "approve", "B-1", "--by", "li", url=ledger_database)
    assert by_another.returncode == 0
    assert {state for _, state, _ in states(ledger_database)} == {"approved"}


def test_a_run_that_was_stopped_is_gone_on_with(ledger_database: str) -> None:
    people = [f"E-{number}" for number in range(5)]
    recorded(ledger_database, grants(*people))
    record_each, hands = Ledger.record_each, iter(range(2))

    def stopped(ledger: Ledger, requests: list[tuple[Command, Caller]]) -> object:
        if next(hands, None) is None:
            raise KeyboardInterrupt
        return record_each(ledger, requests)

    words = ("adjustments", "approve", "B-1", "--by", "qian", "--json")
    with patch.object(adjusting, "HAND", 2), patch.object(Ledger, "record_each", stopped):
        assert merit(*words, url=ledger_database).returncode == INTERRUPTED
        assert [state for _, state, _ in states(ledger_database)] == [*["approved"] * 4, "proposed"]
    assert said(merit(*words, url=ledger_database))["decided"] == 1
    assert [state for _, state, _ in states(ledger_database)] == ["approved"] * 5
    with connected(ledger_database) as connection:
        assert [balances.balance(connection, who).active for who in people] == [5] * 5


def test_a_batch_is_rejected_with_a_reason(ledger_database: str) -> None:
    recorded(ledger_database, grants("E-1", "E-2"))
    words = ("adjustments", "reject", "B-1", "--by", "qian")
    assert merit(*words, "--because", "no proof", url=ledger_database).returncode == 2
    assert "2 decided" in merit(*words, "--because", "NO_PROOF", url=ledger_database).stdout
    assert [state for _, state, _ in states(ledger_database)] == ["rejected", "rejected"]
    assert "E-2" in merit("adjustments", "list", "B-1", url=ledger_database).stdout


def test_a_batch_that_nobody_proposed_is_said_to_be_unknown(ledger_database: str) -> None:
    recorded(ledger_database, grants("E-1", batch="B-2"))
    ran = merit("adjustments", "approve", "B-1", "--by", "qian", url=ledger_database)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "没有以批次 B-1 提出过调整。" in ran.stderr
