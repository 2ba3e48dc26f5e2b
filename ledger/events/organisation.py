"""Facts about the company: its branches in a tree, who works where and as what, and who is away."""

from typing import Literal

from ledger.events.fact import Event
from ledger.vocabulary import Day, Id, ReasonCode, Text

# All facts about branches carry one tag, so that the tree is one question.
Tree = Literal["branches"]


class BranchOpened(Event):
    """The branch CD-EAST opened under the branch CD."""

    tree: Tree = "branches"
    branch: Id
    parent: Id | None
    name: Text


class BranchMoved(Event):
    """The branch CD-EAST belongs under the branch XA from now on."""

    tree: Tree = "branches"
    branch: Id
    parent: Id | None


class BranchClosed(Event):
    """The branch CD-EAST closed; nobody works there any more."""

    tree: Tree = "branches"
    branch: Id


class EmployeeJoined(Event):
    """Lin (employee 1007) joined the Chengdu branch."""

    employee: Id
    branch: Id


class EmployeeMoved(Event):
    """Lin works in the Xi'an branch from July on; a notice that was given stands."""

    employee: Id
    branch: Id


class PositionAssigned(Event):
    """Lin is an engineer now, of level P5."""

    employee: Id
    position: Id
    level: Id | None = None


class AbsenceRecorded(Event):
    """Lin travels from 2 to 27 March, both days included."""

    employee: Id
    absence: Id
    # One of the policy's kinds: TRAVEL, MATERNITY, SICK, ...
    kind: ReasonCode
    first_day: Day
    last_day: Day


class AbsenceVoided(Event):
    """Lin did not travel after all."""

    employee: Id
    absence: Id
    because: ReasonCode
