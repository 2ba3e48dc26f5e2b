"""`merit period`: everybody's year under one root, and each person's proof of their own."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from psycopg import Connection

from api.cli.exits import REFUSED, examples
from api.cli.showing import AsJson, say, show_json, waiting
from api.database import kept_url
from api.settings import load
from api.writers import open_log
from ledger import periods
from ledger.decisions.seal_period import SealPeriod
from ledger.policy import DEFAULT_POLICY
from ledger.recording import Caller
from ledger.writing import Ledger
from projections.audit import periods as sealed_periods
from projections.audit.published import Unsealed
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.connecting import opened

YEAR = re.compile(r"19[7-9]\d|20\d\d|21[0-8]\d", re.ASCII)

app = typer.Typer(help="Seal a year, and prove one person's.", no_args_is_help=True)
Which = Annotated[str, typer.Argument(metavar="YEAR", help="A calendar year of the company: 2026.")]
Person = Annotated[str, typer.Option("--person", metavar="EMPLOYEE", help="The employee's id.")]
Out = Annotated[Path | None, typer.Option("--out", help="The file to write; by default EMPLOYEE.YEAR.json here.")]


@app.command(epilog=examples("merit period seal 2026"))
def seal(year: Which, as_json: AsJson = False) -> None:  # noqa: FBT002 - a command line flag
    """Put everybody's year under one root and record it as a fact; a year is sealed once."""
    period = periods.year(_a_year(year), DEFAULT_POLICY.time_zone)
    with _office() as connection, closing(Ledger(open_log(load()))) as ledger:
        with waiting("Adding up everybody's year"):
            tree = sealed_periods.derive(connection, period)
        try:
            recorded = ledger.record(SealPeriod(period=year, **tree._asdict()), Caller("period"))
        finally:
            sealed_periods.forget_others(connection, year)
    if as_json:
        show_json({"position": recorded.last, "period": year, **tree._asdict()})
    else:
        say(f"{year} is sealed: {tree.people:,} people as of position {tree.as_of:,} (fact {recorded.last:,}).")


@app.command(epilog=examples("merit period proof --person E-1016 2026"))
def proof(year: Which, person: Person, out: Out = None) -> None:
    """Write one person's year into a file that proves itself and shows nobody else's."""
    _a_year(year)
    store = TileStore(load().tiles_folder)
    try:
        with _office() as connection, waiting("Proving"):
            content = bytes(sealed_periods.prove(connection, store, year, person))
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
