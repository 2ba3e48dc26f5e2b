"""`merit evidence`: packages that answer a question about the ledger and prove the answer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import TypeAdapter, ValidationError

from api import evidence
from api.cli.evidence_terms import asked_of
from api.cli.exits import REFUSED, UNAVAILABLE, examples
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.cli.speaking import By, speaker
from api.database import ready_url
from api.settings import load
from api.writers import open_log
from ledger.decisions.hand_over_evidence import HandOverEvidence
from ledger.decisions.prepare_evidence import PrepareEvidence
from ledger.decisions.review_evidence import ReviewEvidence
from ledger.recording import Caller, Command
from ledger.refusals.evidence import EvidenceNotSealed, EvidenceUnreadable
from ledger.refusals.refused import Refused
from ledger.vocabulary import Text
from ledger.writing import Ledger
from projections.audit.durable import put
from projections.audit.store import TileStore
from projections.audit.verifier.archive import PACKAGE_MAX, pack
from projections.audit.verifier.manifest import MANIFEST, digest
from projections.evidence.register import Registered, packages

SEAL_SECONDS = 30.0
LOOK_SECONDS = 0.2
PAGE = 200
HEADINGS = ["package", "as_of_position", "about", "purpose", "preparer", "prepared_at", "verdict", "reviewer"]

app = typer.Typer(help="Packages that answer a question and prove the answer.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="PACKAGE", help="The package.", exists=True, dir_okay=False)]
Accept = Annotated[str | None, typer.Option("--accept", metavar="NOTE", help="It answers the question; the note.")]
Reject = Annotated[str | None, typer.Option("--reject", metavar="NOTE", help="It does not; why.")]


@app.command(
    epilog=examples(
        "merit evidence prepare --person E-1016 --purpose 'appeal 2026-14'",
        "merit evidence prepare --session S-0701-chengdu --purpose 'proxy attendance'",
        "merit evidence prepare --person E-1016 --period 2026 --purpose 'annual review' --folder /srv/evidence",
    ),
)
def prepare(
    purpose: Annotated[str, typer.Option(help="Why; it becomes part of the record.")],
    person: Annotated[str | None, typer.Option(help="All facts about this employee.")] = None,
    session: Annotated[str | None, typer.Option(help="All facts about this session.")] = None,
    case: Annotated[str | None, typer.Option(help="All facts about this case.")] = None,
    period: Annotated[str | None, typer.Option(help="What happened in a year or month: 2026, 2026-03.")] = None,
    since: Annotated[str | None, typer.Option(help="From this date, or date and time with its zone, on.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to the end of this date, or before this moment.")] = None,
    without_leaves: Annotated[
        bool, typer.Option(help="Leave out the leaves, which name others: then --tiles shows completeness.")
    ] = False,
    folder: Annotated[Path, typer.Option(help="Where the package goes.", file_okay=False, exists=True)] = Path(),
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Make a package about a person, session, case or period, as of what is sealed now, and put that on record."""
    asked = asked_of(
        employee=person, session=session, case=case, period=period, since=since, until=until, purpose=purpose
    )
    caller = _caller(by)
    with _ledger() as (ledger, store):
        made = evidence.prepared(ledger.log, store, asked, caller, leaves=not without_leaves)
        file = folder / made.file
        if file.exists():
            typer.echo(f"merit: {file} is there already and stays. / {file} 已存在，未作改动。", err=True)
            raise typer.Exit(REFUSED)
        put(file, pack(made.members))
        try:
            command = PrepareEvidence(asked=asked, package=made.package, position=made.position)
            done = ledger.record(command, caller)
        except Refused:
            file.unlink()
            raise
        _renew(ledger, store, file, made.members, done.last)
    if as_json:
        show_json({"file": str(file), "package": made.package, "as_of_position": made.position, "position": done.last})
    else:
        say(f"{file}  {made.package}")


