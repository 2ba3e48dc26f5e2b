"""`merit anchor`: a time stamp of the log, from somebody else's clock, written into the log."""

from base64 import b64encode
from pathlib import Path
from typing import Annotated

import typer

from api.cli.exits import REFUSED, UNAVAILABLE, examples
from api.cli.showing import AsJson, say, show_json, waiting
from api.database import ready_url
from api.settings import load
from api.writers import open_log
from ledger.decisions.record_anchor import RecordAnchor
from ledger.recording import Caller
from ledger.writing import Ledger
from projections.audit.posting import Unreached
from projections.audit.time_stamps import read_roots, stamped
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.policy import parse_policy

File = Annotated[Path, typer.Argument(help="The published checkpoint, a signed note.", exists=True, dir_okay=False)]
PolicyFile = Annotated[
    Path, typer.Option("--policy", help="Who must have signed it (C2SP tlog-policy).", exists=True, dir_okay=False)
]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("anchor", epilog=examples("merit anchor log/checkpoint --policy merit.policy"))(anchor)


def anchor(checkpoint: File, policy: PolicyFile, as_json: AsJson = False) -> None:
    """Have a witnessed checkpoint time-stamped (RFC 3161, LEDGER_TSA_URL) and record the stamp as a fact."""
    settings = load()
    url, pem = settings.time_stamping()
    try:
        # Only what its witnesses have seen: otherwise a stamp would give a forgery a date.
        opened, _ = parse_policy(policy.read_bytes()).open(checkpoint.read_bytes())
        with waiting("Time stamp") as wait:
            wait.say(url)
            stamp = stamped(url, opened.text.encode(), read_roots(pem))
    except Invalid as no:
        typer.echo(f"merit: Not anchored: {no}. / 未加盖时间戳。", err=True)
        raise typer.Exit(REFUSED) from no
    except Unreached as no:
        typer.echo(f"merit: Not anchored: {no}. / 时间戳服务无响应。", err=True)
        raise typer.Exit(UNAVAILABLE) from no
    log, size, root = opened.origin, opened.size, opened.root.hex()
    ready_url(settings)  # or say what is missing
    ledger = Ledger(open_log(settings))
    try:
        recorded = ledger.record(
            RecordAnchor(log=log, size=size, root=root, at=stamp.at, token=b64encode(stamp.token).decode()),
            Caller("anchor", f"{log}:{size}"),
        )
    finally:
        ledger.close()
    fact = recorded.events[0]
    if as_json:
        show_json({"position": recorded.last, "log": log, "size": size, "root": root, "at": fact.effective_at})
    else:
        say(f"{log} had {size:,} facts at {fact.effective_at:%Y-%m-%d %H:%M:%S} UTC (fact {recorded.last:,}).")
