"""The tree of branches, as it is, was, or was known."""

from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from projections.view import Step

NAME = "branches"
VERSION = 1
KEY = {"standings": ("position",)}

SCHEMA = """
create table standings (
  position     bigint primary key,  -- of the fact
  branch       text not null,
  type         text not null,
  parent       text,
  name         text,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null
);
create index on standings (branch, effective_at, position);
"""

APPLY = (
    Step(
        (e.BranchOpened, e.BranchMoved, e.BranchClosed),
        """
insert into standings
select position, data->>'branch', type, data->>'parent', data->>'name', effective_at, recorded_at from facts
    on conflict (position) do nothing
""",
    ),
)

# A branch that nobody opened is a root, and is not listed; a path ends where it would come by a branch again.
TREE = """
with recursive visible as (
  select * from view_branches.standings
   where effective_at <= coalesce(%(as_of)s::timestamptz, clock_timestamp())
     and (%(known)s::timestamptz is null or recorded_at <= %(known)s)
), standing as (
  select distinct on (branch) branch, type, parent, effective_at as since from visible
   order by branch, effective_at desc, position desc
), named as (
  select distinct on (branch) branch, name from visible where type = 'BranchOpened'
   order by branch, effective_at desc, position desc
), up as (
  select branch, array[branch] as path, parent from standing
  union all
  select up.branch, up.parent || up.path, s.parent
    from up left join standing s on s.branch = up.parent
   where up.parent is not null and not up.parent = any(up.path)
), paths as (
  select distinct on (branch) branch, path from up order by branch, cardinality(path) desc
)
select branch, n.name, s.parent, p.path, s.since, s.type = 'BranchClosed' as closed
  from standing s left join named n using (branch) join paths p using (branch)
 where branch > %(after)s and (%(branch)s::text is null or branch = %(branch)s)
   and (%(under)s::text is null or %(under)s = any(p.path))
 order by branch limit %(limit)s
"""


class Branch(NamedTuple):
    """A branch, and its place in the tree: the branches from the root down to it."""

    branch: str
    name: str | None
    parent: str | None
    path: list[str]
    since: datetime
    closed: bool


def branches(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    branch: str | None = None,
    under: str | None = None,
    as_of: datetime | None = None,
    recorded_as_of: datetime | None = None,
    after: str = "",
    limit: int = 100,
) -> list[Branch]:
    """Branches by id, after the last page's, those under one, at a moment and as was known at another."""
    with connection.cursor(row_factory=class_row(Branch)) as cursor:
        return cursor.execute(
            TREE,
            {
                "after": after,
                "branch": branch,
                "under": under,
                "as_of": as_of,
                "known": recorded_as_of,
                "limit": limit,
            },
        ).fetchall()
