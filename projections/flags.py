"""Flags of all detectors together: what people should look at, with the facts that say why."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from psycopg import Connection, sql
from psycopg.rows import class_row

from projections.view import schema_of
from projections.views import DETECTORS


class Flag(NamedTuple):
    """One finding of one detector."""

    id: str
    rule: str
    rule_version: int
    severity: str
    score: Decimal
    subjects: list[str]
    positions: list[int]
    raised_at: datetime
    params: dict[str, Any]

    def sentence(self, language: str = "en") -> str:
        """Why, in a sentence, in zh or en."""
        return _SENTENCES[self.rule][language].format_map(self.params)


_SENTENCES = {detector.NAME: detector.SENTENCE for detector in DETECTORS}
_EVERY_FLAG = sql.SQL(" union all ").join(
    sql.SQL("select * from {}").format(sql.Identifier(schema_of(detector, "live"), "flags")) for detector in DETECTORS
)


def flags(  # noqa: PLR0913 - each is a filter that a caller may leave out
    connection: Connection,
    *,
    rule: str | None = None,
    severity: str | None = None,
    employee: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Flag]:
    """Flags by the moment they could first be seen, after the (raised_at, id) that the last page ended with."""
    at, last = after or (None, "")
    query = sql.SQL(
        """
        select * from ({}) f
         where (%(rule)s::text is null or rule = %(rule)s)
           and (%(severity)s::text is null or severity = %(severity)s)
           and (%(employee)s::text is null or %(employee)s = any(subjects))
           and (%(since)s::timestamptz is null or raised_at >= %(since)s)
           and (%(until)s::timestamptz is null or raised_at < %(until)s)
           and (%(at)s::timestamptz is null or (raised_at, id) > (%(at)s, %(last)s))
         order by raised_at, id
         limit %(limit)s
        """
    ).format(_EVERY_FLAG)
    with connection.cursor(row_factory=class_row(Flag)) as cursor:
        return cursor.execute(
            query,
            {
                "rule": rule,
                "severity": severity,
                "employee": employee,
                "since": since,
                "until": until,
                "at": at,
                "last": last,
                "limit": limit,
            },
        ).fetchall()
