"""One year after another: what is too late for a closed one is in the next, which opens with what that closed with."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from completeness.closing import close
from completeness.proving import check, proof
from completeness.scene import Company
from views.appending import append
from views.facts import listed

from ledger import events as e

MARCH = {year: datetime(year, 3, 3, 4, tzinfo=UTC) for year in (2024, 2025)}
COURSE: dict[str, Any] = {"employee": "lin", "course": "FIRE"}


def learnt(year: int, activity: str, credits_: str, **more: Any) -> list[e.Event]:
    """Credits, and as many points, rounded down."""
    about = {**COURSE, "activity": activity, "kind": "required", "category": "general", "effective_at": MARCH[year]}
    earned = e.PointsEarned(
        employee="lin", lot=f"learning/{activity}", source="learning", points=int(Decimal(credits_)),
        effective_at=MARCH[year],
    )  # fmt: skip
    award = {**about, "credits": credits_, "worth": credits_, **more}
    return [e.CreditsAwarded.model_validate(award), earned]


def withdrawn(year: int, activity: str, credits_: str, points: int, booked: str) -> list[e.Event]:
    about = {**COURSE, "activity": activity, "effective_at": MARCH[year]}
    lot = {"employee": "lin", "lot": f"learning/{activity}", "source": "learning", "effective_at": MARCH[year]}
    return [
        e.CreditsReversed.model_validate({**about, "credits": credits_, "booked": booked}),
        e.PointsReversed.model_validate({**lot, "points": points, "taken": points, "debt": 0}),
    ]


def test_what_came_too_late_is_in_the_next_year_which_opens_with_what_the_last_closed_with(
    company: Company, tmp_path: Path
) -> None:
    joined = e.EmployeeJoined(employee="lin", branch="CD", effective_at=datetime(2023, 6, 1, tzinfo=UTC))
    append(company.log, [joined, listed("FIRE", category="general")])
    append(company.log, [*learnt(2024, "completion:A", "100.50"), *learnt(2024, "completion:B", "7.00")])
    append(company.log, learnt(2025, "completion:C", "40.00"))
    close(company, "2024")
    append(company.log, withdrawn(2024, "completion:B", "7.00", 7, "2025"))
    close(company, "2025")
    company.seal()
    first, second = (check(proof(company, "lin", tmp_path / year, year), "--period", year) for year in ("2024", "2025"))
    assert (first["credits"], first["standing"]["earned"]) == ({"general": "107.50"}, "107.50")
    assert (second["credits"], second["standing"]["earned"]) == ({"general": "33.00"}, "33.00")
    assert (first["points"]["closing"], second["points"]["opening"]) == (107, 107)
    assert (second["points"]["earned"], second["points"]["reversed"], second["points"]["closing"]) == (40, 7, 140)
