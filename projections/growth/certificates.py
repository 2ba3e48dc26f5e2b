"""Required courses that a person has completed (必修课程结业)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from projections.compliance.deadlines import Deadline
from projections.growth.transcript import TranscriptLine


class Certificate(Struct, frozen=True):
    """A required course, the first award for it that stands, and the obligations that this met."""

    course: str
    title: str | None
    completed_at: datetime
    activity: str
    credits: Decimal
    position: int
    obligations: list[str]


def earned(entries: Iterable[TranscriptLine], deadlines: Iterable[Deadline]) -> list[Certificate]:
    """Give the completed courses that the catalogue or an obligation requires, in the order of completion."""
    met: defaultdict[str, set[str]] = defaultdict(set)
    for deadline in deadlines:
        if deadline.done_at is not None:
            met[deadline.course].add(deadline.obligation)
    found: dict[str, Certificate] = {}
    for entry in sorted(entries, key=lambda entry: (entry.effective_at, entry.position)):
        required = entry.kind == "required" or entry.course in met
        if required and entry.credits > 0 and entry.reversed_by is None:
            what = (entry.course, entry.title, entry.effective_at, entry.activity, entry.credits, entry.position)
            found.setdefault(entry.course, Certificate(*what, sorted(met[entry.course])))
    return [*found.values()]
