"""`merit compliance`: how the people of a branch, or of the company, stand in a period, and why one of them does."""

from typing import Annotated, Any

import typer
from msgspec import json

from api.cli.documents import reading, url
from api.cli.exits import examples
from api.cli.moments import moment
from api.cli.requirement import AsOf, Period, RecordedAsOf, checked
from api.cli.showing import AsJson, say, show_json, show_table
from ledger.recording import utc_now
from projections.compliance import explaining, questions, sources, summary, view
from projections.documents.origin import local

SHOWN = ("employee", "branch", "owed", "earned", "carried_in", "counted", "missing", "expected", "on_track")


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "compliance",
        epilog=examples("merit compliance", "merit compliance --branch CD --period 2026 --as-of 2026-06-30"),
    )(compliance)


def compliance(
    branch: Annotated[str | None, typer.Option(help="A branch, with all below it; else the company.")] = None,
    period: Period = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many people.")] = 50,
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
    as_json: AsJson = False,
) -> None:
    """Show who misses most of what they owe, and how many are how far."""
    when = sources.AsOf(moment(as_of, "--as-of"), moment(recorded_as_of, "--recorded-as-of"))
    asked: dict[str, Any] = {"now": utc_now(), "period": checked(period), "branch": branch}
    with reading(url(), [view.NAME]) as connection:
        people = questions.people(connection, **asked, when=when, limit=limit)
        figures = summary.summary(connection, **asked, when=when)
    if as_json:
        rows = [row._asdict() for row in people]
        show_json({"summary": figures._asdict(), "people": rows})
        return
    show_table([row._asdict() for row in people], SHOWN)
    of = f"{figures.people} 人 / people"
    say(f"{of}; 完成 / done {figures.done}; 按进度 / on track {figures.on_track}; {figures.shares}")


def explain(employee: str, period: str, when: sources.AsOf, *, as_json: bool) -> None:
    """Explain how a person stands: every term of what is owed and of what counts."""
    with reading(url(), [view.NAME]) as connection:
        made = explaining.explain(connection, employee, checked(period), utc_now(), when)
    if as_json:
        show_json(json.decode(bytes(made)))
        return
    for owed in made.requirement:
        say(f"{owed.what_zh}\n  {owed.what}")
    say(f"= {made.owed} owed")
    for carried in made.carried:
        say(f"#{carried.position}  {carried.what_zh}\n  {carried.what}")
    for term in made.credits:
        say(f"{local(term.effective_at)}  #{term.position}  {term.what_zh}\n  {term.what}")
    say(f"= {made.counted} counted, of {made.earned} earned and {made.carried_in} carried in")
    for part in made.parts:
        say(f"{part.what_zh}\n  {part.what}")
    say(f"{made.what_zh}\n{made.what}")
