"""A few facts about learning, told shortly."""

from datetime import UTC, datetime
from typing import Any

from ledger import events as e

JULY = datetime(2026, 7, 2, 4, tzinfo=UTC)


def on(month: int, day: int = 1, hour: int = 2, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def joined(employee: str = "lin", branch: str = "CD", at: datetime | None = None) -> e.Event:
    return e.EmployeeJoined(employee=employee, branch=branch, effective_at=at or on(1, year=2025))


def listed(course: str = "FIRE", kind: str = "required", category: str = "special") -> e.Event:
    return e.CourseListed.model_validate(
        {"course": course, "title": course, "credits": "20", "kind": kind, "category": category, "minutes": 90}
        | {"effective_at": on(1)}
    )


def awarded(credits_: str, activity: str = "session:S-1", at: datetime | None = None, **more: Any) -> e.Event:
    what = {"employee": "lin", "course": "FIRE", "activity": activity, "credits": credits_, "worth": credits_}
    return e.CreditsAwarded.model_validate({**what, "minutes": 90, "effective_at": at or on(3), **more})


def reversed_(credits_: str, activity: str = "session:S-1", at: datetime | None = None) -> e.Event:
    what = {"employee": "lin", "course": "FIRE", "activity": activity, "credits": credits_}
    return e.CreditsReversed.model_validate({**what, "effective_at": at or on(3)})


def policy(document: str, version: str = "company-1", since: str = "2026-01-01", **layer: str) -> list[e.Event]:
    drafted = {"version": version, "document": document, "digest": "0" * 64, "drafter": "zhou", **layer}
    return [
        e.PolicyDrafted.model_validate({**drafted, "effective_at": on(1)}),
        e.PolicyPublished(version=version, since=since, publisher="qian", effective_at=on(1)),
    ]


CAPPED = (
    '{"requirement":{"credits":"100.00","categories":[{"of":"special","minimum_credits":"10.00",'
    '"maximum_credits":"30.00"},{"of":"required","minimum_credits":"40.00"}]}}'
)
