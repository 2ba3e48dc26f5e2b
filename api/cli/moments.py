"""Moments as people type them."""

from datetime import UTC, datetime

import typer

from ledger.policy import DEFAULT_POLICY


def moment(text: str | None, option: str) -> datetime | None:
    """Read a moment; a bare date means its end, in the company's zone, as people mean it."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no date, nor a date and time", param_hint=option) from None
    if len(text) == len("2026-06-30"):
        zone = DEFAULT_POLICY.time_zone
        return read.replace(hour=23, minute=59, second=59, microsecond=999_999, tzinfo=zone).astimezone(UTC)
    if read.tzinfo is None:
        raise typer.BadParameter(f"{text} has no zone: add one, as in {text}+08:00", param_hint=option)
    return read.astimezone(UTC)
