"""What people are called: kept apart from the log, sorted by pinyin, and erasable."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg
from pypinyin import Style, lazy_pinyin

Connection = psycopg.Connection[Any]

LANGUAGES = ("zh", "en")

# A language that is not said stays what it was.
KEEP = """insert into office.people as old (employee, name, name_key, email, language)
    values (%s, %s, %s, %s, coalesce(%s, 'zh'))
    on conflict (employee) do update
   set name = excluded.name, name_key = excluded.name_key, email = excluded.email,
       language = coalesce(%s, old.language), updated_at = clock_timestamp()
 where (old.name, old.name_key, old.email) is distinct from (excluded.name, excluded.name_key, excluded.email)
    or old.language <> coalesce(%s, old.language)"""
FORGET = "delete from office.people where employee = %s"
IDENTIFY = """insert into office.identities (kind, value, employee) values (%s, %s, %s)
    on conflict (kind, value) do update set employee = excluded.employee"""
FIND = "select value, employee from office.identities where kind = %s and value = any(%s)"


class Person(NamedTuple):
    """An employee and what others call them."""

    employee: str
    name: str
    email: str | None = None
    accounts: tuple[str, ...] = ()
    language: str | None = None


def keep(connection: Connection, people: Sequence[Person]) -> None:
    """Write people down, or what has changed of them, with the identities that imports find them by."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(KEEP, [_row(person) for person in people])
        cursor.executemany(IDENTIFY, [row for person in people for row in _identities(person)])


def forget(connection: Connection, employee: str) -> bool:
    """Erase a person, identities included; whether there was one."""
    return connection.execute(FORGET, [employee]).rowcount == 1


def found_by(connection: Connection, kind: str, values: Sequence[str]) -> dict[str, str]:
    """Find employees by what another system calls them."""
    asked = {_folded(kind, value): value for value in values}
    rows = connection.execute(FIND, (kind, list(asked))).fetchall()
    return {asked[value]: employee for value, employee in rows}


def name_key(name: str) -> str:
    """Spell a name for sorting: 张伟 as `zhang1 wei3`, Latin names in lower case."""
    return " ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)).casefold()


def _row(person: Person) -> tuple[str | None, ...]:
    said = person.language
    return person.employee, person.name, name_key(person.name), person.email, said, said, said


def _identities(person: Person) -> list[tuple[str, str, str]]:
    emails = [("email", _folded("email", person.email), person.employee)] if person.email else []
    return emails + [("account", account, person.employee) for account in person.accounts]


def _folded(kind: str, value: str) -> str:
    return value.casefold() if kind == "email" else value
