"""Random but consistent histories: what a company could really have recorded, from a seed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from views.histories.learning import Learning
from views.histories.organising import Organising
from views.histories.scene import BRANCHES, START
from views.histories.spending import Spending

from ledger import events as e

__all__ = ["START", "History"]


class History(Learning, Spending, Organising):
    """Endless facts of every type; the same seed gives the same facts."""

    def facts(self) -> Iterator[e.Event]:
        """Everybody joins, then things happen."""
        for person in self.people:
            yield e.EmployeeJoined(effective_at=self.tick(), employee=person, branch=self.pick(BRANCHES))
        yield from self.course()
        yield from self.reward()
        acts = (
            [self.session] * 8
            + [self.redemption] * 12
            + [self.redemption_end] * 8
            + [self.completion] * 6
            + [self.statement] * 4
            + [self.refusal] * 2
            + [
                self.correction,
                self.voiding,
                self.voiding,
                self.expiry,
                self.expiry,
                self.course,
                self.reward,
                self.moving,
            ]
            + [self.offer, self.offer, self.storeroom, self.storeroom, self.waiting, self.waiting, self.promotion]
            + [self.activation, self.adjustment, self.adjustment, self.leaving]
            + [self.uncompletion, self.burst, self.rescheduling, self.telling, self.reporting, self.vouchers]
            + [self.organising, self.absence, self.policy, self.requirement, self.obligation, self.transfer]
            + [self.making_up, self.making_up, self.restatement]
        )
        while True:
            yield from self.random.choice(acts)()

    def refusal(self) -> Iterator[e.Event]:
        yield e.CommandRefused(
            effective_at=self.tick(),
            command="CheckIn",
            code=self.random.choice(("CODE_REPLAYED", "NOT_ON_ROSTER")),
            employee=self.pick(self.people),
            details={"short_by": self.random.randrange(9)},
        )
        if self.count % 7 == 0:
            yield e.AnchorRecorded(
                effective_at=self.now,
                log="merit.example/log",
                size=self.count + 1,
                root="0" * 64,
                token="MAAA",  # noqa: S106 - a time stamp's token
            )
        if self.count % 11 == 0:
            old, new = (f"merit.example/log+{half:08x}+{'A' * 44}" for half in (self.count, self.count + 1))
            yield e.KeyRotated(effective_at=self.now, log="merit.example/log", old=old, new=new)
            yield from self.evidence(f"{self.count:064x}")

    def closing(self, period: str) -> Iterator[e.Event]:
        """A year is closed at the second attempt, and somebody's credits are carried over; each year once."""
        self.years_closed += 1
        year: dict[str, Any] = {"period": period, "begins": START, "ends": self.now, "effective_at": self.now}
        yield e.ClosingBegun(**year, beginner="zhou", because="YEAR_END")
        yield e.PeriodReopened(effective_at=self.now, period=period, reopener="zhou", because="TOO_EARLY")
        yield e.ClosingBegun(**year, beginner="zhou", because="YEAR_END")
        yield e.PeriodClosed(**year, closer="qian")
        person, into = self.people[self.count % len(self.people)], str(int(period) + 1)
        some = Decimal(self.count) / 100
        yield e.CarryOverAdvanced(effective_at=self.now, period=period, upto=person, people=1, credits=some)
        yield e.CreditsCarried(
            effective_at=self.now, employee=person, since=period, into=into, credits=some, lapses_with=into
        )
        yield e.CarryOverFinished(effective_at=self.now, period=period, people=1, credits=some)

    def evidence(self, package: str) -> Iterator[e.Event]:
        at, about = self.now, self.people[self.count % len(self.people)]
        yield e.EvidencePrepared(
            effective_at=at, package=package, employee=about, position=self.count + 1, preparer="zhou", purpose="申诉"
        )
        yield e.EvidenceReviewed(effective_at=at, package=package, verdict="accepted", reviewer="qian", note="完整")
        yield e.EvidenceHandedOver(effective_at=at, package=package, giver="zhou", receiver="劳动仲裁")

    def telling(self) -> Iterator[e.Event]:
        """The log says something of itself; nobody here checks what."""
        nothing = e.Totals(
            facts={},
            credits_awarded=Decimal(0),
            credits_reversed=Decimal(0),
            points_earned=0,
            points_expired=0,
            points_reversed=0,
            points_spent=0,
            points_refunded=0,
            redemptions=0,
        )
        yield e.ControlTotalsRecorded(
            effective_at=self.tick(), period="2025-01-06", first=1, last=0, day=nothing, total=nothing
        )
        yield e.PeriodSealed(
            effective_at=self.now, period="2024", begins=START, ends=self.now, as_of=1, people=1, root="0" * 64
        )
        yield from self.closing(str(2024 - self.years_closed))
        digest = e.ViewDigest("balances", 1, 1, "0" * 64)
        yield e.ViewDigestsRecorded(effective_at=self.now, views=(digest,))
