"""The file that keeps the newest figures of every target, each with the commit it was measured at."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Any

from benchmarks.measure import Outcome, Samples, Target, medians_of


@dataclass(frozen=True)
class Keeping:
    """A file, and what is measured now: where, and at which commit."""

    file: Path
    machine: str
    commit: str

    def keep(self, outcomes: Iterable[Outcome]) -> None:
        """Put outcomes in the place of earlier ones of the same targets; another machine's are dropped."""
        targets = self._entries() | {outcome.target.name: self._as_data(outcome) for outcome in outcomes}
        report = {"targets": list(targets.values()), "machine": self.machine, "commit": self.commit}
        # Never half written, whenever the run is interrupted.
        written = self.file.with_suffix(".tmp")
        written.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.replace(self.file)

    def kept(self, targets: Sequence[Target]) -> list[Outcome]:
        """Give what was measured at this very commit before the run was interrupted."""
        # Of a commit with changes, or of a quick run, nobody knows that it is the same.
        entries = {} if " " in self.commit else self._entries()
        return [
            Outcome(target, *(_samples(entries[target.name], side) for side in ("ours", "peer")))
            for target in targets
            if entries.get(target.name, {}).get("commit") == self.commit
        ]

    def _entries(self) -> dict[str, dict[str, Any]]:
        report = json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}
        return {one["name"]: one for one in report.get("targets", ()) if report["machine"] == self.machine}

    def _as_data(self, outcome: Outcome) -> dict[str, Any]:
        target, (ours, peer) = outcome.target, medians_of(outcome)
        return {
            "name": target.name,
            "ratio": _rounded(outcome.ratio),
            "wanted": target.wanted,
            "met": outcome.met,
            "bound": target.bound.value,
            "meaning": target.meaning,
            "unit": target.reading.unit,
            "ours": {"side": outcome.ours.name, "median": _rounded(ours), "errors": outcome.ours.errors},
            "peer": {"side": outcome.peer.name, "median": _rounded(peer), "errors": outcome.peer.errors},
            "samples": {
                "ours": [_rounded(value) for value in outcome.ours.values],
                "peer": [_rounded(value) for value in outcome.peer.values],
            },
            "commit": self.commit,
        }


def _samples(entry: dict[str, Any], side: str) -> Samples:
    values = [inf if value is None else value for value in entry["samples"][side]]
    return Samples(entry[side]["side"], values, entry[side]["errors"])


def _rounded(value: float) -> float | None:
    # A side that got stuck took for ever, and JSON has no word for that.
    return round(value, 3) if isfinite(value) else None
