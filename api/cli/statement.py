"""`merit statement`: a person's balance, and every entry that made it."""

from datetime import datetime
from typing import Annotated, NoReturn

import psycopg
import typer

from api.cli.exits import REFUSED, examples
from api.cli.moments import moment
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.database import kept_url
from api.settings import load
from ledger.policy import DEFAULT_POLICY
from projections import journal
from projections.audit.published import Unsealed
from projections.audit.reports import report
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.connecting import connected
from projections.follow import catch_up
from projections.views import named as view_named

PAGE = 500
HEADINGS = ["effective_at", "position", "type", "amount", "from_state", "to_state", "about"]
NAME = "select name from office.people where employee = %s"

Who = Annotated[str, typer.Argument(metavar="EMPLOYEE", help="The employee's id.")]
AsOf = Annotated[str | None, typer.Option(help="What had happened by then: a date, or a date and time with its zone.")]
Verifiable = Annotated[
    bool, typer.Option("--verifiable", help="By the sealed facts, with each of them and its proof, for merit-verify.")
]
RecordedAsOf = Annotated[str | None, typer.Option(help="What was known by then, in the same form.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "statement",
        epilog=examples(
            "merit statement E-1016",
            "merit statement E-1016 --as-of 2026-06-30",
            "merit statement E-1016 --as-of 2026-06-30 --recorded-as-of 2026-07-02T09:00+08:00 --json",
            "merit statement E-1016 --verifiable > R.json",
        ),
    )(statement)


def statement(
    employee: Who,
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
    verifiable: Verifiable = False,  # noqa: FBT002 - a flag
    as_json: AsJson = False,  # noqa: FBT002 - a command line flag
) -> None:
    """Trace a person's credits and points to their facts; exit 1 if nothing is known of the person."""
    happened, known = moment(as_of, "--as-of"), moment(recorded_as_of, "--recorded-as-of")
    with waiting("PostgreSQL") as wait:
        url = kept_url(load(), wait.say)
    if verifiable:
        _show_verifiable(url, employee, happened, known)
        return
    with waiting("Catching up"), connected(url) as follower:
        catch_up(follower, [view_named(journal.NAME)])
    with psycopg.connect(url, autocommit=True, options="-c role=merit_app") as connection:
        balance = journal.balance(connection, employee, as_of=happened, recorded_as_of=known)
        name = connection.execute(NAME, (employee,)).fetchone()
        entries: list[journal.Entry] = []
        while True:
            after = (entries[-1].position, entries[-1].entry) if entries else (0, 0)
            page = journal.entries(connection, employee, as_of=happened, recorded_as_of=known, after=after, limit=PAGE)
            entries += page
            if len(page) < PAGE:
                break
    if as_json:
        clocks = {"as_of": happened, "recorded_as_of": known}
        show_json({**clocks, "balance": balance._asdict(), "entries": [entry._asdict() for entry in entries]})
    elif entries or name is not None:
        say(f"{employee} {name[0] if name else ''}".rstrip())
        show_table([_row(entry) for entry in entries], HEADINGS)
        sums = balance._asdict()
        del sums["employee"]
        say("  ".join(f"{state} {amount}" for state, amount in sums.items()))
    if not entries and name is None:
        _refuse(f"nothing is known of {employee}")


def _show_verifiable(url: str, employee: str, happened: datetime | None, known: datetime | None) -> None:
    store = TileStore(load().tiles_folder)
    try:
        with psycopg.connect(url, autocommit=True, options="-c role=merit_app -c timezone=UTC") as connection:
            made = report(connection, store, employee, happened, known)
    except Unsealed:
        _refuse(f"nothing is sealed in {store.folder} yet. / {store.folder} 中尚无封存内容")
    except Invalid as no:
        _refuse(f"{no}. / 事实与封存内容不符")
    if not made.facts:
        _refuse(f"nothing that is sealed is known of {employee}. / 已封存的事实中没有 {employee}")
    say(bytes(made).decode().rstrip())


def _refuse(sentence: str) -> NoReturn:
    typer.echo(f"merit: {sentence}.", err=True)
    raise typer.Exit(REFUSED)


def _row(entry: journal.Entry) -> dict[str, object]:
    what = [entry.activity, entry.lot, entry.reward, entry.shortfall]
    local = entry.effective_at.astimezone(DEFAULT_POLICY.time_zone)
    return {**entry._asdict(), "effective_at": f"{local:%Y-%m-%d %H:%M}", "about": " ".join(filter(None, what))}
