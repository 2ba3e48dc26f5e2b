"""Steps by which responsibility passes from one person to another."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, multiple, rule
from points.adjusting import QIAN, ZHOU
from points.scene import PEOPLE, Scene, callers, people
from points.transfers import Transfer

from ledger.decisions.approve_transfer import ApproveTransfer
from ledger.decisions.propose_transfer import ProposeTransfer
from ledger.decisions.reject_transfer import RejectTransfer
from ledger.events import TransferProposed
from ledger.recording import Caller

transfers = Bundle("transfers")
days = st.sampled_from((-1, 0, 0, 3, 20))


class Transferring(Scene):
    """People move on, and others take over."""

    @rule(target=transfers, old=people, new=people, named=people, begins=days, by=callers)
    def propose_transfer(
        self, old: str, new: str, named: str, begins: int, by: Caller
    ) -> Transfer | MultipleResults[Transfer]:
        """Sometimes of what is not theirs to give."""
        return self.propose_to_pass(old, new, (named,), begins, by) or multiple()

    @rule(old=people, new=people, begins=days)
    def hand_over(self, old: str, new: str, begins: int) -> None:
        """Two people agree on everything that is theirs."""
        led = tuple(who for who in PEOPLE if self.oracle.people.manager(who, self.spec.now) == old)
        transfer = self.propose_to_pass(old, new, led, begins, QIAN)
        if transfer is not None:
            self.approve_transfer(transfer, ZHOU)

    def propose_to_pass(self, old: str, new: str, led: tuple[str, ...], begins: int, by: Caller) -> Transfer | None:
        company, now = self.oracle.people, self.spec.now
        command = ProposeTransfer(
            employee=old,
            successor=new,
            reports=led,
            branches=tuple(branch for branch in company.heads if company.headed(branch, now) == old),
            stands_in_for=tuple(who for who in PEOPLE if old in company.of[who].deputies),
            begins_at=now + timedelta(days=begins),
            because="MOVES",
            note="调动",
        )
        transfer = self.ask(command, lambda: Transfer.proposed(command, company, by, now), by=by)
        if transfer is not None:
            (fact,) = self.spec.facts
            assert isinstance(fact, TransferProposed)
            transfer.name = fact.transfer
        return transfer

    @rule(transfer=transfers, by=st.one_of(callers, st.just(ZHOU)))
    def approve_transfer(self, transfer: Transfer, by: Caller) -> None:
        self.ask(ApproveTransfer(transfer=transfer.name), lambda: transfer.approve(by, self.spec.now), by=by)

    @rule(transfer=transfers, by=callers)
    def reject_transfer(self, transfer: Transfer, by: Caller) -> None:
        command = RejectTransfer(transfer=transfer.name, because="ANOTHER_SUCCESSOR")
        self.ask(command, lambda: transfer.reject(by), by=by)
