"""Who speaks from a shell: what takes two people asks each of them for a name."""

import getpass
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from ledger.vocabulary import Id

By = Annotated[str | None, typer.Option("--by", help="Who you are, if not the user of this shell.")]


def speaker(by: str | None) -> str:
    """Name the person at the keyboard."""
    try:
        return an_id(by or getpass.getuser())
    except (ValidationError, OSError, KeyError) as no:
        raise typer.BadParameter("say who you are, as an id without blanks", param_hint="--by") from no


def an_id(text: str) -> str:
    """Read an id."""
    return TypeAdapter(Id).validate_python(text)
