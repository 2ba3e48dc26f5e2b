"""The seal of a period: a salted leaf for each person's year, and the tree over them.

What must outlive the people, hashes in their order, stands apart from what must be erasable: whose a leaf is and its
salt. Everything is kept under the tree's root before the root becomes a fact; a tree whose root is none is forgotten.
"""

import secrets
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from psycopg import Connection

from ledger.events import PeriodSealed
from ledger.log.log import Fact
from ledger.log.stored import decode
from ledger.periods import Period
from projections import bookmarks
from projections.audit.disclosing import COLUMNS, Disclosing
from projections.audit.figures.year import LISTINGS, SALT_SIZE, Dated, Year, listed
from projections.audit.figures.year_proof import YearProof
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import moment_text
from projections.audit.tlog.merkle import fold, leaf_hash
from projections.audit.tlog.proving import ReadHash, inclusion_proof, range_hash

ROWS_A_FETCH = 5000

# Salts are nobody's but the owner's: the API can neither read nor lose them.
SETTINGS = "set role merit_owner; set timezone to 'UTC'"
FACTS = """select e.position, e.type, e.version, e.data, e.effective_at, w.employee from ledger.events e
    left join lateral (select substr(t.tag, 10) as employee from unnest(e.tags) t(tag)
                        where t.tag like 'employee:%%' limit 1) w on true
   where e.position <= %(as_of)s
     and (e.type = any(%(listings)s) or (e.effective_at < %(ends)s and w.employee is not null))
     and (e.type = any(%(listings)s) or %(employee)s::text is null
          or e.position in (select t.position from ledger.event_tags t where t.tag = 'employee:' || %(employee)s))
   order by e.position"""
ADD = "copy office.period_leaves (period, root, number, hash, employee, salt) from stdin"
FORGET = """delete from office.period_leaves l where l.period = %s and exists (
    select from ledger.event_tags t join ledger.events e using (position)
     where t.tag = 'period:' || l.period and t.type = 'PeriodSealed' and e.data::jsonb->>'root' <> l.root)"""
SEALED = f"""select {COLUMNS} from ledger.events e
    where e.position in (select t.position from ledger.event_tags t where t.tag = %s and t.type = 'PeriodSealed')"""  # noqa: S608 - constants
LEAF = "select number, salt from office.period_leaves where root = %s and employee = %s"
HASHES = "select hash from office.period_leaves where root = %s order by number"
ERASE = "update office.period_leaves set employee = null, salt = null where employee = %s"


class PeriodTree(NamedTuple):
    """What was derived and kept, not yet recorded."""

    as_of: int
    people: int
    root: str


class NotSealed(Exception):  # noqa: N818 - it is an answer, not a bug
    """There is no seal of that period, or nobody of that name under it, or no longer."""


def derive(connection: Connection, period: Period) -> PeriodTree:
    """Derive everybody's year from the log as it is now, with fresh salts, and keep the tree."""
    as_of = bookmarks.head(connection)
    years, categories = _years(connection, period, as_of, None)
    leaves = []
    for employee, year in years.items():
        salt = secrets.token_bytes(SALT_SIZE)
        leaves.append((leaf_hash(year.leaf(salt, categories)), employee, salt))
    leaves.sort()
    root = _root([hashed for hashed, _, _ in leaves]).hex()
    with connection.transaction(), connection.cursor() as cursor, cursor.copy(ADD) as rows:
        for number, (hashed, employee, salt) in enumerate(leaves):
            rows.write_row((period.name, root, number, hashed, employee, salt))
    return PeriodTree(as_of, len(leaves), root)


def forget_others(connection: Connection, period: str) -> None:
    """Once a period's root is a fact, forget the trees of every other attempt to seal it."""
    connection.execute(FORGET, [period])


def erase(connection: Connection, employee: str) -> int:
    """Forget whose a leaf is, and its salt; every other proof stays what it was. Give in how many periods."""
    return connection.execute(ERASE, [employee]).rowcount


def prove(connection: Connection, store: TileStore, period: str, employee: str) -> YearProof:
    """Prove one person's year, derived again from the facts that the seal saw."""
    row = connection.execute(SEALED, [f"period:{period}"]).fetchone()
    fact = Fact._make(row) if row else None
    sealed = decode(fact) if fact else None
    kept = connection.execute(LEAF, [sealed.root, employee]).fetchone() if isinstance(sealed, PeriodSealed) else None
    if not fact or not isinstance(sealed, PeriodSealed) or kept is None:
        raise NotSealed
    number, salt = kept
    years, categories = _years(connection, Period(period, sealed.begins, sealed.ends), sealed.as_of, employee)
    hashes = [hashed for (hashed,) in connection.execute(HASHES, [sealed.root])]
    leaf = years[employee].leaf(salt, categories) if employee in years else b""
    if leaf_hash(leaf) != hashes[number] or _root(hashes).hex() != sealed.root:
        raise Invalid(f"the facts no longer lead to what was sealed for {employee} in {period}")
    way = inclusion_proof(_reader(hashes), number, len(hashes))
    return YearProof(leaf, number, tuple(way), Disclosing(store, fact.position).proof(fact))


def _years(
    connection: Connection, period: Period, as_of: int, employee: str | None
) -> tuple[dict[str, Year], dict[str, str]]:
    """Give everybody's year, or one person's, and each course's category."""
    years: dict[str, Year] = {}
    categories: dict[str, str] = {}
    begins, ends = moment_text(period.begins), moment_text(period.ends)
    for fact in _facts(connection, period, as_of, employee):
        if fact.type in LISTINGS:
            course, category = listed(fact)
            categories[course] = category
        elif fact.employee is not None:
            if fact.employee not in years:
                years[fact.employee] = Year(fact.employee, period.name, begins, ends)
            years[fact.employee].add(fact)
    return years, categories


def _facts(connection: Connection, period: Period, as_of: int, employee: str | None) -> Iterator[Dated]:
    asked = {"as_of": as_of, "listings": list(LISTINGS), "ends": period.ends, "employee": employee}
    with connection.transaction(), connection.cursor("facts") as cursor:
        cursor.itersize = ROWS_A_FETCH
        for position, kind, version, data, effective_at, who in cursor.execute(FACTS, asked):
            yield Dated(position, kind, version, data, moment_text(effective_at), who)


def _root(hashes: Sequence[bytes]) -> bytes:
    return range_hash(_reader(hashes), 0, len(hashes))


def _reader(hashes: Sequence[bytes]) -> ReadHash:
    return lambda height, index: fold(hashes[index << height : (index + 1) << height])
