"""The demo's organisation: a group of three branches, who heads and leads whom, and who moves, is away or leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from api.demo.company import BRANCHES
from ledger.decisions.appoint_branch_head import AppointBranchHead
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.assign_position import AssignPosition
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.move_employee import MoveEmployee
from ledger.decisions.open_branch import OpenBranch
from ledger.decisions.record_absence import RecordAbsence
from ledger.recording import Caller

if TYPE_CHECKING:
    from api.demo.clockwork import Request
    from api.demo.company import Company
    from api.demo.year import Year

DESK = Caller("hr-desk", operator=True)
GROUP = "group"
NAMES = {GROUP: "集团", "chengdu": "成都分公司", "shanghai": "上海分公司", "shenzhen": "深圳分公司"}
POSITIONS = ("engineer", "sales", "service", "office")
LEVELS = ("junior", "senior")
# How many work in a branch for each who leads them.
TEAM = 8
# Every so many people: away on business for two weeks, or with a child for half a year.
TRAVELLER_EVERY, PARENT_EVERY = 11, 41
MOVES = (("E-1040", "shanghai"), ("E-1041", "shenzhen"))
LEAVES = ("E-1100", "E-1101")


def opening(company: Company, since: datetime) -> list[Request]:
    """Open the branches: before anybody can join them."""
    opened = [OpenBranch(branch=GROUP, name=NAMES[GROUP], since=since)]
    opened += [OpenBranch(branch=one, parent=GROUP, name=NAMES[one], since=since) for one in BRANCHES]
    heads = [AppointBranchHead(branch=branch, head=_of(company, branch)[0]) for branch in BRANCHES]
    return [(command, DESK) for command in (*opened, *heads)]


def posting(company: Company, since: datetime) -> list[Request]:
    """Say what everybody is, and whom they report to."""
    heads = [_of(company, branch)[0] for branch in BRANCHES]
    requests: list[Request] = []
    for number, person in enumerate(company.branch_of):
        position = "head" if person in heads else POSITIONS[number // len(BRANCHES) % len(POSITIONS)]
        level = None if person in heads else LEVELS[number % 5 == 0]
        requests.append((AssignPosition(employee=person, position=position, level=level, since=since), DESK))
    # The other heads report to the first, who reports to nobody.
    requests += [(AssignManager(employee=head, manager=heads[0]), DESK) for head in heads[1:]]
    for branch in BRANCHES:
        head, *others = _of(company, branch)
        for place, person in enumerate(others):
            lead = place // TEAM * TEAM
            manager = head if place == lead else others[lead]
            requests.append((AssignManager(employee=person, manager=manager), DESK))
    return requests


def plan(year: Year) -> None:
    """Put what changes during the year into the calendar."""
    everybody = list(year.company.branch_of)
    for number, person in enumerate(everybody):
        if number % TRAVELLER_EVERY == 5:  # noqa: PLR2004 - any offset will do
            _away(year, person, "TRAVEL", year.ends_at.replace(month=3 + number % 7, day=9), days=14)
        elif number % PARENT_EVERY == 7:  # noqa: PLR2004 - the same
            _away(year, person, "MATERNITY", year.ends_at.replace(month=2 + number % 3, day=2), days=158)
    july = year.ends_at.replace(month=7, day=1, hour=9)
    year.clock.at(july, lambda: [(MoveEmployee(employee=who, branch=to, since=july), DESK) for who, to in MOVES])
    last_day = f"{year.ends_at.year}-11-30"
    notice = year.ends_at.replace(month=11, day=5, hour=9)
    year.clock.at(
        notice, lambda: [(LeaveCompany(employee=who, last_day=last_day, because="RESIGNED"), DESK) for who in LEAVES]
    )


def _away(year: Year, person: str, kind: str, first: datetime, days: int) -> None:
    last = first + timedelta(days=days - 1)
    away = RecordAbsence(
        employee=person, kind=kind, first_day=first.date().isoformat(), last_day=last.date().isoformat()
    )
    year.clock.at(first.replace(hour=9), lambda: [(away, DESK)])


def _of(company: Company, branch: str) -> list[str]:
    return [who for who, where in company.branch_of.items() if where == branch]
