"""The tree of branches, as it stood at any moment, and who was ever sent to one."""

from datetime import datetime
from typing import NamedTuple

from ledger.events import BranchClosed, BranchMoved, BranchOpened, EmployeeJoined, EmployeeMoved, Event
from ledger.models.model import Model


class Node(NamedTuple):
    """From when a branch stands where in the tree, or is closed."""

    since: datetime
    parent: str | None
    closed: bool = False


class Branches(Model):
    """The tree. A branch that nobody opened is a root: older facts name such branches."""

    about = ("tree",)
    reads = (BranchOpened, BranchMoved, BranchClosed)

    def __init__(self, tree: str = "branches") -> None:
        super().__init__(tree)
        self.nodes: dict[str, tuple[Node, ...]] = {}

    def apply(self, event: Event) -> None:
        """Put each in its place by when it happened."""
        match event:
            case BranchOpened() | BranchMoved():
                self._add(event.branch, Node(event.effective_at, event.parent))
            case BranchClosed():
                self._add(event.branch, Node(event.effective_at, None, closed=True))

    def _add(self, branch: str, node: Node) -> None:
        known = self.nodes.get(branch, ())
        self.nodes[branch] = tuple(sorted((*known, node), key=lambda one: one.since))

    def at(self, branch: str, moment: datetime) -> Node | None:
        """How a branch stands at a moment; None if nobody had opened it."""
        return next((one for one in reversed(self.nodes.get(branch, ())) if one.since <= moment), None)

    def closed(self, branch: str, moment: datetime) -> bool:
        """Whether it was closed by a moment, and nobody opened it again."""
        nodes = self.nodes.get(branch, ())
        return bool(nodes) and nodes[-1].closed and nodes[-1].since <= moment

    def open_from(self, branch: str, moment: datetime) -> bool:
        """Whether somebody opened it by a moment, and it does not close then or later."""
        node = self.at(branch, moment)
        return node is not None and not node.closed and not self.nodes[branch][-1].closed

    def takes(self, branch: str, moment: datetime) -> bool:
        """Whether people may come from a moment on; a branch that nobody ever opened takes everybody."""
        return branch not in self.nodes or self.open_from(branch, moment)

    def path(self, branch: str, moment: datetime) -> list[str]:
        """Name the branches above one, from the root down to itself."""
        path = [branch]
        while (node := self.at(path[-1], moment)) and node.parent is not None and node.parent not in path:
            path.append(node.parent)
        return path[::-1]

    def under(self, branch: str, moment: datetime) -> list[str]:
        """Name the open branches directly under one."""
        return [
            name for name in self.nodes if (node := self.at(name, moment)) and not node.closed and node.parent == branch
        ]

    def changes(self, since: datetime) -> list[datetime]:
        """The moments from one on at which the tree changes, itself first."""
        later = {one.since for nodes in self.nodes.values() for one in nodes if one.since > since}
        return [since, *sorted(later)]


class Staff(Model):
    """Everybody who was ever sent to a branch, whether still there or not."""

    about = ("branch",)
    reads = (EmployeeJoined, EmployeeMoved)

    def __init__(self, branch: str) -> None:
        super().__init__(branch)
        self.ever: set[str] = set()

    def apply(self, event: Event) -> None:
        """Nobody is forgotten: their own careers say where they are."""
        if isinstance(event, EmployeeJoined | EmployeeMoved):
            self.ever.add(event.employee)
