"""`merit period`: a year is closed by two people, sealed under one root, and each person proves their own."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from msgspec import json, structs
from psycopg import Connection
from pydantic import ValidationError

from api import closing as closings
from api.cli.exits import REFUSED, examples
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.cli.speaking import By, speaker
from api.cli.views import up_to_date
from api.database import kept_url
from api.folding import folded
from api.settings import load
from api.writers import open_log
from ledger.decisions.begin_closing import BeginClosing
from ledger.decisions.close_period import ClosePeriod
from ledger.decisions.reopen_period import ReopenPeriod
from ledger.models.books import Closing
from ledger.recording import Caller
from ledger.writing import Ledger
from projections.audit import periods as sealed_periods
from projections.audit.published import Unsealed
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.compliance import closing as closed
from projections.compliance import preview as previews
from projections.connecting import opened

VIEWS = [view.NAME for view in closings.VIEWS]
CATEGORIES = ("of", "earned", "counted", "missing")
YEAR = re.compile(r"19[7-9]\d|20\d\d|21[0-8]\d", re.ASCII)

app = typer.Typer(help="Close and seal a year, and prove one person's.", no_args_is_help=True)
Which = Annotated[str, typer.Argument(metavar="YEAR", help="A period of the company's calendar: 2026.")]
Person = Annotated[str, typer.Option("--person", metavar="EMPLOYEE", help="The employee's id.")]
Out = Annotated[Path | None, typer.Option("--out", help="The file to write; by default EMPLOYEE.YEAR.json here.")]
Because = Annotated[str, typer.Option(help="Why: a reason code.")]


@app.command(epilog=examples("merit period close 2026 --by zhou"))
def close(year: Which, because: Because = "YEAR_END", by: By = None) -> None:
    """Begin to close a year that is over; another person ends it with `merit period seal`."""
    _record(BeginClosing, year, because, by)
    say(f"{year} is being closed: `merit period preview {year}`, and another person seals it.")


@app.command(epilog=examples("merit period preview 2026", "merit period preview 2026 --json"))
def preview(year: Which, as_json: AsJson = False) -> None:
    """Show what would be sealed if the year were closed as it stands, and what is still undone in it."""
    with up_to_date([*previews.VIEWS]) as reader:
        found = previews.preview(reader, _a_year(year))
    if as_json:
        show_json(json.decode(bytes(found)))
        return
    say(f"{year} ({found.stage}): {found.first} – {found.last}, {found.people:,} 人 / people.")
    say(f"应修 / owed {found.owed:,}; 计入 / counted {found.counted:,}; 结转入 / carried in {found.carried_in:,}")
    say(f"未达标 / short: {found.short:,} 人 / people, {found.missing:,} 学分 / credits")
    say(f"结转出 / carried on: {found.carrying_people:,} 人 / people, {found.carrying_credits:,} 学分 / credits")
    say(f"往期更正 / corrections of closed periods: {found.late_corrections:,}, {found.late_credits:+,} 学分 / credits")
    show_table([structs.asdict(one) for one in found.categories], CATEGORIES)
    for one in found.undone:
        say(f"未办结 / undone: {one.how_many:,} {one.what}: {', '.join(one.names)}")


@app.command(epilog=examples("merit period reopen 2026 --because SESSION_MISSING --by zhou"))
def reopen(year: Which, because: Because, by: By = None) -> None:
    """Give the closing of a year up."""
    _record(ReopenPeriod, year, because, by)
    say(f"{year} is open again.")


@app.command(epilog=examples("merit period seal 2026 --by qian", "merit period seal 2026 --json"))
def seal(year: Which, by: By = None, as_json: AsJson = False) -> None:
    """Close for good what another person began to close, put everybody's year under one root, carry credits over.

    A run that was killed is simply run again: it goes on where it stopped.
    """
    _a_year(year)
    with _office() as office, closing(Ledger(open_log(load()))) as ledger:
        if folded(ledger.log, Closing(year)).stage not in ("closed", "sealed"):
            ledger.record(ClosePeriod(period=year), _caller(by))
        try:
            with up_to_date(VIEWS) as reader, waiting("Sealing and carrying over") as wait:
                done = closings.seal(ledger, office, reader, year, wait.reach)
        except Invalid as no:
            _refuse(str(no), "视图与事实不符，请先重建 compliance 视图", no)
    if as_json:
        show_json(done._asdict())
        return
    say(f"{year} is sealed: {done.people:,} people as of position {done.as_of:,}.")
    say(f"{done.carried_credits:,} credits of {done.carried_people:,} people are carried over.")


@app.command(epilog=examples("merit period proof --person E-1016 2026"))
def proof(year: Which, person: Person, out: Out = None) -> None:
    """Write one person's year into a file that proves itself and shows nobody else's."""
    _a_year(year)
    store = TileStore(load().tiles_folder)
    try:
        with _office() as office, up_to_date(VIEWS) as reader, waiting("Proving"):
            standings = closed.figures(reader, year, person)
            content = bytes(sealed_periods.prove(office, store, year, person, standings))
    except sealed_periods.NotSealed as no:
        _refuse(f"{person} is under no seal of {year}", f"{year} 年的封存中没有 {person}", no)
    except Unsealed as no:
        _refuse(f"the seal of {year} is not under a checkpoint yet: try again", f"{year} 年的封存尚未进入检查点", no)
    except Invalid as no:
        _refuse(str(no), "事实与封存内容不符", no)
    file = out or Path(f"{re.sub(r'[^A-Za-z0-9._-]', '_', person)}.{year}.json")
    file.write_bytes(content)
    say(f"{file}: {len(content):,} bytes.")


@app.command(epilog=examples("merit period forget --person E-1016"))
def forget(person: Person) -> None:
    """Erase the salts of a person's sealed years: no new proof can be made, and other people's stay what they are."""
    with _office() as connection:
        erased = sealed_periods.erase(connection, person)
    say(f"{person}: {erased} sealed years forgotten.")


def _record(kind: type[BeginClosing | ReopenPeriod], year: str, because: str, by: str | None) -> None:
    _a_year(year)
    try:
        command = kind(period=year, because=because)
    except ValidationError as no:
        raise typer.BadParameter("a reason is a code: YEAR_END", param_hint="--because") from no
    with waiting("PostgreSQL") as wait:
        kept_url(load(), wait.say)
    with closing(Ledger(open_log(load()))) as ledger:
        ledger.record(command, _caller(by))


def _caller(by: str | None) -> Caller:
    """A person stands for what is decided here."""
    return Caller(closings.ACTOR, on_behalf_of=speaker(by))


@contextmanager
def _office() -> Iterator[Connection[Any]]:
    """Connect as the owner: salts are nobody else's."""
    with waiting("PostgreSQL") as wait:
        url = kept_url(load(), wait.say)
    with opened(url, "merit period", sealed_periods.SETTINGS) as connection:
        yield connection


def _a_year(text: str) -> str:
    if not YEAR.fullmatch(text):
        raise typer.BadParameter(f"{text} is no year from 1970 to 2189", param_hint="YEAR")
    return text


def _refuse(en: str, zh: str, why: Exception) -> NoReturn:
    typer.echo(f"merit: {en}. / {zh}。", err=True)
    raise typer.Exit(REFUSED) from why
