"""What somebody with every right in the database can do to the facts, and that it is refused."""

import pytest
from sealing.scene import Scene

from projections.audit import vouching
from projections.audit.vouching import Unvouched

COLUMNS = """type, version, data, tags, effective_at, recorded_at, actor, on_behalf_of, request, reason, causation,
    policy_version"""
EVERYTHING = f"{COLUMNS}, writer, signature"


def superuser(scene: Scene, *statements: str) -> None:
    """Do what no role of the program may."""
    scene.log.execute("set session_replication_role to replica")
    for statement in statements:
        scene.log.execute(statement.encode())
    scene.log.execute("set session_replication_role to origin")


def forge(scene: Scene, position: int, *, like: int = 1, columns: str = COLUMNS) -> None:
    """Put a fact into the table that is like another one."""
    superuser(
        scene,
        f"insert into ledger.events (position, {columns}) select {position}, {columns} from ledger.events"  # noqa: S608 - constants
        f" where position = {like}",
    )


def shifted(scene: Scene, first: int) -> None:
    """Make room for a fact."""
    superuser(
        scene,
        f"update ledger.events set position = -position - 1 where position >= {first}",  # noqa: S608 - constants - a number
        "update ledger.events set position = -position where position < 0",
    )


def refused(scene: Scene, position: int, why: str) -> None:
    """Everything before the position is sealed, nothing behind it, and an alarm says so."""
    with pytest.raises(Unvouched, match=why) as no:
        scene.seal()
    assert no.value.position == position
    assert scene.store.checkpoint().size == position - 1
    alarm = vouching.alarm(scene.store)
    assert alarm is not None
    assert (alarm.position, alarm.text) == (position, str(no.value))
