"""What callers asked and were told, one line each, in a file that outlives a kill -9 of its writer.

Times are of the machine's monotonic clock, which all processes share.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

from faults.linearizable import UNKNOWN, Observation, Operation

from ledger.decisions.approve_redemption import ApproveRedemption
from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.check_in import CheckIn
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.reject_redemption import RejectRedemption
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.withdraw_enrolment import WithdrawEnrolment
from ledger.recording import Command

COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in (
        ApproveRedemption,
        CancelRedemption,
        CheckIn,
        EnrolLearner,
        FulfilRedemption,
        RedeemReward,
        RefundRedemption,
        RejectRedemption,
        RestockReward,
        WithdrawEnrolment,
    )
}


class Journal:
    """Appends whole lines; a line is in the file before the call returns."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("ab", buffering=0)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def asked(self, key: str, command: Command) -> None:
        """Note before asking, so that no effect is without its asker."""
        self._note(key=key, command=type(command).__name__, body=command.model_dump(mode="json"), invoked=monotonic())

    def answered(self, key: str, outcome: str, position: int | None) -> None:
        """Note after the answer came."""
        self._note(key=key, returned=monotonic(), outcome=outcome, position=position)

    def observed(self, question: str, invoked: float, position: int, value: object) -> None:
        """Note what a reader saw."""
        self._note(question=question, invoked=invoked, position=position, value=value)

    def compared(self, models: int, differences: list[str]) -> None:
        """Note how many warm models were held against cold ones, and which differed."""
        self._note(models=models, differences=differences)

    def _note(self, **line: object) -> None:
        self._file.write(json.dumps(line).encode() + b"\n")


def lines_of(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Read whole lines; a process killed while it wrote leaves a torn last one."""
    for file in files:
        for line in file.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                yield json.loads(line)


def operations_of(files: Iterable[Path]) -> list[Operation]:
    """Give every asking with its answer, if it got one."""
    operations: list[Operation] = []
    open_: dict[str, list[int]] = {}
    for line in lines_of(files):
        if "command" in line:
            command = COMMANDS[line["command"]].model_validate(line["body"])
            open_.setdefault(line["key"], []).append(len(operations))
            operations.append(Operation(line["key"], command, line["invoked"]))
        elif "outcome" in line:
            # Which of several callers of one key it was is all the same to the check.
            n = open_[line["key"]].pop()
            told = {name: line[name] for name in ("returned", "outcome", "position")}
            operations[n] = operations[n]._replace(**told)
    return operations


def observations_of(files: Iterable[Path]) -> list[Observation]:
    """Give everything that was read."""
    return [Observation(**line) for line in lines_of(files) if "question" in line]


def comparisons_of(files: Iterable[Path]) -> tuple[int, list[str]]:
    """Count the warm models that were compared, and list the differences."""
    lines = [line for line in lines_of(files) if "models" in line]
    return sum(line["models"] for line in lines), [said for line in lines for said in line["differences"]]


def unanswered(files: Iterable[Path]) -> dict[str, Command]:
    """Give what was asked and never answered."""
    operations = operations_of(files)
    answered = {one.key for one in operations if one.outcome != UNKNOWN}
    return {one.key: one.command for one in operations if one.key not in answered}
