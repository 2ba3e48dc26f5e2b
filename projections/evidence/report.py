"""What people read of a package: the question, the totals, and the facts in words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from ledger.policy import DEFAULT_POLICY
from projections.audit.figures.data import data_of
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.tlog.leaf import moment_text
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.verifier.figures import Movement, Totals, movements, totals
from projections.evidence.asking import Ask
from projections.evidence.report_words import COMPLETE, HEADINGS, PARTIAL, TYPES

DETAILS_MAX = 300  # letters of a fact's data in print; the workbook and the facts themselves have all of it


class Line(NamedTuple):
    """A fact in words; times are the company's."""

    position: int
    happened: str
    recorded: str
    type: str
    actor: str
    details: str


class Report:
    """All that the readable forms show, so that they show the same."""

    def __init__(self, ask: Ask, checkpoint: Checkpoint, facts: Sequence[ShownFact], *, complete: bool) -> None:
        self._ask, self._checkpoint, self.facts, self._complete = ask, checkpoint, facts, complete

    @property
    def prepared_at(self) -> str:
        """The report's date."""
        return moment_text(self._ask.prepared_at)

    def heading(self) -> Iterator[tuple[str, str]]:
        """Say what was asked and what this is an answer of."""
        since, tag, until = self._ask.scope
        last = self._checkpoint
        values = {
            "about": tag or "*",
            "period": f"{_local(since) if since else '…'} - {_local(until) if until else '…'}",
            "purpose": self._ask.purpose,
            "preparer": self._ask.preparer,
            "prepared_at": f"{_local(self.prepared_at)} {DEFAULT_POLICY.zone}",
            "log": f"{last.origin}  {last.size:,}  {last.root.hex()}",
            "count": f"{len(self.facts):,} (#{self.facts[0].leaf.position:,} - #{self.facts[-1].leaf.position:,})",
            "program": self._ask.version,
        }
        return ((HEADINGS[name], value) for name, value in values.items())

    @property
    def proven(self) -> Sequence[str]:
        """Say what the package proves and what it does not, in both languages."""
        return COMPLETE if self._complete else PARTIAL

    def totals(self) -> list[Totals]:
        """Add up what the facts move."""
        return totals(self.facts)

    def types(self) -> list[tuple[str, int]]:
        """Count the facts of each type."""
        counted = Counter(fact.leaf.type for fact in self.facts)
        return [(_type(kind), number) for kind, number in sorted(counted.items())]

    def movements(self) -> Iterator[Movement]:
        """List every movement of credits and points."""
        for fact in self.facts:
            yield from movements(fact)

    def lines(self) -> Iterator[Line]:
        """Tell the facts in the order of the log."""
        for fact in self.facts:
            leaf = fact.leaf
            said = "; ".join(f"{name}: {value}" for name, value in data_of(fact).items() if value is not None)
            actor = f"{leaf.actor} ({leaf.on_behalf_of})" if leaf.on_behalf_of else leaf.actor
            happened, recorded = _local(leaf.effective_at), _local(leaf.recorded_at)
            yield Line(leaf.position, happened, recorded, _type(leaf.type), actor, said)


def _type(kind: str) -> str:
    return f"{kind} {TYPES[kind]}" if kind in TYPES else kind


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(DEFAULT_POLICY.time_zone):%Y-%m-%d %H:%M:%S}"
