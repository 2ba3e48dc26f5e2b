"""Who heads whom, asked by the door: a head reads about the people of the branch and of all below it."""

from collections.abc import Mapping

from api.http.reading import Connection, Reading
from ledger.recording import utc_now
from projections import branches, people, reporting


class Heads:
    """Looks up who heads a branch now."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def oversees(self, person: str, ids: Mapping[str, str]) -> bool:
        """Tell whether a person heads the branch that is named, or where the one that is named works, or one above."""
        return await self._reading.ask(_oversees, person, ids)


def _oversees(connection: Connection, person: str, ids: Mapping[str, str]) -> bool:
    branch = ids["branch"] if "branch" in ids else _branch_of(connection, ids["employee"])
    if branch is None:
        return False
    found = branches.branches(connection, branch=branch, limit=1)
    return reporting.heads(connection, person, found[0].path if found else [branch])


def _branch_of(connection: Connection, employee: str) -> str | None:
    found = people.people(connection, employee=employee, as_of=utc_now(), limit=1)
    return found[0].branch if found else None
