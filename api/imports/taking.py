"""Rows into facts: in chunks, in order, resumable; what cannot be taken goes to quarantine with its reason."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, NamedTuple

from pydantic import ValidationError

from api.imports.asking import Asking, Kind, Row
from api.imports.reading import Reading
from api.imports.reasons import Refused as Unfit
from api.imports.rows import Rejected, natural_key
from api.imports.runs import Counts, Kept, Run
from ledger.deciding import COMMANDS_A_HAND
from ledger.events import CommandRefused, CreditsAwarded
from ledger.log.log import Answer
from ledger.recording import Caller, Command, Recorded
from ledger.refusals.refused import Refused
from ledger.writing import Ledger

ROWS_A_CHUNK = 2 * COMMANDS_A_HAND
ROW_UNFIT = ("ROW_UNFIT", "a value of this row is not one the ledger can hold: {}", "该行的值不能记入账本：{}")

Report = Callable[[int, int | None], None]
Recording = Future[list[Recorded | Refused]]


class _Asked(NamedTuple):
    """A row that became a command."""

    row: Row
    command: Command
    caller: Caller


class _Chunk(NamedTuple):
    """Some rows on their way, in the order of the file."""

    rows: int
    reached: int
    asked: list[_Asked]
    kept: list[Kept]


def take(ledger: Ledger, run: Run, reading: Reading[Any], asking: Asking, report: Report) -> Counts:
    """Record a file's rows; the next chunk waits for the writer when it has recorded the one before."""
    run.begin()
    recording: deque[tuple[_Chunk, Recording]] = deque()
    before: Recording | None = None
    with ThreadPoolExecutor(1, thread_name_prefix="import") as writer:
        for chunk in _chunks(run, reading, asking):
            requests = [(asked.command, asked.caller) for asked in chunk.asked]
            before = writer.submit(_record, ledger, requests, before)
            recording.append((chunk, before))
            if len(recording) > 1:
                _settle(run, *recording.popleft())
            report(reading.position(), reading.total)
        while recording:
            _settle(run, *recording.popleft())
    run.reach(run.counts.rows, [], done=True)
    return run.counts


def rehearse(ledger: Ledger, run: Run, reading: Reading[Any], asking: Asking, report: Report) -> Counts:
    """Walk the file and decide each row as things stand, recording nothing.

    Rows are decided one by one: a repeat inside the file itself shows only when it is recorded.
    """
    counts = Counts()
    for chunk in _chunks(run, reading, asking):
        counts.rows += chunk.rows
        counts.quarantined += len(chunk.kept)
        known = ledger.log.answers([(a.caller.actor, a.caller.request or "") for a in chunk.asked])
        refused = _refused_before(ledger, known)
        for asked in chunk.asked:
            name = (asked.caller.actor, asked.caller.request or "")
            if name in known:
                counts.quarantined += name in refused
                counts.unchanged += name not in refused
                continue
            try:
                facts = ledger.rehearse((asked.command,), asked.caller)
            except Refused:
                counts.quarantined += 1
            else:
                _count(counts, facts)
        report(reading.position(), reading.total)
    return counts


def _refused_before(ledger: Ledger, known: dict[tuple[str, str], Answer]) -> set[tuple[str, str]]:
    """Find which of the requests that were answered before were answered with a refusal."""
    answers = ledger.log.at([(answer.first, answer.last) for answer in known.values()])
    return {
        name
        for name, facts in zip(known, answers, strict=True)
        if any(fact.type == CommandRefused.__name__ for fact in facts)
    }


def _chunks(run: Run, reading: Reading[Any], asking: Asking) -> Iterator[_Chunk]:
    rows = iter(enumerate(reading, 1))
    if run.resumed_at:
        next(islice(rows, run.resumed_at - 1, run.resumed_at), None)
    while batch := list(islice(rows, ROWS_A_CHUNK)):
        asked: list[_Asked] = []
        kept: list[Kept] = []
        for _, row in batch:
            made = _asked(run, row, asking)
            if isinstance(made, Kept):
                kept.append(made)
            else:
                asked.append(made)
        yield _Chunk(len(batch), batch[-1][0], asked, kept)


def _asked(run: Run, row: Row | Rejected, asking: Asking) -> _Asked | Kept:
    if isinstance(row, Rejected):
        key = natural_key("rejected", run.kind, row.code, row.raw)
        return Kept(run.kind, key, run.file_name, row.line, row.code, row.en, row.zh, row.raw)
    try:
        command = asking(row)
    except Unfit as unfit:
        code, en, zh = unfit.reason
        return Kept(run.kind, row.key, run.file_name, row.line, code, en, zh, row.raw)
    except ValidationError as wrong:
        code, en, zh = ROW_UNFIT
        where = ", ".join(sorted({".".join(map(str, error["loc"])) for error in wrong.errors()}))
        return Kept(run.kind, row.key, run.file_name, row.line, code, en.format(where), zh.format(where), row.raw)
    return _Asked(row, command, caller_of(run.kind, row.key, f"{run.file_sha256[:16]}:{row.line}", run.by))


def caller_of(kind: Kind, key: str, causation: str, by: str | None = None) -> Caller:
    """Name the request after the row, so that the same row in any file is the same request."""
    return Caller(f"import:{kind}", key, on_behalf_of=by, causation=causation, operator=True)


def _record(
    ledger: Ledger, requests: list[tuple[Command, Caller]], before: Recording | None
) -> list[Recorded | Refused]:
    if before is not None:
        before.result()  # the file's order decides what is paid: rows that failed are not overtaken
    return ledger.record_each(requests)


def _settle(run: Run, chunk: _Chunk, recording: Recording) -> None:
    kept = list(chunk.kept)
    for asked, outcome in zip(chunk.asked, recording.result(), strict=True):
        if isinstance(outcome, Refused):
            kept.append(refused_row(run, asked.row, asked.command, outcome))
        elif outcome.repeat:
            run.counts.unchanged += 1
        else:
            _count(run.counts, outcome.events)
    run.counts.rows += chunk.rows
    run.counts.quarantined += len(kept)
    run.reach(chunk.reached, kept)


def refused_row(run: Run, row: Row, command: Command, refusal: Refused) -> Kept:
    """Keep a row that the ledger refused, with what it asked for, so that it can be mended and retried."""
    body = command.model_dump(mode="json", exclude_none=True)
    return Kept(
        run.kind,
        row.key,
        run.file_name,
        row.line,
        refusal.code,
        refusal.en(),
        refusal.chinese(),
        row.raw,
        type(command).__name__,
        body,
    )


def _count(counts: Counts, events: tuple[Any, ...]) -> None:
    counts.recorded += 1
    for event in events:
        if isinstance(event, CreditsAwarded):
            counts.paid += event.credits > 0
            counts.repeats += event.shortfall == "REPEAT"
