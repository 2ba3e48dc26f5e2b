"""Random but consistent histories: what a company could really have recorded, from a seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from ledger import events as e
from ledger.models.redemptions import RedemptionSoFar
from ledger.rewards.paid_leave import PaidLeave

START = datetime(2025, 1, 6, 1, tzinfo=UTC)
BRANCHES = ("chengdu", "xian", "wuhan")


@dataclass
class Lot:
    points: int
    left: int
    expired: int = 0
    pending: int = 0


@dataclass
class Purse:
    lots: dict[str, Lot] = field(default_factory=dict)
    debt: int = 0

    def empty(self) -> tuple[e.LotPart, ...]:
        """Take all that is left."""
        return self.take(sum(lot.left for lot in self.lots.values())) or ()

    def take(self, price: int) -> tuple[e.LotPart, ...] | None:
        if sum(lot.left for lot in self.lots.values()) < price:
            return None
        parts = []
        for name, lot in self.lots.items():
            used = min(lot.left, price)
            if used:
                lot.left -= used
                price -= used
                parts.append(e.LotPart(name, used))
        return tuple(parts)

    def give_back(self, parts: tuple[e.LotPart, ...]) -> Iterator[tuple[str, int]]:
        """Give lots back, and name what of each pays a debt off at once."""
        for name, points in parts:
            settled = min(self.debt, points)
            self.debt -= settled
            self.lots[name].left += points - settled
            if settled:
                yield name, settled


class History:
    """Endless facts of every type; the same seed gives the same facts."""

    def __init__(self, seed: int, people: int = 40, attendees: int = 12) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.people = [f"E{n:05}" for n in range(people)]
        self.attendees = attendees
        self.purses = {person: Purse() for person in self.people}
        self.now = START
        self.count = 0
        self.courses: dict[str, int] = {}
        self.prices: dict[str, int] = {}
        self.open: dict[str, RedemptionSoFar] = {}
        self.closed: list[tuple[str, str, str | None, list[str]]] = []
        self.completed: list[e.CompletionRecorded] = []

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

    def pick(self, among: object) -> str:
        return self.random.choice(list(among))  # type: ignore[call-overload, no-any-return]

    def tick(self, minutes: int = 3) -> datetime:
        self.now += timedelta(seconds=self.random.randrange(60 * minutes))
        # Some facts arrive late: they happened before what is already known.
        return self.now - timedelta(hours=self.random.choice((0, 0, 0, 0, 5, 72)))

    def said(self) -> datetime:
        """Date what holds from when it is said on."""
        self.tick()
        return self.now

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}-{self.seed}.{self.count}"

    def course(self) -> Iterator[e.Event]:
        fresh = not self.courses or self.random.random() < 0.5
        course = self.name("C") if fresh else self.pick(self.courses)
        self.courses[course] = minutes = self.random.choice((45, 60, 90))
        kind = e.CourseListed if fresh else e.CourseRevised
        yield kind(
            effective_at=self.tick(),
            course=course,
            title=f"课程 {course}",
            credits=Decimal(self.random.randrange(1, 500)) / 100,
            kind="required",
            category=self.random.choice(("induction", "in_service")),
            minutes=minutes,
        )
        if self.random.random() < 0.3:
            yield e.CourseRetired(effective_at=self.tick(), course=course)

    def reward(self) -> Iterator[e.Event]:
        draw = self.random.random()
        if not self.prices or draw < 0.3:
            reward, price = self.name("R"), self.random.randrange(5, 40)
            self.prices[reward] = price
            yield e.RewardListed(
                effective_at=self.tick(), reward=reward, title="Mug", kind="goods", price=price, stock=50
            )
        elif draw < 0.6:
            reward = self.pick(self.prices)
            self.prices[reward] = self.random.randrange(5, 40)
            yield e.RewardRepriced(effective_at=self.tick(), reward=reward, price=self.prices[reward])
        else:
            yield e.RewardRestocked(effective_at=self.tick(), reward=self.pick(self.prices), units=20)

    def offer(self) -> Iterator[e.Event]:
        """Whom a reward is for, how much of it, at which price to come, and whether at all."""
        reward, at = self.pick(self.prices), self.tick()
        later = at + timedelta(days=self.random.randrange(1, 90))
        few = tuple(self.random.sample(BRANCHES, self.random.randrange(3)))
        yield self.random.choice(
            (
                e.RewardOffered(
                    effective_at=at, reward=reward, begins_at=at, ends_at=later, branches=few, positions=(), levels=()
                ),
                e.RewardLimited(
                    effective_at=at,
                    reward=reward,
                    holder=self.random.choice(("person", "branch")),
                    period=self.random.choice(("month", "quarter", "year", "lifetime")),
                    units=self.random.choice((None, 2, 50)),
                ),
                e.RewardRepriced(effective_at=later.replace(hour=0, minute=0, second=0), reward=reward, price=20),
                e.RewardRetired(effective_at=at, reward=reward, because="SUPPLIER_CLOSED"),
                e.RewardRelisted(effective_at=at, reward=reward),
                e.RewardListed(
                    effective_at=at,
                    reward=self.name("L"),
                    title="带薪假期半天",
                    kind="paid_leave",
                    price=50,
                    stock=None,
                    terms=PaidLeave(days=Decimal("0.5")),
                ),
            )
        )

    def storeroom(self) -> Iterator[e.Event]:
        reward, batch, at = self.pick(self.prices), self.name("B"), self.tick()
        ends = at + timedelta(days=30)
        yield e.RewardRestocked(
            effective_at=at, reward=reward, units=9, batch=batch, good_until=ends, because="DELIVERED"
        )
        yield e.RewardRecounted(effective_at=at, reward=reward, units=self.random.choice((-1, 1)), because="STOCKTAKE")
        yield e.StockWatched(effective_at=at, reward=reward, low_at=5 if batch.endswith("5") else None)
        if self.random.random() < 0.3:
            yield e.BatchWrittenOff(effective_at=ends, reward=reward, batch=batch, units=2)
            yield e.StockRanLow(effective_at=self.now, reward=reward, left=3, low_at=5)

    def waiting(self) -> Iterator[e.Event]:
        """Some are called, of whom some let their turn pass; some leave, some redeem, some still wait."""
        about = {"employee": self.pick(self.people), "reward": self.pick(self.prices)}
        yield e.WaitingJoined(effective_at=self.tick(), **about)
        draw = self.random.random()
        if draw < 0.6:
            yield e.WaitingCalled(effective_at=self.tick(), **about, until=self.now + timedelta(days=3))
        if draw < 0.2:
            yield e.WaitingLapsed(effective_at=self.tick(), **about)
        elif draw > 0.8:
            yield e.WaitingLeft(effective_at=self.tick(), **about)

    def promotion(self) -> Iterator[e.Event]:
        level = self.random.choice((None, "P5", "P6"))
        who = self.random.choice((*self.people, self.name("N")))
        yield e.PositionAssigned(effective_at=self.tick(), employee=who, position="engineer", level=level)

    def earn(self, employee: str, lot: str, points: int, session: str | None) -> Iterator[e.Event]:
        purse = self.purses[employee]
        settled = min(purse.debt, points)
        purse.debt -= settled
        waits = self.random.random() < 0.2
        rest = points - settled
        purse.lots[lot] = Lot(points, 0 if waits else rest, pending=rest if waits else 0)
        at = self.tick(1)
        yield e.PointsEarned(
            effective_at=at,
            employee=employee,
            session=session,
            lot=lot,
            source=lot.partition("/")[0],
            points=points,
            activates_at=at + timedelta(days=7) if waits else None,
            expires_at=self.random.choice((None, at + timedelta(days=self.random.randrange(1, 30)))),
        )
        if waits and settled:
            yield e.PointsActivated(effective_at=self.now, employee=employee, lot=lot, points=settled)
        if settled:
            yield e.DebtSettled(effective_at=self.now, employee=employee, lot=lot, points=settled)

    def session(self) -> Iterator[e.Event]:
        session, course, trainer = self.name("S"), self.pick(self.courses), self.pick(self.people)
        start = self.tick(240) + timedelta(hours=1)
        end = start + timedelta(minutes=self.courses[course])
        yield e.SessionScheduled(
            effective_at=self.tick(),
            session=session,
            course=course,
            branch=self.pick(BRANCHES),
            mode="on_site",
            starts_at=start,
            ends_at=end,
            seats=None,
        )
        if self.random.random() < 0.3:
            start, end = start + timedelta(hours=1), end + timedelta(hours=1)
            yield e.SessionRescheduled(effective_at=self.tick(), session=session, starts_at=start, ends_at=end)
        yield e.TrainerAssigned(effective_at=self.tick(), session=session, trainer=trainer)
        heads = self.random.sample(self.people, min(self.attendees, len(self.people)))
        heads.sort()
        for employee in heads:
            yield e.LearnerEnrolled(effective_at=self.tick(1), session=session, employee=employee)
        gone = heads.pop()
        yield e.EnrolmentWithdrawn(effective_at=self.tick(), session=session, employee=gone)
        if self.random.random() < 0.2:
            noon = start + timedelta(minutes=20)
            yield e.PausePlanned(
                effective_at=self.now, session=session, begins_at=noon, ends_at=noon + timedelta(minutes=5)
            )
        if self.random.random() < 0.1:
            yield e.SessionCancelled(effective_at=self.tick(), session=session, because="TRAINER_ILL")
            return
        yield e.SessionOpened(effective_at=start, session=session)
        yield from self.presence(session, heads, start, end)
        for employee in heads:
            yield from self.verdict(session, course, employee)
        yield e.SessionClosed(
            effective_at=end,
            session=session,
            course=course,
            trainer=trainer,
            taught_minutes=self.courses[course],
            present=len(heads),
            absent=1,
        )
        yield from self.earn(trainer, f"teaching/session:{session}", 15, session)
        for employee in heads[::2]:
            yield e.SessionRated(
                effective_at=end,
                session=session,
                trainer=trainer,
                employee=employee,
                score=Decimal(self.random.randrange(7000, 10001)) / 100,
            )
        yield e.RatingClosed(
            effective_at=end, session=session, trainer=trainer, score=Decimal(90), ratings=len(heads[::2])
        )
        self.closed.append((session, course, trainer, heads))

    def presence(self, session: str, heads: list[str], start: datetime, end: datetime) -> Iterator[e.Event]:
        if heads and self.random.random() < 0.2:
            prompt = self.name("Q")
            at = start + timedelta(minutes=self.random.randrange(5, 40))
            yield e.AttendancePromptIssued(
                effective_at=at, session=session, prompt=prompt, number=0, answer_by=at + timedelta(minutes=2)
            )
            yield e.AttendancePromptAnswered(effective_at=at, session=session, employee=heads[0], prompt=prompt)
        shared = self.random.random() < 0.2
        device = self.name("D")
        for employee in heads:
            came = start + timedelta(minutes=self.random.randrange(-10, 20))
            if self.random.random() < 0.15:
                for _ in range(2):
                    yield e.PresenceImported(
                        effective_at=came,
                        session=session,
                        employee=employee,
                        joined_at=came,
                        left_at=end,
                        source="zoom",
                        evidence="0" * 64,
                    )
                continue
            yield e.CheckedIn(
                effective_at=came,
                session=session,
                employee=employee,
                method=self.random.choice(("qr", "qr", "face", "kiosk")),
                device=device if shared else f"D-{employee}",
            )
            if self.random.random() < 0.7:
                yield e.CheckedOut(
                    effective_at=end - timedelta(minutes=self.random.randrange(20)),
                    session=session,
                    employee=employee,
                    method="qr",
                )

    def verdict(self, session: str, course: str, employee: str) -> Iterator[e.Event]:
        minutes = self.random.randrange(10, 90)
        yield e.AttendanceVerified(
            effective_at=self.now,
            session=session,
            course=course,
            employee=employee,
            minutes=minutes,
            status="present",
        )
        short = minutes < 20
        yield e.CreditsAwarded(
            effective_at=self.now,
            employee=employee,
            course=course,
            session=session,
            activity=f"session:{session}",
            credits=Decimal(0) if short else Decimal(minutes) / 50,
            worth=Decimal(minutes) / 50,
            minutes=minutes,
            shortfall="TOO_SHORT" if short else None,
        )
        if not short:
            yield from self.earn(employee, f"learning/session:{session}", minutes, session)

    def take_back(self, employee: str, lot: str, session: str | None) -> Iterator[e.Event]:
        held = self.purses[employee].lots.pop(lot, None)
        if held and held.points:
            # What was spent, or had paid a debt off, is owed.
            debt = held.points - held.left - held.expired - held.pending
            self.purses[employee].debt += debt
            yield e.PointsReversed(
                effective_at=self.tick(),
                employee=employee,
                session=session,
                lot=lot,
                source="learning",
                points=held.points,
                taken=held.left,
                debt=debt,
                pending=held.pending,
            )

    def unaward(self, employee: str, course: str, activity: str, credits_: Decimal) -> e.CreditsReversed:
        return e.CreditsReversed(
            effective_at=self.tick(),
            employee=employee,
            course=course,
            session=activity.removeprefix("session:") if activity.startswith("session:") else None,
            activity=activity,
            credits=credits_,
        )

    def correction(self) -> Iterator[e.Event]:
        if not self.closed:
            return
        session, course, _, heads = self.random.choice(self.closed)
        if heads:
            employee = self.pick(heads)
            yield e.AttendanceCorrected(
                effective_at=self.tick(),
                session=session,
                course=course,
                employee=employee,
                joined_at=self.now - timedelta(hours=2),
                left_at=self.now,
                minutes=50,
                status="late",
                minutes_before=10,
                because="CLOCK",
            )
            yield self.unaward(employee, course, f"session:{session}", Decimal("0.50"))

    def voiding(self) -> Iterator[e.Event]:
        if not self.closed:
            return
        session, course, trainer, heads = self.random.choice(self.closed)
        if not heads or trainer is None:
            return
        employee = heads.pop(0)
        yield e.AttendanceVoided(
            effective_at=self.tick(),
            session=session,
            course=course,
            employee=employee,
            minutes_before=10,
            because="PROXY",
        )
        yield self.unaward(employee, course, f"session:{session}", Decimal("0.20"))
        yield from self.take_back(employee, f"learning/session:{session}", session)
        yield e.RatingDiscounted(
            effective_at=self.tick(), session=session, trainer=trainer, employee=employee, score=Decimal(80)
        )

    def completion(self) -> Iterator[e.Event]:
        employee, course, completion = self.pick(self.people), self.pick(self.courses), self.name("X")
        passed = self.random.random() < 0.8
        if passed:
            yield e.RecordingPlayed(
                effective_at=self.tick(),
                employee=employee,
                course=course,
                length_seconds=Decimal(1800),
                segments=((Decimal(0), Decimal(900)), (Decimal(600), Decimal(1700))),
            )
        fact = e.CompletionRecorded(
            effective_at=self.tick(),
            employee=employee,
            course=course,
            completion=completion,
            source="xapi",
            minutes=30,
            passed=passed,
        )
        yield fact
        if passed:
            yield e.CreditsAwarded(
                effective_at=self.now,
                employee=employee,
                course=course,
                activity=f"completion:{completion}",
                credits=Decimal("1.20"),
                worth=Decimal("1.20"),
            )
            yield from self.earn(employee, f"learning/completion:{completion}", 12, None)
            self.completed.append(fact)

    def making_up(self) -> Iterator[e.Event]:
        """Somebody asks, somebody answers, and some learn the recording."""
        if not self.closed:
            return
        session, course, _, _ = self.random.choice(self.closed)
        about = {"session": session, "course": course, "employee": self.pick(self.people)}
        yield e.MakeUpRequested(effective_at=self.tick(), **about, because="TRAVEL")
        if self.random.random() < 0.5:
            yield e.MakeUpRejected(effective_at=self.tick(), **about, rejecter="wu", because="ATTENDED_ANOTHER")
            return
        yield e.MakeUpApproved(effective_at=self.tick(), **about, approver="wu")
        done = {"employee": about["employee"], "course": course}
        completion = self.name("M")
        yield e.CompletionRecorded(effective_at=self.tick(), **done, completion=completion, source="lms", minutes=90)
        yield e.SessionMadeUp(effective_at=self.now, **about, completion=completion)
        yield e.CreditsAwarded(
            effective_at=self.now,
            **done,
            activity=f"completion:{completion}",
            credits=Decimal("0.80"),
            worth=Decimal("0.80"),
            makes_up=session,
        )

    def restatement(self) -> Iterator[e.Event]:
        """Somebody proposes, it is previewed, and somebody decides; what was approved is carried out."""
        restatement, course = self.name("R"), self.pick(self.courses)
        about = {"restatement": restatement, "course": course}
        yield e.RestatementProposed(
            effective_at=self.tick(),
            **about,
            kind="course_revaluation",
            since=self.now - timedelta(days=30),
            credits=Decimal(3),
            because="MISPRINT",
            proposer="zhou",
        )
        effect = e.Effect(
            people=1,
            credits_reversed=Decimal(2),
            credits_awarded=Decimal(3),
            points_reversed=2,
            points_earned=3,
            debt=0,
        )
        yield e.RestatementPreviewed(effective_at=self.tick(), restatement=restatement, as_of=7, effect=effect)
        if self.random.random() < 0.3:
            yield e.RestatementRejected(
                effective_at=self.tick(), restatement=restatement, rejecter="qian", because="NO_EVIDENCE"
            )
            return
        yield e.RestatementApproved(effective_at=self.tick(), restatement=restatement, approver="qian")
        yield e.CourseRevalued(effective_at=self.tick(), **about, credits=Decimal(3), because="MISPRINT")
        yield e.RestatementAdvanced(effective_at=self.tick(), **about, employee=self.pick(self.people), awards=1)
        yield e.RestatementFinished(effective_at=self.tick(), restatement=restatement)
        session, _, _, _ = self.random.choice(self.closed) if self.closed else ("", "", "", "")
        if session and self.random.random() < 0.3:
            yield e.SessionVoided(
                effective_at=self.tick(), session=session, restatement=restatement, because="NEVER_HELD"
            )

    def uncompletion(self) -> Iterator[e.Event]:
        if self.completed:
            fact = self.completed.pop(self.random.randrange(len(self.completed)))
            yield e.CompletionVoided(
                effective_at=self.tick(),
                employee=fact.employee,
                course=fact.course,
                completion=fact.completion,
                because="WITHDRAWN",
            )
            yield self.unaward(fact.employee, fact.course, f"completion:{fact.completion}", Decimal("1.20"))

    def statement(self) -> Iterator[e.Event]:
        statement = self.name("T")
        yield e.StatementReceived(
            effective_at=self.tick(),
            employee=self.pick(self.people),
            course=self.pick(self.courses),
            statement=statement,
            verb="paused",
            meaning="evidence",
            evidence="0" * 64,
        )
        if self.random.random() < 0.1:
            yield e.StatementVoided(effective_at=self.tick(), statement=statement, voided_by=self.name("T"))

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
        digest = e.ViewDigest("balances", 1, 1, "0" * 64)
        yield e.ViewDigestsRecorded(effective_at=self.now, views=(digest,))

    def expiry(self) -> Iterator[e.Event]:
        employee = self.pick(self.people)
        for name, lot in self.purses[employee].lots.items():
            if lot.left:
                points, lot.left = lot.left, 0
                lot.expired += points
                yield e.PointsExpired(effective_at=self.tick(), employee=employee, lot=name, points=points)
                return

    def redemption(self) -> Iterator[e.Event]:
        employee, reward = self.pick(self.people), self.pick(self.prices)
        units = self.random.choice((1, 1, 1, 3))
        price = units * self.prices[reward]
        parts = self.purses[employee].take(price)
        if parts:
            at, watched = self.tick(), self.random.random() < 0.3
            request = e.RedemptionRequested(
                effective_at=at,
                redemption=self.name("Q"),
                employee=employee,
                reward=reward,
                price=price,
                lots=parts,
                units=units,
                approvals=("line_manager", "branch_head") if watched else (),
                lapses_at=at + timedelta(days=14) if watched else None,
            )
            self.open[request.redemption] = so_far = RedemptionSoFar(request.redemption)
            so_far.apply(request)
            yield request

    def burst(self) -> Iterator[e.Event]:
        for _ in range(40):
            yield from self.redemption()

    def redemption_end(self) -> Iterator[e.Event]:
        if not self.open:
            return
        so_far = self.open.pop(self.pick(self.open))
        for fact in self.redemption_step(so_far):
            so_far.apply(fact)
            yield fact
        if so_far.state in ("requested", "approved", "fulfilled"):
            self.open[so_far.redemption] = so_far

    def redemption_step(self, so_far: RedemptionSoFar) -> Iterator[e.Event]:
        request = so_far.request
        assert request is not None
        named = request.model_dump(include={"redemption", "employee", "reward"})
        said = {**named, "step": "line_manager", "approver": self.pick(self.people), "capacity": "holder"}
        draw, unit = self.random.random(), so_far.unit_price
        if so_far.approvals_missing and draw < 0.7:
            yield e.RedemptionApproved(effective_at=self.tick(), **said)
        elif so_far.state == "approved" and draw < 0.6:
            units = self.random.randint(1, so_far.waiting)
            yield e.RedemptionFulfilled(effective_at=self.tick(), **named, price=units * unit, units=units)
        elif so_far.kept > so_far.used and draw < 0.4:
            yield e.BenefitUsed(effective_at=self.tick(), **named, units=1)
        elif so_far.waiting and self.lots_live(request):
            if so_far.approvals_missing:
                yield self.random.choice(
                    (
                        e.RedemptionLapsed(effective_at=self.tick(), **named),
                        e.RedemptionRejected(effective_at=self.tick(), **said, because="TEAM_SHORT"),
                    )
                )
            lots, units = so_far.held, so_far.waiting
            yield e.RedemptionCancelled(
                effective_at=self.tick(), **named, price=units * unit, lots=lots, units=units, because="CHANGED_MIND"
            )
            yield from self.returned(request.employee, lots)
        elif so_far.kept > so_far.used and self.lots_live(request):
            units = self.random.randint(1, so_far.kept - so_far.used)
            lots = so_far.last_spent(units)
            yield e.RedemptionRefunded(
                effective_at=self.tick(), **named, price=units * unit, lots=lots, units=units, because="UNUSED"
            )
            yield from self.returned(request.employee, lots)

    def vouchers(self) -> Iterator[e.Event]:
        codes = tuple(f"{self.random.getrandbits(256):064x}" for _ in range(2))
        reward, employee, name = self.pick(self.prices), self.pick(self.people), self.name("Q")
        yield e.VouchersLoaded(effective_at=self.tick(), reward=reward, vouchers=codes)
        for kind in (e.VouchersAssigned, e.VouchersShown):
            yield kind(effective_at=self.now, redemption=name, employee=employee, reward=reward, vouchers=codes)

    def lots_live(self, request: e.RedemptionRequested) -> bool:
        """A lot reversed meanwhile cannot take points back; such requests stay as they are."""
        return all(part.lot in self.purses[request.employee].lots for part in request.lots)

    def returned(self, employee: str, lots: tuple[e.LotPart, ...]) -> Iterator[e.Event]:
        for lot, points in self.purses[employee].give_back(lots):
            yield e.DebtSettled(effective_at=self.now, employee=employee, lot=lot, points=points)
        for lot, points in lots:
            if points % 3 == 0:
                until = self.now + timedelta(days=30)
                yield e.LotExtended(effective_at=self.now, employee=employee, lot=lot, expires_at=until)

    def reporting(self) -> Iterator[e.Event]:
        boss, deputy = self.pick(self.people), self.pick(self.people)
        yield e.ManagerAssigned(effective_at=self.tick(), employee=self.pick(self.people), manager=boss)
        yield e.BranchHeadAppointed(effective_at=self.tick(), branch=self.pick(BRANCHES), head=boss)
        yield e.DeputyAppointed(
            effective_at=self.tick(), employee=boss, deputy=deputy, since=self.now, until=self.now + timedelta(days=9)
        )
        if self.random.random() < 0.5:
            yield e.DeputyWithdrawn(effective_at=self.tick(), employee=boss, deputy=deputy)

    def transfer(self) -> Iterator[e.Event]:
        old, new, report, branch = (
            self.pick(self.people),
            self.pick(self.people),
            self.pick(self.people),
            self.pick(BRANCHES),
        )
        same = {"transfer": self.name("H"), "employee": old}
        begins_at = self.now + timedelta(days=self.random.choice((0, 9)))
        yield e.TransferProposed(
            effective_at=self.tick(),
            **same,
            successor=new,
            reports=(report,),
            branches=(branch,),
            stands_in_for=(),
            begins_at=begins_at,
            because="MOVES",
            note="0" * 64,
            proposer="zhou",
            lapses_at=self.now + timedelta(days=14),
        )
        if self.random.random() < 0.3:
            yield e.TransferRejected(effective_at=self.tick(), **same, rejecter="qian", because="ANOTHER_SUCCESSOR")
            return
        yield e.TransferApproved(effective_at=self.tick(), **same, approver="qian")
        yield e.ManagerAssigned(effective_at=begins_at, employee=report, manager=new)
        yield e.BranchHeadAppointed(effective_at=begins_at, branch=branch, head=new)

    def moving(self) -> Iterator[e.Event]:
        mover = e.EmployeeMoved if self.random.random() < 0.5 else e.EmployeeJoined
        yield mover(effective_at=self.tick(), employee=self.pick(self.people), branch=self.pick(BRANCHES))

    def organising(self) -> Iterator[e.Event]:
        branch, parent = self.name("B"), self.pick(BRANCHES)
        yield e.BranchOpened(effective_at=self.tick(), branch=branch, parent=parent, name=f"分部 {branch}")
        if self.random.random() < 0.5:
            yield e.BranchMoved(effective_at=self.tick(), branch=branch, parent=None)
        if self.random.random() < 0.5:
            yield e.BranchClosed(effective_at=self.tick(), branch=branch)

    def absence(self) -> Iterator[e.Event]:
        same = {"employee": self.pick(self.people), "absence": self.name("N")}
        first, last = f"{self.now:%Y-%m-%d}", f"{self.now + timedelta(days=self.random.randrange(9)):%Y-%m-%d}"
        yield e.AbsenceRecorded(effective_at=self.tick(), **same, kind="TRAVEL", first_day=first, last_day=last)
        if self.random.random() < 0.3:
            yield e.AbsenceVoided(effective_at=self.tick(), **same, because="TRIP_CANCELLED")

    def obligation(self) -> Iterator[e.Event]:
        same = {"obligation": self.name("O"), "course": self.pick(self.courses)}
        employee, day = self.pick(self.people), f"{self.now + timedelta(days=9):%Y-%m-%d}"
        yield e.CourseRequired(effective_at=self.tick(), **same, branch=self.pick(BRANCHES), until=day)
        yield e.DeadlineWarningRaised(
            effective_at=self.tick(), **same, employee=employee, due=day, stage="14", days_left=9
        )
        figures = {"owed": Decimal(150), "counted": Decimal("31.50"), "line": Decimal("74.38")}
        yield e.PaceWarningRaised(
            effective_at=self.tick(), employee=employee, period=str(self.now.year), day=day, **figures
        )
        yield e.ObligationExempted(
            effective_at=self.tick(), **same, employee=employee, approver="zhou", because="CERTIFIED_ELSEWHERE"
        )
        if self.random.random() < 0.5:
            yield e.ObligationReleased(effective_at=self.tick(), **same, because="LAW_CHANGED")

    def requirement(self) -> Iterator[e.Event]:
        same = {"employee": self.pick(self.people), "change": self.name("Q")}
        yield e.RequirementChangeProposed(
            effective_at=self.tick(),
            **same,
            period=str(self.now.year),
            kind="exempt",
            credits=Decimal(20),
            because="ILLNESS",
            note="0" * 64,
            proposer="zhou",
            lapses_at=self.now + timedelta(days=30),
        )
        if self.random.random() < 0.3:
            yield e.RequirementChangeRejected(effective_at=self.tick(), **same, rejecter="qian", because="NO_EVIDENCE")
            return
        yield e.RequirementChangeApproved(effective_at=self.tick(), **same, approver="qian")
        if self.random.random() < 0.3:
            yield e.RequirementChangeRevoked(effective_at=self.tick(), **same, revoker="qian", because="NO_EVIDENCE")

    def policy(self) -> Iterator[e.Event]:
        version = self.name("P")
        yield e.PolicyDrafted(
            effective_at=self.said(),
            version=version,
            branch=self.pick(BRANCHES) if self.random.random() < 0.5 else None,
            document='{"learner":{"points_per_credit":2}}',
            digest="0" * 64,
            drafter="zhou",
        )
        if self.random.random() < 0.2:
            yield e.PolicyWithdrawn(effective_at=self.said(), version=version, withdrawer="zhou")
            return
        since, until = f"{self.now:%Y-%m-%d}", f"{self.now + timedelta(days=9):%Y-%m-%d}"
        yield e.PolicyPublished(
            effective_at=self.said(), version=version, since=since, publisher="qian", because="AGREED_LATE"
        )
        if self.random.random() < 0.5:
            yield e.PolicyRetired(
                effective_at=self.said(), version=version, until=until, retirer="zhou", because="TRIAL_OVER"
            )

    def rescheduling(self) -> Iterator[e.Event]:
        if self.closed:
            session = self.random.choice(self.closed)[0]
            start = self.now - timedelta(hours=self.random.randrange(9))
            yield e.SessionRescheduled(
                effective_at=self.tick(),
                session=session,
                starts_at=start,
                ends_at=start + timedelta(minutes=90),
            )

    def activation(self) -> Iterator[e.Event]:
        for employee, purse in self.purses.items():
            for name, lot in purse.lots.items():
                if lot.pending:
                    points, lot.left, lot.pending = lot.pending, lot.left + lot.pending, 0
                    yield e.PointsActivated(effective_at=self.tick(), employee=employee, lot=name, points=points)
                    return

    def adjustment(self) -> Iterator[e.Event]:
        owing = [person for person, purse in self.purses.items() if purse.debt]
        kind = self.random.choice(("grant", "deduct", "deduct", "waive" if owing else "deduct"))
        employee, adjustment = self.pick(owing if kind == "waive" else self.people), self.name("A")
        purse = self.purses[employee]
        points = self.random.randrange(1, purse.debt + 1 if kind == "waive" else 200)
        same: dict[str, Any] = {"employee": employee, "adjustment": adjustment}
        yield e.AdjustmentProposed(
            effective_at=self.tick(),
            **same,
            kind=kind,
            points=points,
            because="COUNTED_TWICE",
            note="0" * 64,
            **self.in_a_file(adjustment),
            proposer="zhou",
            lapses_at=self.now + timedelta(days=14),
        )
        if self.random.random() < 0.2:
            yield e.AdjustmentRejected(effective_at=self.tick(), **same, rejecter="qian", because="NO_EVIDENCE")
            return
        yield e.AdjustmentApproved(effective_at=self.tick(), **same, approver="qian")
        if kind == "grant":
            yield from self.earn(employee, f"adjustment/{adjustment}", points, None)
        elif kind == "waive":
            purse.debt -= points
            yield e.DebtWaived(effective_at=self.now, **same, points=points)
        else:
            taken = min(points, sum(lot.left for lot in purse.lots.values()))
            lots = purse.take(taken) or ()
            for name, part in lots:
                purse.lots[name].points -= part
            purse.debt += points - taken
            yield e.PointsDeducted(
                effective_at=self.now, **same, points=points, lots=lots, taken=taken, debt=points - taken
            )

    def in_a_file(self, adjustment: str) -> dict[str, Any]:
        """Most corrections come with others, as a row that proves it."""
        if not int(adjustment.rpartition(".")[2]) % 3:
            return {}
        return {"reference": "HR-1", "evidence": sha256(adjustment.encode()).hexdigest(), "batch": "corrections"}

    def leaving(self) -> Iterator[e.Event]:
        employee = self.pick(self.people)
        purse = self.purses[employee]
        yield e.EmployeeLeft(
            effective_at=self.tick(),
            employee=employee,
            last_day=f"{self.now:%Y-%m-%d}",
            settles_at=self.now,
            treatment="pay_out",
            because="RESIGNED",
        )
        lots = purse.empty()
        paid = sum(part.points for part in lots)
        if paid:
            yield e.PointsPaidOut(effective_at=self.now, employee=employee, points=paid, lots=lots)
        yield e.AccountSettled(effective_at=self.now, employee=employee, paid_out=paid, lapsed=0, debt=purse.debt)
