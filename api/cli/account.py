"""`merit account` and `merit explain`: a person's statement, and why a figure is what it is."""

from typing import Annotated

import psycopg
import typer
from msgspec import json

from api import account as accounts
from api.cli import compliance
from api.cli.documents import Pdf, Xlsx, one_form, reading, refuse, url, write
from api.cli.exits import examples
from api.cli.moments import bound, moment
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.settings import load
from projections import journal, policies
from projections.account import report as shown
from projections.account.explaining import State
from projections.account.statement import Ask, Statement
from projections.audit.published import Unsealed
from projections.audit.reports import report
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.compliance.sources import AsOf as AsOfBoth
from projections.documents.origin import local

VIEWS = (journal.NAME, policies.NAME)

Who = Annotated[str, typer.Argument(metavar="EMPLOYEE", help="The employee's id.")]
Since = Annotated[str | None, typer.Option(help="The period's first day, or a date and time with its zone.")]
Until = Annotated[str | None, typer.Option(help="The period's last day, or the moment that is no part of it.")]
AsOf = Annotated[str | None, typer.Option(help="What had happened by then: a date, or a date and time with its zone.")]
RecordedAsOf = Annotated[str | None, typer.Option(help="What was known by then, in the same form.")]
Verifiable = Annotated[
    bool, typer.Option("--verifiable", help="By the sealed facts, with each of them and its proof, for merit-verify.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(
        "account",
        epilog=examples(
            "merit account E-1016",
            "merit account E-1016 --since 2026-01-01 --until 2026-06-30 --pdf statement.pdf",
            "merit account E-1016 --as-of 2026-06-30 --recorded-as-of 2026-07-02T09:00+08:00 --json",
            "merit account E-1016 --verifiable > R.json",
        ),
    )(account)
    app.command(
        "explain",
        epilog=examples(
            "merit explain E-1016", "merit explain E-1016 --state debt", "merit explain E-1016 --period 2026"
        ),
    )(explain)


def account(
    employee: Who,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
    xlsx: Xlsx = None,
    pdf: Pdf = None,
    verifiable: Verifiable = False,
    as_json: AsJson = False,
) -> None:
    """State a person's account: opening, entries, closing, lots and what lapses; exit 1 if nothing is known of them."""
    happened, known = moment(as_of, "--as-of"), moment(recorded_as_of, "--recorded-as-of")
    period = bound(since, "--since"), bound(until, "--until", days=1)
    form = one_form(xlsx, pdf, verifiable, as_json)
    if verifiable and period != (None, None):
        raise typer.BadParameter("proofs are of the whole account: leave out --since and --until", param_hint="--since")
    ask = accounts.asked(employee, *period, happened, known)
    address = url()
    if verifiable:
        _show_verifiable(address, ask)
        return
    with reading(address, VIEWS) as connection:
        made = accounts.stated(connection, ask, form)
    if not made.entries and made.opening == made.closing and made.name is None:
        refuse(f"nothing is known of {employee}", f"没有 {employee} 的记录")
    if form and (file := pdf or xlsx):
        with waiting("Writing"):
            content = accounts.document(made, form)
        write(content, file, form)
    elif as_json:
        show_json(json.decode(bytes(made)))
    else:
        _show(made)


def explain(
    employee: Who,
    state: Annotated[State, typer.Option(help="Which figure.")] = "active",
    period: Annotated[str | None, typer.Option(help="The credits of this period, instead of points.")] = None,
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
    as_json: AsJson = False,
) -> None:
    """Explain a person's points in a state, or credits in a period: every term, by which fact, rule and policy."""
    happened, known = moment(as_of, "--as-of"), moment(recorded_as_of, "--recorded-as-of")
    if period is not None:
        compliance.explain(employee, period, AsOfBoth(happened, known), as_json=as_json)
        return
    with reading(url(), VIEWS) as connection:
        made = accounts.explained(connection, Ask(employee, None, None, happened, known), state)
    if as_json:
        show_json(json.decode(bytes(made)))
        return
    for term in made.terms:
        say(f"{local(term.effective_at)}  #{term.position}  {term.what_zh}\n  {term.what}")
        if term.proof and term.proof.evidence:
            say(f"  凭证 / proof: SHA-256 {term.proof.evidence}")
    say(f"= {made.points} {state}")


def _show(made: Statement) -> None:
    for name, value in shown.heading(made):
        say(f"{name}  {value}")
    for rows in (shown.balances(made), shown.entries(made), shown.lots(made), shown.forecast(made)):
        headings, *lines = rows
        say("")
        show_table([dict(zip(map(str, headings), line, strict=True)) for line in lines], [*map(str, headings)])


def _show_verifiable(address: str, ask: Ask) -> None:
    store = TileStore(load().tiles_folder)
    try:
        with psycopg.connect(address, autocommit=True, options="-c role=merit_app -c timezone=UTC") as connection:
            made = report(connection, store, ask.employee, ask.as_of, ask.recorded_as_of)
    except Unsealed:
        refuse(f"nothing is sealed in {store.folder} yet", f"{store.folder} 中尚无封存内容")
    except Invalid as no:
        refuse(f"{no}", "事实与封存内容不符")
    if not made.facts:
        refuse(f"nothing that is sealed is known of {ask.employee}", f"已封存的事实中没有 {ask.employee}")
    say(bytes(made).decode().rstrip())
