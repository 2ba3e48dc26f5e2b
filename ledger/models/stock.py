"""Units of a reward, some of them in batches that are good until a date."""

from datetime import datetime
from typing import NamedTuple


class Batch(NamedTuple):
    """What came at once: how many units, how many of them are left, and until when they can be given out."""

    units: int
    left: int
    good_until: datetime


class Stock(NamedTuple):
    """Units without a date, and batches, the one that ends first in front.

    Units are alike, so nobody notes which one was given out: the batch that ends first gives first, those without
    a date last, and what comes back goes the other way, so that a unit never comes back better than it left.
    """

    loose: int = 0
    loose_left: int = 0
    batches: tuple[tuple[str, Batch], ...] = ()

    @property
    def left(self) -> int:
        """Count the units on the books."""
        return self.loose_left + sum(batch.left for _, batch in self.batches)

    def left_at(self, moment: datetime) -> int:
        """Count the units that can be given out at a moment."""
        return self.loose_left + sum(batch.left for _, batch in self.batches if batch.good_until > moment)

    def past(self, moment: datetime) -> list[tuple[str, Batch]]:
        """List the batches whose date has come with units left."""
        return [(name, batch) for name, batch in self.batches if batch.left and batch.good_until <= moment]

    def given(self, units: int, moment: datetime) -> "Stock":
        """Take units out."""
        if not self.batches:
            return Stock(self.loose, self.loose_left - units)
        batches = []
        for name, batch in self.batches:
            part = min(units, batch.left) if batch.good_until > moment else 0
            units -= part
            batches.append((name, batch._replace(left=batch.left - part)))
        return Stock(self.loose, self.loose_left - units, tuple(batches))

    def returned(self, units: int) -> "Stock":
        """Put units back."""
        loose = min(units, self.loose - self.loose_left)
        units -= loose
        batches = []
        for name, batch in reversed(self.batches):
            part = min(units, batch.units - batch.left)
            units -= part
            batches.append((name, batch._replace(left=batch.left + part)))
        return Stock(self.loose, self.loose_left + loose, tuple(reversed(batches)))

    def arrived(self, units: int, batch: str | None, good_until: datetime | None) -> "Stock":
        """Add what came."""
        if batch is None or good_until is None:
            return self._replace(loose=self.loose + units, loose_left=self.loose_left + units)
        batches = [*self.batches, (batch, Batch(units, units, good_until))]
        return self._replace(batches=tuple(sorted(batches, key=lambda one: one[1].good_until)))

    def lost(self, units: int) -> "Stock":
        """Take units off the books: those without a date first, then the batch that ends last."""
        loose = min(units, self.loose_left)
        units -= loose
        batches = []
        for name, batch in reversed(self.batches):
            part = min(units, batch.left)
            units -= part
            batches.append((name, Batch(batch.units - part, batch.left - part, batch.good_until)))
        return Stock(self.loose - loose, self.loose_left - loose, tuple(reversed(batches)))

    def recounted(self, more: int) -> "Stock":
        """Have so many units more than the books said, or less."""
        return self.arrived(more, None, None) if more > 0 else self.lost(-more)

    def written_off(self, batch: str, units: int) -> "Stock":
        """Take the rest of a batch off the books."""
        return self._replace(
            batches=tuple(
                (name, Batch(one.units - units, one.left - units, one.good_until) if name == batch else one)
                for name, one in self.batches
            )
        )
