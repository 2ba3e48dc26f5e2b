"""What the database derives from its facts for its own use: no leaf shows it, and every decision relies on it."""

from typing import TYPE_CHECKING, Any

from projections.audit.verifier.answers import wrong

if TYPE_CHECKING:
    import psycopg

# Decisions find their facts by this table: an entry taken away hides a fact, one added shows it to others.
TAGS = b"""
with listed as (select e.position, e.type, t.tag from ledger.events e, unnest(e.tags) t(tag)),
     kept as (select position, type, tag from ledger.event_tags)
select min(position) from ((table listed except table kept) union all (table kept except table listed)) differing"""

# A repeated request is answered with the facts that this table names; a row of no actor stands for a whole append.
REQUESTS = b"""
select min(q.first) from ledger.requests q
  left join ledger.events f on f.position = q.first and (q.actor = '' or (f.actor, f.request) = (q.actor, q.request))
  left join ledger.events l on l.position = q.last and (q.actor = '' or (l.actor, l.request) = (q.actor, q.request))
 where f.position is null or l.position is null or q.last < q.first"""

DERIVED = {"ledger.event_tags": TAGS, "ledger.requests": REQUESTS}


def check_indexes(connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
    """Compare them with the facts."""
    for table, question in DERIVED.items():
        found = connection.execute(question).fetchone()
        if found and found[0] is not None:
            raise wrong("index", table=table, position=found[0])
