"""What the readable forms of a statement show, so that they show the same."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from ledger.policy import DEFAULT_POLICY
from projections.account import report_words as words
from projections.account.statement import Line, Loss, Statement
from projections.account.words import STATES
from projections.balances import Balance
from projections.documents import origin
from projections.documents.origin import local

Row = tuple[str | int | Decimal | None, ...]


def heading(made: Statement) -> list[tuple[str, str]]:
    """Say whose statement this is, of when, and what it was made from."""
    person = f"{made.employee} {made.name or ''}".strip()
    period = f"{local(made.since) or '…'} - {local(made.until) or '…'}"
    return [(words.PERSON, person), (words.PERIOD, period), *origin.heading(made)]


def balances(made: Statement) -> Iterator[Row]:
    """Show each state before, after, and what the entries changed."""
    yield words.BALANCES
    for name in Balance._fields[1:]:
        opening, closing = getattr(made.opening, name), getattr(made.closing, name)
        yield _state(name), opening, closing - opening, closing


def entries(made: Statement) -> Iterator[Row]:
    """List the entries in the order in which they happened."""
    yield words.ENTRIES
    for line in made.entries:
        amount = line.amount if line.kind == "credits" else int(line.amount)
        states = (STATES[line.from_state][0], STATES[line.to_state][0])
        after = (line.credits, line.pending, line.active, line.held, line.debt)
        yield (local(line.effective_at), line.position, _what(line), *states, amount, *after)


def lots(made: Statement) -> Iterator[Row]:
    """List the points that can be spent by what earned them."""
    yield words.LOTS
    for lot in made.lots:
        moments = (lot.earned_at, lot.activates_at, lot.expires_at)
        yield lot.lot, *map(local, moments), lot.points, lot.pending, lot.left


def forecast(made: Statement) -> Iterator[Row]:
    """Say what lapses when."""
    yield words.FORECAST
    for loss in made.forecast:
        yield local(loss.expires_at), loss.points, "  ".join(lapses(loss))


def lapses(loss: Loss) -> tuple[str, str]:
    """Say what is lost on which day, in Chinese and English; what ends at midnight is lost with the day before."""
    last = (loss.expires_at - timedelta(microseconds=1)).astimezone(DEFAULT_POLICY.time_zone)
    return tuple(text.format(points=loss.points, day=f"{last:%Y-%m-%d}") for text in words.LAPSES)  # type: ignore[return-value] # there are two


def _state(name: str) -> str:
    zh, en = STATES["earned" if name == "credits" else name]
    return f"{zh} {en}"


def _what(line: Line) -> str:
    parts = f"  [{'; '.join(f'{lot} {points}' for lot, points in line.lots)}]" if line.lots else ""
    return f"{line.what_zh}  {line.what}{parts}"
