"""`merit people`: what people are called and where they are told, apart from the log and erasable."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import psycopg
import typer

from api import people
from api.cli.exits import examples
from api.cli.showing import say
from api.database import ready_url
from api.settings import load
from ledger.log.connections import ROLE
from projections.mail.addresses import mailbox

app = typer.Typer(help="Names and addresses, which are no part of the log.", no_args_is_help=True)
Employee = Annotated[str, typer.Argument(help="The employee's id.")]


@app.command(epilog=examples("merit people keep E-1016 林晓 --email lin@example.com --language zh"))
def keep(
    employee: Employee,
    name: Annotated[str, typer.Argument(help="What the person is called.")],
    email: Annotated[str | None, typer.Option(help="Where the person is told.")] = None,
    language: Annotated[str | None, typer.Option(help="zh or en: which comes first in a letter.")] = None,
) -> None:
    """Write a person down, or what has changed; an address that is left out is forgotten."""
    if email is not None and mailbox(email) is None:
        raise typer.BadParameter(f"{email!r} is no e-mail address / 不是有效的邮件地址")
    if language not in (None, *people.LANGUAGES):
        raise typer.BadParameter(f"a language is one of {', '.join(people.LANGUAGES)} / 语言须为其中之一")
    with _office() as connection:
        people.keep(connection, [people.Person(employee, name, email, language=language)])
    say(f"Kept {employee}.")


@app.command(epilog=examples("merit people forget E-1016"))
def forget(employee: Employee) -> None:
    """Erase name, address and identities of a person; the facts about the id stay."""
    with _office() as connection:
        known = people.forget(connection, employee)
    say(f"Forgot {employee}." if known else f"Nobody is known as {employee}. / 没有此人的资料。")


@contextmanager
def _office() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(ready_url(load()), autocommit=True, options=f"-c role={ROLE}") as connection:
        yield connection
