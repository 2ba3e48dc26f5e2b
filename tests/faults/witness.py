"""What the database itself says after a fault: the facts, and whether the tables beside them agree."""

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import psycopg
from faults.journal import comparisons_of, observations_of, operations_of
from faults.linearizable import Flaw, Operation, Written, check
from faults.oracle import Shop
from faults.scene import ACTOR

FACTS = "select position, request, type, data, actor, recorded_at from ledger.events order by position"
# Each row stands for one place where two tables tell different stories.
DISAGREEMENTS = """
select 'request ' || coalesce(q.request, e.request) || ' and its facts' from
  (select actor, request, min(position) first, max(position) last, count(*) facts
     from ledger.events group by actor, request) e
  full join (select * from ledger.requests where actor <> '') q using (actor, request)
  -- A name of 32 hexadecimal digits was made for a request that had none; no row is kept of it.
 where (q.request is not null or e.request !~ '^[0-9a-f]{32}$')
   and (q.first is distinct from e.first or q.last is distinct from e.last or e.facts <> e.last - e.first + 1)
union all
select 'tags at ' || coalesce(t.position, e.position) from
  (select distinct position, type, unnest(tags) tag from ledger.events) e
  full join ledger.event_tags t using (position, type, tag)
 where t.position is null or e.position is null
"""


def facts_of(url: str) -> list[Written]:
    """Read the whole log, and see that its own time never steps back."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(FACTS).fetchall()
        disagreements = connection.execute(DISAGREEMENTS).fetchall()
    assert disagreements == []
    assert all(before[5] <= after[5] for before, after in pairwise(rows)), "recorded_at steps back"
    return [
        Written(p, key if actor == ACTOR else actor, kind, json.loads(data)) for p, key, kind, data, actor, _ in rows
    ]


def flaws_of(url: str, journals: Sequence[Path], begun_at: int) -> list[Flaw]:
    """Hold everything that callers were told against the log."""
    return check(operations_of(journals), observations_of(journals), facts_of(url), Shop(), begun_at=begun_at)


def assert_faultless(url: str, journals: Sequence[Path], begun_at: int, *, compared: bool = True) -> list[Operation]:
    """Nothing lost, doubled, moved, reordered or wrong; warm models equal cold ones; give what was asked."""
    flaws = flaws_of(url, journals, begun_at)
    assert flaws == [], f"{len(flaws)} flaws, the first: {flaws[:5]}"
    models, differences = comparisons_of(journals)
    # The models inside an API process cannot be looked at.
    assert models or not compared
    assert differences == []
    return operations_of(journals)
