"""The mail server that is set, and the letters that were given up."""

from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import class_row

from api.settings import Settings, Unconfigured
from ledger.refusals.handover import LetterUnknown
from projections.mail.addresses import mailbox
from projections.mail.server import Server

Connection = psycopg.Connection[Any]

DEAD = """select position, employee, attempts, code, problem, since from office.letters
    where state = 'dead' order by position limit %s"""
REPLAY = """update office.letters set state = 'waiting', attempts = 0, next_at = clock_timestamp()
    where state = 'dead' and (%(position)s::bigint is null or position = %(position)s)"""
SKIP = "update office.letters set state = 'skipped' where state = 'dead' and position = %s"


class DeadLetter(NamedTuple):
    """A letter that was given up, and what the server said last."""

    position: int
    employee: str
    attempts: int
    code: int | None
    problem: str | None
    since: datetime


def server_of(settings: Settings) -> Server:
    """Give the mail server, or say what is missing of it."""
    if settings.smtp_host is None or settings.mail_from is None:
        raise Unconfigured("Letters need both LEDGER_SMTP_HOST and LEDGER_MAIL_FROM.")
    sender = mailbox(settings.mail_from)
    if sender is None:
        raise Unconfigured("LEDGER_MAIL_FROM is no e-mail address like merit@example.com.")
    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    if (settings.smtp_user is None) != (password is None):
        raise Unconfigured("LEDGER_SMTP_USER and LEDGER_SMTP_PASSWORD are set together.")
    if password is not None and settings.smtp_security == "none":
        raise Unconfigured("LEDGER_SMTP_SECURITY is none: a password goes to nobody in clear.")
    if not f"{settings.smtp_user}{password}".isascii():
        raise Unconfigured("LEDGER_SMTP_USER and LEDGER_SMTP_PASSWORD hold ASCII characters only.")
    if settings.smtp_roots is not None and not settings.smtp_roots.is_file():
        raise Unconfigured(f"LEDGER_SMTP_ROOTS {settings.smtp_roots} is no file.")
    where = settings.smtp_host, settings.smtp_port, sender, settings.smtp_security
    return Server(*where, settings.smtp_user, password, settings.smtp_roots)


def dead_letters(connection: Connection, limit: int = 1000) -> list[DeadLetter]:
    """List the letters that were given up."""
    with connection.cursor(row_factory=class_row(DeadLetter)) as cursor:
        return cursor.execute(DEAD, [limit]).fetchall()


def replay(connection: Connection, position: int | None) -> int:
    """Try a letter again that was given up, or all of them; give how many."""
    count = connection.execute(REPLAY, {"position": position}).rowcount
    if not count and position is not None:
        raise LetterUnknown(position=position)
    return count


def skip(connection: Connection, position: int) -> None:
    """Never send a letter that was given up."""
    if connection.execute(SKIP, [position]).rowcount == 0:
        raise LetterUnknown(position=position)
