"""Nothing unsaid: every decision, every fact and every refusal is named in some spec."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import ledger.decisions
from ledger.events import REGISTRY
from ledger.recording import Command
from ledger.refusals.refused import REFUSALS, Refused
from ledger.refusals.requests import Contended, Overloaded

HERE = Path(__file__)


def words(folder: Path) -> frozenset[str]:
    return frozenset(
        w for path in folder.rglob("test_*.py") if path != HERE for w in re.findall(r"\w+", path.read_text())
    )


SAID = words(HERE.parent)
# Some refusals are of a way in, not of a decision: there it is their code that is told.
TOLD = words(HERE.parents[1])
# The writer's own, not a decision's: their specs stand in tests/test_folds.py.
WRITERS = (Contended, Overloaded)
KINDS = frozenset(kind for refusal in REFUSALS.values() for kind in refusal.__mro__[1:] if issubclass(kind, Refused))


def decisions() -> list[type[Command]]:
    modules = [
        importlib.import_module(f"ledger.decisions.{one.name}")
        for one in pkgutil.iter_modules(ledger.decisions.__path__)
    ]
    return [
        named
        for module in modules
        for named in vars(module).values()
        if isinstance(named, type) and issubclass(named, Command) and named.__module__ == module.__name__
    ]


@pytest.mark.parametrize("decision", decisions(), ids=lambda decision: decision.__name__)
def test_every_decision_has_a_spec(decision: type[Command]) -> None:
    assert decision.__name__ in SAID


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_every_fact_has_a_spec(name: str) -> None:
    assert name in SAID


@pytest.mark.parametrize(
    "refusal",
    [refusal for refusal in REFUSALS.values() if refusal not in KINDS and refusal not in WRITERS],
    ids=lambda refusal: refusal.__name__,
)
def test_every_refusal_has_a_spec(refusal: type[Refused]) -> None:
    assert refusal.__name__ in SAID or TOLD & {refusal.__name__, refusal.code}
