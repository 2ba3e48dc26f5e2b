"""Where a person was, and as what: from joining to leaving, place by place."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from ledger.lives import Life

Change = Literal["joined", "moved", "assigned"]
EVER = datetime.max.replace(tzinfo=UTC)


class Tenure(Struct, frozen=True):
    """A time in one place, how it began, and whether it ended because the person left the company."""

    change: Change
    since: datetime
    until: datetime | None
    branch: str
    position: str | None
    level: str | None
    left: bool


def tenures(life: Life) -> Iterator[Tenure]:
    """Tell a career, oldest first."""
    spells = life.career.spells
    for number, spell in enumerate(spells):
        before = spells[number - 1] if number else None
        change: Change = "joined"
        if before is not None and before.until == spell.since:
            change = "assigned" if before.place.branch == spell.place.branch else "moved"
        until = None if spell.until == EVER else spell.until
        left = until is not None and all(one.since != until for one in spells)
        yield Tenure(change, spell.since, until, *spell.place, left)