@app.command(epilog=examples("merit evidence review evidence-E-1016-at-4711.zip --accept complete"))
def review(package: File, accept: Accept = None, reject: Reject = None, by: By = None) -> None:
    """Sign a package off, or not; not by whoever prepared it. The package's custody list is renewed."""
    if (note := reject if accept is None else accept) is None or None not in (accept, reject):
        raise typer.BadParameter("say one of --accept NOTE and --reject NOTE", param_hint="--accept")
    said = _text(note, "NOTE")
    verdict: Literal["accepted", "rejected"] = "rejected" if accept is None else "accepted"
    _record(package, by, lambda name: ReviewEvidence(package=name, verdict=verdict, note=said))


@app.command("hand-over", epilog=examples("merit evidence hand-over evidence-E-1016-at-4711.zip --to 'labour court'"))
def hand_over(package: File, to: Annotated[str, typer.Option(help="Who is given it.")], by: By = None) -> None:
    """Put a transfer on record, and in the package's custody list."""
    receiver = _text(to, "--to")
    _record(package, by, lambda name: HandOverEvidence(package=name, receiver=receiver))


@app.command(epilog=examples("merit evidence custody evidence-E-1016-at-4711.zip"))
def custody(package: File) -> None:
    """Renew a package's custody list: all that the log knows about it now."""
    members = evidence.members_of(_content(package))
    with _ledger() as (ledger, store):
        put(package, pack(evidence.with_custody(ledger.log, store, members)))
    say(str(package))


@app.command("list", epilog=examples("merit evidence list", "merit evidence list --json"))
def every(as_json: AsJson = False) -> None:
    """List the packages that were ever prepared."""
    rows: list[Registered] = []
    with _ledger() as (ledger, _):
        while page := packages(ledger.log, rows[-1].position if rows else 0, PAGE):
            rows += page
    if as_json:
        show_json([row._asdict() for row in rows])
    else:
        shown = [{**row._asdict(), "about": row.employee or row.session or row.case or row.since} for row in rows]
        show_table(shown, HEADINGS)


@contextmanager
def _ledger() -> Iterator[tuple[Ledger, TileStore]]:
    settings = load()
    ready_url(settings)  # or say what is missing
    ledger = Ledger(open_log(settings))
    try:
        yield ledger, TileStore(settings.tiles_folder)
    finally:
        ledger.close()


def _record(file: Path, by: str | None, command_of: Callable[[str], Command]) -> None:
    members = evidence.members_of(_content(file))
    command, caller = command_of(digest(members[MANIFEST])), _caller(by)
    with _ledger() as (ledger, store):
        done = ledger.record(command, caller)
        _renew(ledger, store, file, members, done.last)
    say(f"{file}  {done.last}")


def _renew(ledger: Ledger, store: TileStore, file: Path, members: dict[str, bytes], position: int) -> None:
    """Wait for the seal over what was just recorded, and put it into the package."""
    deadline = time.monotonic() + SEAL_SECONDS
    with waiting("Seal") as wait:
        wait.say(f"{position:,}")
        while True:
            try:
                put(file, pack(evidence.with_custody(ledger.log, store, members, position)))
            except EvidenceNotSealed as no:
                if time.monotonic() < deadline:
                    time.sleep(LOOK_SECONDS)
                    continue
                typer.echo(
                    f"merit: recorded at {position}, but not sealed yet: when the sealer is at work again, run "
                    f"`merit evidence custody {file}`. / 已记录，尚未封存：请在封存恢复后运行该命令。",
                    err=True,
                )
                raise typer.Exit(UNAVAILABLE) from no
            return


def _content(file: Path) -> bytes:
    if file.stat().st_size > PACKAGE_MAX:
        raise EvidenceUnreadable
    return file.read_bytes()


def _caller(by: str | None) -> Caller:
    return Caller("evidence", on_behalf_of=speaker(by))


def _text(text: str, option: str) -> str:
    try:
        return TypeAdapter(Text).validate_python(text)
    except ValidationError as no:
        raise typer.BadParameter("1 to 200 letters on one line", param_hint=option) from no
