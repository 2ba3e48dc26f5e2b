"""A batch of facts in the temporary table `batch`, in today's shapes."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from psycopg import Connection, DataError

from ledger.events import REGISTRY
from ledger.events.upcasts import upcast

# Emptied at every commit without touching the catalogue, so thousands of batches leave nothing behind.
TABLE = """
create temporary table if not exists batch (
  position       bigint not null,
  type           text not null,
  effective_at   timestamptz not null,
  recorded_at    timestamptz not null,
  actor          text not null,
  policy_version text,
  causation      text,
  employee       text,
  session        text,
  data           jsonb not null
) on commit delete rows;
create index if not exists batch_type on batch (type);
"""

# PostgreSQL parses the facts that lie in today's shape; older ones are left to `_carry_forward`.
LOAD = """
with taken as (
  insert into batch
  select position, type, effective_at, recorded_at, actor, policy_version, causation,
         shape->>'employee', shape->>'session', shape
    from (select e.*, e.data::jsonb as shape from ledger.events e
           where e.position > %(after)s and e.position <= %(until)s and e.type = any(%(types)s)
             and not (e.type = any(%(changed)s) and e.version < (%(versions)s::jsonb->>e.type)::integer)
          offset 0) e  -- a fence: the text is parsed once, not once a column
  returning type
)
select type, count(*) from taken group by type
"""

LEFT = """
select position, type, version, effective_at, recorded_at, actor, policy_version, causation, data
  from ledger.events
 where position > %(after)s and position <= %(until)s and type = any(%(types)s)
   and (%(all)s or version < (%(versions)s::jsonb->>type)::integer)
 order by position
"""

ANALYZE_FROM = 300  # facts; below, the planner's guess is good enough and the analysis costs more


class Unreadable(NamedTuple):
    """The first fact that cannot be brought into today's shape."""

    position: int
    type: str
    error: str


class Batch(NamedTuple):
    """What was loaded: how many facts of which types, up to where, and which fact it stopped before."""

    types: frozenset[str]
    facts: int
    until: int
    unreadable: Unreadable | None = None


NONE = Batch(frozenset(), 0, 0)


def load(connection: Connection, types: Sequence[str], after: int, until: int) -> Batch:
    """Fill `batch` with the facts of these types after one position up to another."""
    current = {name: REGISTRY[name].schema_version for name in types}
    changed = [name for name, version in current.items() if version > 1]
    question = {
        "after": after,
        "until": until,
        "types": list(types),
        "changed": changed,
        "versions": json.dumps(current),
        "all": False,
    }
    unreadable = None
    try:
        with connection.transaction():
            counts: dict[str, int] = dict(connection.execute(LOAD, question).fetchall())
    except DataError:
        # Some fact is no JSON that PostgreSQL can hold. Read them one by one, up to the unreadable one.
        counts = {}
        question["all"] = True
    if changed or question["all"]:
        unreadable = _carry_forward(connection, question, current, counts)
    if unreadable:
        until = unreadable.position - 1
        connection.execute("delete from batch where position > %s", [until])
    facts = sum(counts.values())
    if facts >= ANALYZE_FROM:
        connection.execute("analyze batch (type)")
    return Batch(frozenset(counts), facts, until, unreadable)


def _carry_forward(
    connection: Connection, question: dict[str, object], current: dict[str, int], counts: dict[str, int]
) -> Unreadable | None:
    """Load the facts that need more than a cast, up to the first that cannot be read."""
    rows = connection.execute(LEFT, question).fetchall()
    unreadable = None
    with connection.cursor() as cursor, cursor.copy("copy batch from stdin") as copy:
        for position, name, version, *envelope, data in rows:
            try:
                shape = upcast(name, version, json.loads(data), to=current[name])
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                unreadable = Unreadable(position, name, f"{type(error).__name__}: {error}")
                break
            # PostgreSQL's text holds every character but this one.
            text = json.dumps(shape).replace("\\u0000", "\\ufffd")
            employee, session = shape.get("employee"), shape.get("session")
            copy.write_row((position, name, *envelope, employee, session, text))
            counts[name] = counts.get(name, 0) + 1
    return unreadable
