"""The seal of a period: a salted leaf for each person's year, and the tree over them.

What must outlive the people, hashes in their order, stands apart from what must be erasable: whose a leaf is and its
salt. Everything is kept under the tree's root before the root becomes a fact; a tree whose root is none is forgotten.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from psycopg import Connection

from ledger.events import PeriodSealed
from ledger.log.log import Fact
from ledger.log.stored import decode
from ledger.periods import Period
from projections.audit.disclosing import COLUMNS, Disclosing
from projections.audit.figures.year import LISTINGS, SALT_SIZE, Dated, Year, listed
from projections.audit.figures.year_proof import YearProof
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import moment_text
from projections.audit.tlog.merkle import fold, leaf_hash
from projections.audit.tlog.proving import ReadHash, inclusion_proof, range_hash
from projections.compliance.closing import Figures

ROWS_A_FETCH = 5000

# How people stood in a closed period.
Standings = Mapping[str, Figures]

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
ADD_TREE = "insert into office.period_trees (root, period, as_of, people) values (%s, %s, %s, %s)"
KEPT = "select as_of, people, root from office.period_trees where period = %s and as_of = %s order by root limit 1"
FORGET = """delete from office.{table} l where l.period = %s and exists (
    select from ledger.event_tags t join ledger.events e using (position)
     where t.tag = 'period:' || l.period and t.type = 'PeriodSealed' and e.data::jsonb->>'root' <> l.root)"""
CLOSED = """with closed as (
    select e.position, e.data::jsonb as said from ledger.event_tags t join ledger.events e using (position)
     where t.tag = 'books:credits' and t.type = 'PeriodClosed')
select said->>'period', (said->>'begins')::timestamptz, (said->>'ends')::timestamptz, position,
       (select max(position) from closed before where before.position < closed.position)
  from closed where said->>'period' = %s"""
SEALED = f"""select {COLUMNS} from ledger.events e
    where e.position in (select t.position from ledger.event_tags t where t.tag = %s and t.type = 'PeriodSealed')"""  # noqa: S608 - constants
LEAF = "select number, salt from office.period_leaves where root = %s and employee = %s"
HASHES = "select hash from office.period_leaves where root = %s order by number"
ERASE = "update office.period_leaves set employee = null, salt = null where employee = %s"


class Closed(NamedTuple):
    """A closed period: what was recorded up to `as_of` makes it, and up to `before` the one closed before it."""

    period: Period
    as_of: int
    before: int | None


class PeriodTree(NamedTuple):
    """What was derived and kept, not yet recorded."""

    as_of: int
    people: int
    root: str


class NotSealed(Exception):  # noqa: N818 - it is an answer, not a bug
    """There is no seal of that period, or nobody of that name under it, or no longer."""


def closed(connection: Connection, period: str) -> Closed | None:
    """Give a period that was closed."""
    row = connection.execute(CLOSED, [period]).fetchone()
    return Closed(Period(*row[:3]), *row[3:]) if row else None


def sealed(connection: Connection, period: str) -> tuple[Fact, PeriodSealed]:
    """Give the seal of a period, and its fact."""
    row = connection.execute(SEALED, [f"period:{period}"]).fetchone()
    seal = decode(Fact._make(row)) if row else None
    if row is None or not isinstance(seal, PeriodSealed):
        raise NotSealed
    return Fact._make(row), seal


def derive(connection: Connection, of: Closed, standings: Standings) -> PeriodTree:
    """Derive everybody's year from what it rests on, with fresh salts, and keep the tree; one that was kept stays."""
    if row := connection.execute(KEPT, [of.period.name, of.as_of]).fetchone():
        return PeriodTree(*row)
    years, categories = _years(connection, of, None)
    leaves = []
    for employee, year in years.items():
        salt = secrets.token_bytes(SALT_SIZE)
        leaves.append((leaf_hash(_leaf(year, salt, categories, standings)), employee, salt))
    leaves.sort()
    root = _root([hashed for hashed, _, _ in leaves]).hex()
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(ADD_TREE, [root, of.period.name, of.as_of, len(leaves)])
        with cursor.copy(ADD) as rows:
            for number, (hashed, employee, salt) in enumerate(leaves):
                rows.write_row((of.period.name, root, number, hashed, employee, salt))
    return PeriodTree(of.as_of, len(leaves), root)


def forget_others(connection: Connection, period: str) -> None:
    """Once a period's root is a fact, forget the trees of every other attempt to seal it."""
    for table in ("period_leaves", "period_trees"):
        connection.execute(FORGET.format(table=table).encode(), [period])


def erase(connection: Connection, employee: str) -> int:
    """Forget whose a leaf is, and its salt; every other proof stays what it was. Give in how many periods."""
    return connection.execute(ERASE, [employee]).rowcount


def prove(connection: Connection, store: TileStore, period: str, employee: str, standings: Standings) -> YearProof:
    """Prove one person's year, derived again from the facts that the seal saw."""
    fact, seal = sealed(connection, period)
    kept = connection.execute(LEAF, [seal.root, employee]).fetchone()
    if kept is None:
        raise NotSealed
    number, salt = kept
    of = closed(connection, period)
    # Periods were sealed before they were closed by two people.
    older = of is None or of.as_of != seal.as_of
    if of is None or older:
        of = Closed(Period(period, seal.begins, seal.ends), seal.as_of, None)
    years, categories = _years(connection, of, employee)
    hashes = [hashed for (hashed,) in connection.execute(HASHES, [seal.root])]
    leaf = _leaf(years[employee], salt, categories, None if older else standings) if employee in years else b""
    if leaf_hash(leaf) != hashes[number] or _root(hashes).hex() != seal.root:
        raise Invalid(f"the facts no longer lead to what was sealed for {employee} in {period}")
    way = inclusion_proof(_reader(hashes), number, len(hashes))
    return YearProof(leaf, number, tuple(way), Disclosing(store, fact.position).proof(fact))


def _leaf(year: Year, salt: bytes, categories: dict[str, str], standings: Standings | None) -> bytes:
    if standings is None:
        return year.leaf(salt, categories)
    stands = standings.get(year.employee)
    if (stands.earned if stands else 0) != year.earned:
        raise Invalid(f"how {year.employee} stands does not follow from the facts: `merit rebuild compliance`")
    return year.leaf(salt, categories, stands.said() if stands else {})


def _years(connection: Connection, of: Closed, employee: str | None) -> tuple[dict[str, Year], dict[str, str]]:
    """Give everybody's year, or one person's, and each course's category."""
    years: dict[str, Year] = {}
    categories: dict[str, str] = {}
    begins, ends = moment_text(of.period.begins), moment_text(of.period.ends)
    for fact in _facts(connection, of.period, of.as_of, employee):
        if fact.type in LISTINGS:
            course, category = listed(fact)
            categories[course] = category
        elif fact.employee is not None:
            if fact.employee not in years:
                years[fact.employee] = Year(fact.employee, of.period.name, begins, ends, of.before)
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
