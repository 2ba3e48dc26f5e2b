"""`merit policy`: the rules that are numbers, drafted by one person and published by another."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import json

from api import policies
from api.cli.exits import examples
from api.cli.moments import bound, moment
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.cli.speaking import By, speaker
from api.database import kept_url
from api.folding import folded
from api.settings import load
from api.writers import open_log
from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.publish_policy import PublishPolicy
from ledger.decisions.retire_policy import RetirePolicy
from ledger.decisions.withdraw_policy import WithdrawPolicy
from ledger.log.log import Log
from ledger.models.policies import PolicyBook, day_of
from ledger.policy import DEFAULT_POLICY
from ledger.policy.layers import Version
from ledger.policy.writing import document_yaml, whole_yaml
from ledger.recording import Caller, Command
from ledger.refusals.policies import PolicyUnknown
from ledger.writing import Ledger

DEFAULT = "default"
HEADINGS = ["version", "branch", "position", "level", "state", "since", "until", "drafter", "publisher"]

app = typer.Typer(help="The rules that are numbers: versions, layers, and who put them in force.", no_args_is_help=True)
Which = Annotated[str, typer.Argument(metavar="VERSION", help="A version: company-3, SZ-2.")]
Known = Annotated[str | None, typer.Option("--recorded-as-of", help="What was known by then: a date, or a moment.")]


@app.command(
    epilog=examples(
        "merit policy draft company.yaml --by zhou",
        "merit policy draft shenzhen.yaml --branch SZ --by zhou",
        "merit policy draft research.yaml --position RND --level P5 --by zhou",
    )
)
def draft(
    file: Annotated[Path, typer.Argument(help="A policy document, in YAML.", exists=True, dir_okay=False)],
    branch: Annotated[str | None, typer.Option(help="For a branch and all below it; else for the company.")] = None,
    position: Annotated[str | None, typer.Option(help="For a position.")] = None,
    level: Annotated[str | None, typer.Option(help="For a level of that position.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Draft a document that states what is to change; a mistake in it is named with its line."""
    try:
        asked = DraftPolicy(branch=branch, position=position, level=level, document=file.read_text("utf-8"))
    except ValueError as no:
        raise typer.BadParameter(f"{file} is no UTF-8 text, or the layer is not one: {no}", param_hint="FILE") from no
    _record(asked, by, as_json=as_json)


@app.command(epilog=examples("merit policy publish SZ-2 --since 2027-01-01 --by qian"))
def publish(
    version: Which,
    since: Annotated[str, typer.Option(help="The first day on which it holds.")],
    because: Annotated[str | None, typer.Option(help="Why it holds for days that are past: a reason code.")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Publish what another person drafted."""
    _record(_asked(PublishPolicy, version=version, since=since, because=because), by, as_json=as_json)


@app.command(epilog=examples("merit policy retire SZ-2 --until 2027-07-01 --because TRIAL_OVER --by zhou"))
def retire(
    version: Which,
    until: Annotated[str, typer.Option(help="The first day on which it no longer holds.")],
    because: Annotated[str, typer.Option(help="Why: a reason code.")],
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Take what another person published out of force."""
    _record(_asked(RetirePolicy, version=version, until=until, because=because), by, as_json=as_json)


@app.command(epilog=examples("merit policy withdraw SZ-3 --by zhou"))
def withdraw(version: Which, by: By = None, as_json: AsJson = False) -> None:
    """Take a draft back."""
    _record(_asked(WithdrawPolicy, version=version), by, as_json=as_json)


@app.command("list", epilog=examples("merit policy list", "merit policy list --recorded-as-of 2026-06-30 --json"))
def every(recorded_as_of: Known = None, as_json: AsJson = False) -> None:
    """List every version of every layer."""
    with _log() as log:
        book = folded(log, PolicyBook(), moment(recorded_as_of, "--recorded-as-of"))
    rows = [_row(one) for one in book.versions.values()]
    show_json(rows) if as_json else show_table(rows, HEADINGS)


@app.command(epilog=examples("merit policy show default", "merit policy show SZ-2 > shenzhen.yaml"))
def show(version: Which, as_json: AsJson = False) -> None:
    """Print a version as it would be drafted; `default` is what holds where nobody has said anything else."""
    if version in (DEFAULT, DEFAULT_POLICY.version):
        if as_json:
            show_json(DEFAULT_POLICY.model_dump(mode="json"))
        else:
            say(whole_yaml(DEFAULT_POLICY).rstrip())
        return
    with _log() as log:
        found = folded(log, PolicyBook()).versions.get(version)
    if found is None:
        raise PolicyUnknown(version=version)
    if as_json:
        show_json({**_row(found), "document": json.decode(found.document)})
    else:
        say(document_yaml(found.document).rstrip())


@app.command(epilog=examples("merit policy explain E-1016", "merit policy explain E-1016 --at 2026-06-30 --json"))
def explain(
    employee: Annotated[str, typer.Argument(metavar="EMPLOYEE", help="The employee's id.")],
    at: Annotated[str | None, typer.Option(help="The moment; a date is its beginning. Now, if left out.")] = None,
    recorded_as_of: Known = None,
    as_json: AsJson = False,
) -> None:
    """Say which policy holds for a person, and which version says so of each value."""
    when, known = bound(at, "--at") or datetime.now(UTC), moment(recorded_as_of, "--recorded-as-of")
    with _log() as log:
        found = json.decode(bytes(policies.in_force(log, employee, when, known)))
    if as_json:
        show_json(found)
        return
    say(f"{employee}  {found['at']}  {found['version']}")
    show_table(found["values"], ["path", "value", "version"])


@contextmanager
def _log() -> Iterator[Log]:
    with waiting("PostgreSQL") as wait:
        kept_url(load(), wait.say)
    with closing(open_log(load())) as log:
        yield log


def _asked(command: type[Command], **said: object) -> Command:
    try:
        return command.model_validate(said)
    except ValueError as no:
        raise typer.BadParameter(str(no)) from no


def _record(command: Command, by: str | None, *, as_json: bool) -> None:
    who = Caller("policy", on_behalf_of=speaker(by))
    with _log() as log, closing(Ledger(log)) as ledger:
        recorded = ledger.record(command, who)
    _told(recorded.events, recorded.last, as_json=as_json)


def _told(events: Sequence[Any], position: int, *, as_json: bool) -> None:
    (event,) = events
    if as_json:
        show_json({"position": position, **event.model_dump(mode="json")})
    else:
        say(f"{type(event).__name__} {event.version} (fact {position:,}).")


def _row(one: Version) -> dict[str, Any]:
    return {
        "version": one.name,
        **one.layer._asdict(),
        "state": one.state,
        "since": str(day_of(one.begins_at)) if one.begins_at else None,
        "until": str(day_of(one.ends_at)) if one.ends_at else None,
        "drafter": one.drafter,
        "publisher": one.publisher,
    }
