"""Policies: every version, who drafted, published and retired it, and how it stood as known at any moment."""

import json
from datetime import datetime
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from ledger import events as e
from ledger.policy import DEFAULT_POLICY
from ledger.policy.layers import Stated
from projections.view import Step

BOOK = "policy:company"
DEFAULT: dict[str, Stated] = {
    DEFAULT_POLICY.version: DEFAULT_POLICY.model_dump(mode="json", exclude={"version", "zone"})
}

NAME = "policies"
VERSION = 1
KEY = {"policies": ("version",), "steps": ("version", "step")}

SCHEMA = """
create table policies (
  version  text primary key,
  branch   text,
  job      text,                     -- what people have as position
  level    text,
  document text not null,
  digest   text not null,
  position bigint not null unique    -- of the draft
);
create table steps (
  version      text not null,
  step         text not null,        -- PolicyDrafted | PolicyPublished | PolicyRetired | PolicyWithdrawn
  who          text not null,
  day          text,                 -- since when it holds, or until when
  because      text,
  effective_at timestamptz not null,
  recorded_at  timestamptz not null,
  primary key (version, step)
);
"""

APPLY = (
    Step(
        (e.PolicyDrafted,),
        """
insert into policies
select data->>'version', data->>'branch', data->>'position', data->>'level', data->>'document', data->>'digest',
       position
  from facts
    on conflict (version) do nothing
""",
    ),
    Step(
        (e.PolicyDrafted, e.PolicyPublished, e.PolicyRetired, e.PolicyWithdrawn),
        """
insert into steps
select data->>'version', type, coalesce(data->>'drafter', data->>'publisher', data->>'retirer', data->>'withdrawer'),
       coalesce(data->>'since', data->>'until'), data->>'because', effective_at, recorded_at
  from facts
    on conflict (version, step) do nothing
""",
    ),
)


class PolicyVersion(NamedTuple):
    """One version of one layer, as it was known."""

    version: str
    branch: str | None
    position: str | None
    level: str | None
    state: str
    since: str | None
    until: str | None
    digest: str
    drafter: str
    drafted: int
    drafted_at: datetime
    publisher: str | None
    published_at: datetime | None
    because: str | None
    retirer: str | None
    retired_at: datetime | None
    withdrawer: str | None
    withdrawn_at: datetime | None
    document: str


def policies(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    version: str | None = None,
    branch: str | None = None,
    position: str | None = None,
    state: str | None = None,
    recorded_as_of: datetime | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[PolicyVersion]:
    """Versions in the order they were drafted; what was recorded after `recorded_as_of` was not known."""
    with connection.cursor(row_factory=class_row(PolicyVersion)) as cursor:
        return cursor.execute(
            """
            with known as (
              select * from view_policies.steps
               where recorded_at <= coalesce(%(recorded_as_of)s, 'infinity'::timestamptz)
            ), versions as (
              select v.version, v.branch, v.job as position, v.level,
                     case when w.version is not null then 'withdrawn' when r.version is not null then 'retired'
                          when p.version is not null then 'published' else 'draft' end as state,
                     p.day as since, r.day as until, v.digest,
                     d.who as drafter, v.position as drafted, d.effective_at as drafted_at,
                     p.who as publisher, p.effective_at as published_at, p.because,
                     r.who as retirer, r.effective_at as retired_at,
                     w.who as withdrawer, w.effective_at as withdrawn_at, v.document
                from view_policies.policies v
                join known d on d.version = v.version and d.step = 'PolicyDrafted'
                left join known p on p.version = v.version and p.step = 'PolicyPublished'
                left join known r on r.version = v.version and r.step = 'PolicyRetired'
                left join known w on w.version = v.version and w.step = 'PolicyWithdrawn'
            )
            select * from versions
             where drafted > %(after)s
               and (%(version)s::text is null or version = %(version)s)
               and (%(branch)s::text is null or branch = %(branch)s)
               and (%(position)s::text is null or position = %(position)s)
               and (%(state)s::text is null or state = %(state)s)
             order by drafted
             limit %(limit)s
            """,
            {
                "version": version,
                "branch": branch,
                "position": position,
                "state": state,
                "recorded_as_of": recorded_as_of,
                "after": after,
                "limit": limit,
            },
        ).fetchall()


def documents(connection: Connection) -> dict[str, Stated]:
    """Give what every version states; the default states everything."""
    rows = connection.execute("select version, document from view_policies.policies")
    return DEFAULT | {str(version): json.loads(document) for version, document in rows}
