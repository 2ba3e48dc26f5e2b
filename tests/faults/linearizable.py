"""Did the ledger behave as if it took one request after another? The log is the witness.

Finding an order that explains what callers saw is hard in general. The log gives the order, so checking
it costs one sort and one replay: O(n log n).
"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

RECORDED = "RECORDED"
# Nobody knows: the caller died or gave up before an answer came.
UNKNOWN = "UNKNOWN"
REFUSAL = "CommandRefused"


class Operation(NamedTuple):
    """What one caller asked, when by a clock that all callers share, and what it was told."""

    key: str
    command: Any
    invoked: float
    returned: float | None = None
    # RECORDED, the code of a refusal, or UNKNOWN.
    outcome: str = UNKNOWN
    # The first position of its facts, where the answer named one.
    position: int | None = None


class Observation(NamedTuple):
    """A value somebody read, and up to which position the reader had looked."""

    question: str
    invoked: float
    position: int
    value: object


class Written(NamedTuple):
    """A fact, as the log has it."""

    position: int
    key: str
    type: str
    body: dict[str, Any]


class Oracle(Protocol):
    """A naive second opinion of the rules."""

    def answer(self, command: Any) -> str:
        """Give RECORDED or the code of the refusal, as things stand."""

    def take(self, fact: Written) -> None:
        """Let one fact happen."""

    def value(self, question: str) -> object:
        """Answer what observers ask."""


class Flaw(NamedTuple):
    """One way in which the ledger was not one thing after another."""

    kind: str
    about: str
    why: str


class _Asked:
    """All operations of one key as one: it takes effect after its first asking, before its first answer."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.key = operations[0].key
        self.command = operations[0].command
        self.invoked = min(one.invoked for one in operations)
        self.answers = {(one.outcome, one.position) for one in operations if one.outcome != UNKNOWN}
        returned = [one.returned for one in operations if one.returned is not None and one.outcome != UNKNOWN]
        self.returned = min(returned) if returned else None


def check(
    operations: Iterable[Operation],
    observations: Iterable[Observation],
    log: Sequence[Written],
    oracle: Oracle,
    *,
    begun_at: int = 0,
) -> list[Flaw]:
    """List every flaw; facts up to `begun_at` are the scene, asked for by nobody."""
    by_key: dict[str, list[Operation]] = {}
    for operation in operations:
        by_key.setdefault(operation.key, []).append(operation)
    asked = {key: _Asked(said) for key, said in by_key.items()}
    flaws = [
        Flaw("HOLE", str(fact.position), f"expected position {n}")
        for n, fact in enumerate(log, 1)
        if fact.position != n
    ]
    blocks, doubled = _blocks(fact for fact in log if fact.position > begun_at)
    first = {key: block[0] for key, block in blocks.items()}
    flaws += doubled
    flaws += [Flaw("UNASKED", key, f"at {fact.position}") for key, fact in first.items() if key not in asked]
    for one in asked.values():
        flaws += _witnessed(one, first.get(one.key))
    flaws += _in_real_time(asked.values(), first, observations := list(observations))
    flaws += _replayed(asked, blocks, log, oracle, observations)
    return flaws


def _blocks(log: Iterable[Written]) -> tuple[dict[str, list[Written]], list[Flaw]]:
    """Give the facts of each key, which must stand together and have each type once."""
    blocks: dict[str, list[Written]] = {}
    doubled: list[Flaw] = []
    before: str | None = None
    for fact in log:
        block = blocks.setdefault(fact.key, [])
        if block and (fact.key != before or fact.type in {other.type for other in block}):
            doubled.append(Flaw("DOUBLED", fact.key, f"at {block[0].position} and {fact.position}"))
        block.append(fact)
        before = fact.key
    return blocks, doubled


def _witnessed(one: _Asked, first: Written | None) -> Iterable[Flaw]:
    """Compare what the callers of one key were told with what the log says."""
    if len({outcome for outcome, _ in one.answers}) > 1:
        yield Flaw("TWO_ANSWERS", one.key, str(one.answers))
    for outcome, position in one.answers:
        if first is None:
            yield Flaw("LOST", one.key, f"told {outcome} at {position}, the log has nothing")
        elif outcome == RECORDED and first.type == REFUSAL:
            yield Flaw("LOST", one.key, f"told {outcome}, refused at {first.position}")
        elif outcome != RECORDED and first.type != REFUSAL:
            yield Flaw("REFUSED_BUT_APPLIED", one.key, f"told {outcome}, applied at {first.position}")
        elif outcome != RECORDED and outcome != first.body["code"]:
            yield Flaw("TWO_ANSWERS", one.key, f"told {outcome}, the log has {first.body['code']}")
        elif position is not None and position != first.position:
            yield Flaw("MOVED", one.key, f"told {position}, stands at {first.position}")


def _in_real_time(
    asked: Iterable[_Asked], first: dict[str, Written], observations: Sequence[Observation]
) -> Iterable[Flaw]:
    """What was answered before somebody asked stands before that somebody's answer."""
    asked = [one for one in asked if one.key in first]
    ends = sorted((one.returned, first[one.key].position) for one in asked if one.returned is not None)
    begins = [(one.invoked, float(first[one.key].position), one.key, "REORDERED") for one in asked]
    # A reader may stand at the newest position itself, so its own place counts half a step later.
    begins += [(seen.invoked, seen.position + 0.5, seen.question, "STALE") for seen in observations]
    ended, newest = 0, 0
    for invoked, position, about, kind in sorted(begins):
        while ended < len(ends) and ends[ended][0] < invoked:
            newest = max(newest, ends[ended][1])
            ended += 1
        if position <= newest:
            yield Flaw(kind, about, f"stands at {int(position)}, asked after {newest} was answered")


def _replayed(
    asked: dict[str, _Asked],
    blocks: dict[str, list[Written]],
    log: Sequence[Written],
    oracle: Oracle,
    observations: Sequence[Observation],
) -> Iterable[Flaw]:
    """Ask the oracle at each position what it would have said, and what readers should have seen."""
    watched = sorted(observations, key=attrgetter("position"), reverse=True)
    for fact in [Written(0, "", "", {}), *log]:
        if fact.key in asked and blocks[fact.key][0] is fact:
            answered = fact.body["code"] if fact.type == REFUSAL else RECORDED
            expected = oracle.answer(asked[fact.key].command)
            if answered != expected:
                yield Flaw("WRONG_ANSWER", fact.key, f"{answered} at {fact.position}, should be {expected}")
        if fact.position:
            oracle.take(fact)
        while watched and watched[-1].position <= fact.position:
            seen = watched.pop()
            if seen.value != oracle.value(seen.question):
                yield Flaw(
                    "WRONG_READ",
                    seen.question,
                    f"{seen.value} at {seen.position}, should be {oracle.value(seen.question)}",
                )
