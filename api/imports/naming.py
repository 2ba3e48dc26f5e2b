"""Who a row speaks of: other systems' names for people, looked up in the directory beside the log."""

import re
from typing import Any

import psycopg

from api.imports.reasons import Reason, Refused
from api.imports.rows import PersonKind
from ledger.vocabulary import ID_PATTERN

UNKNOWN = Reason(
    "PERSON_UNKNOWN",
    "Nobody in the directory is known by this name; add it to the person, then retry.",
    "名录中没有人使用这个名称；请先在名录中登记，再重试。",
)
ID = re.compile(ID_PATTERN)


class Directory:
    """The identities of everybody, read once an import: an e-mail, an account, a name to an employee's id."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        rows = connection.execute("select kind, value, employee from office.identities").fetchall()
        self._known: dict[tuple[str, str], str] = {(kind, value): employee for kind, value, employee in rows}
        self._known |= {
            ("email", email.casefold()): employee
            for employee, email in connection.execute(
                "select employee, email from office.people where email is not null"
            ).fetchall()
        }

    def person(self, kind: PersonKind, value: str) -> str:
        """Give the employee of an attendance row; an id stands for itself."""
        if kind == "id" and ID.fullmatch(value):
            return value
        found = self._known.get((kind, value.casefold() if kind == "email" else value))
        if found is None:
            raise Refused(UNKNOWN)
        return found

    def actor(self, actor: str, account_name: str | None) -> str:
        """Give the employee of an xAPI actor; an account's name that reads like an id stands for itself."""
        found = self._known.get(("account", actor))
        if found is None and actor.startswith("mailto:"):
            found = self._known.get(("email", actor.removeprefix("mailto:").casefold()))
        if found is None and account_name is not None and ID.fullmatch(account_name):
            found = account_name
        if found is None:
            raise Refused(UNKNOWN)
        return found
