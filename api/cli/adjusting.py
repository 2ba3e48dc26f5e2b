"""`merit adjustments`: proposals by hand, decided a batch at a time."""

from collections.abc import Callable
from contextlib import closing
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from api.adjusting import ApproveAdjustments, Deciding, RejectAdjustments, requests, told, waiting
from api.cli import showing
from api.cli.exits import REFUSED, examples
from api.cli.interrupts import between_steps
from api.cli.showing import AsJson, say, show_json, show_table
from api.cli.speaking import By, speaker
from api.cli.views import up_to_date
from api.settings import load
from api.writers import open_log
from ledger.recording import Caller
from ledger.refusals.refused import Refused
from ledger.writing import Ledger
from projections import adjustments

app = typer.Typer(help="Decide about corrections by hand, a batch at a time.", no_args_is_help=True)

Batch = Annotated[str, typer.Argument(metavar="BATCH", help="The name that a file's proposals share.")]
COLUMNS = ["adjustment", "employee", "kind", "points", "because", "reference", "proposer", "state", "decider"]


@app.command("list", epilog=examples("merit adjustments list corrections-2026-11"))
def every(
    batch: Batch,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 1000,
    as_json: AsJson = False,
) -> None:
    """List a batch's proposals and what became of them."""
    with up_to_date([adjustments.NAME]) as connection:
        rows = [row._asdict() for row in adjustments.adjustments(connection, batch=batch, limit=limit)]
    if as_json:
        show_json(rows)
    else:
        show_table(rows, COLUMNS)


@app.command(epilog=examples("merit adjustments approve corrections-2026-11 --by qian"))
def approve(batch: Batch, by: By = None, as_json: AsJson = False) -> None:
    """Approve what somebody else proposed; exit 1 if rows are left, each with its reason. Again goes on."""
    _decide(lambda after: ApproveAdjustments(batch=batch, after=after), by, as_json=as_json)


@app.command(epilog=examples("merit adjustments reject corrections-2026-11 --because NO_EVIDENCE --by qian"))
def reject(
    batch: Batch,
    because: Annotated[str, typer.Option(help="A reason code.")],
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Reject what nobody decided about yet; exit 1 if rows are left, each with its reason. Again goes on."""
    _decide(lambda after: RejectAdjustments(batch=batch, because=because, after=after), by, as_json=as_json)


def _decide(asking: Callable[[int], Deciding], by: str | None, *, as_json: bool) -> None:
    caller = Caller("adjustments", on_behalf_of=speaker(by), operator=True)
    decided, before = 0, 0
    left: list[dict[str, Any]] = []
    after: int | None = 0
    with (
        up_to_date([adjustments.NAME]) as connection,
        closing(Ledger(open_log(load()))) as ledger,
        showing.waiting("deciding") as wait,
        between_steps() as step,
    ):
        while after is not None:
            deciding = _asked(asking, after)
            hand = waiting(connection, deciding)
            done = told(hand, ledger.record_each(requests(deciding, hand, caller)))
            decided, before, after = decided + done.decided, before + done.before, done.after
            left += [_left(*one) for one in done.left]
            wait.reach(decided)
            step()
    if as_json:
        show_json({"decided": decided, "before": before, "left": left})
    else:
        say(f"{decided:,} decided, {before:,} decided before, {len(left):,} left as they were.")
        if left:
            show_table(left, ["adjustment", "employee", "points", "code", "reason_en", "reason_zh"])
    if left:
        raise typer.Exit(REFUSED)


def _asked(asking: Callable[[int], Deciding], after: int) -> Deciding:
    try:
        return asking(after)
    except ValidationError as no:
        wrong = no.errors()[0]["loc"][0]
        raise typer.BadParameter(f"this is no {wrong}", param_hint=str(wrong)) from no


def _left(row: adjustments.Adjustment, refusal: Refused) -> dict[str, Any]:
    return {
        "adjustment": row.adjustment,
        "employee": row.employee,
        "points": row.points,
        "code": refusal.code,
        "reason_en": refusal.en(),
        "reason_zh": refusal.chinese(),
    }
