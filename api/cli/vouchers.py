"""`merit vouchers`: codes of another shop, put aside to be given out once each."""

from pathlib import Path
from typing import Annotated

import typer

from api import vouchers
from api.cli.exits import REFUSED, examples
from api.cli.importing import opened
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from api.database import working_url
from api.settings import load

File = Annotated[Path, typer.Argument(help="One code a line, UTF-8.", exists=True, dir_okay=False)]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("vouchers", epilog=examples("merit vouchers codes.txt --reward BOOKS"))(take)


def take(
    file: File,
    reward: Annotated[str, typer.Option(help="The reward whose units they are.")],
    as_json: AsJson = False,
) -> None:
    """Load codes; lines that cannot be taken are named with their reason, and never repeated."""
    settings = load()
    with waiting("PostgreSQL") as wait:
        url = working_url(settings, wait.say)
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as no:
        typer.echo(f"merit: {file.name} is not UTF-8. / {file.name} 不是 UTF-8 文件。", err=True)
        raise typer.Exit(REFUSED) from no
    with opened(settings, url) as (ledger, connection), waiting(f"loading {file.name}"):
        loaded = vouchers.load(ledger, connection, vouchers.Safe(ledger.codes), reward, lines)
    rows = [one._asdict() for one in loaded.put_aside]
    if as_json:
        show_json({"codes": loaded.codes, "put_aside": rows})
        return
    say(f"{loaded.codes:,} codes loaded, {len(rows):,} lines put aside.")
    if rows:
        show_table(rows, ["line", "reason"])
