"""People, branches, policies and what is owed."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from views.histories.scene import BRANCHES, Scene

from ledger import events as e


class Organising(Scene):
    """People, branches, policies and what is owed."""

    def promotion(self) -> Iterator[e.Event]:
        level = self.random.choice((None, "P5", "P6"))
        who = self.random.choice((*self.people, self.name("N")))
        yield e.PositionAssigned(effective_at=self.tick(), employee=who, position="engineer", level=level)

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
