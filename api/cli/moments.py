"""How a moment is said in a shell; dates are the company's."""

import re
from datetime import UTC, datetime, timedelta

import typer

from ledger.policy import DEFAULT_POLICY

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def moment(text: str | None, option: str) -> datetime | None:
    """Read a moment up to which things count; a bare date means its end, as people mean it."""
    if text is None or not DATE.fullmatch(text):
        return bound(text, option)
    end = bound(text, option, days=1)
    return end - timedelta(microseconds=1) if end else None


def bound(text: str | None, option: str, *, days: int = 0) -> datetime | None:
    """Read a period's bound; a bare date is its midnight, so many days later."""
    if text is None:
        return None
    try:
        said = datetime.fromisoformat(text)
        if DATE.fullmatch(text):
            midnight = said.replace(tzinfo=DEFAULT_POLICY.time_zone) + timedelta(days=days)
            return midnight.astimezone(UTC)
        if said.tzinfo is not None:
            return said.astimezone(UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{text} is no date, nor a date and time", param_hint=option) from None
    raise typer.BadParameter(f"{text} has no zone: add one, as in {text}+08:00", param_hint=option)
