"""How a question for evidence is said in a shell."""

import contextlib
import re
from datetime import datetime

import typer
from pydantic import ValidationError

from api.cli.moments import bound
from ledger.decisions.prepare_evidence import EvidenceAsked
from ledger.policy import DEFAULT_POLICY

YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?", re.ASCII)


def asked_of(
    *,
    employee: str | None,
    session: str | None,
    case: str | None,
    period: str | None,
    since: str | None,
    until: str | None,
    purpose: str,
) -> EvidenceAsked:
    """Put options together; dates are the company's."""
    if period is not None and (since is not None or until is not None):
        raise typer.BadParameter("a period has its beginning and its end already", param_hint="--period")
    bounds = _period(period) if period else (bound(since, "--since"), bound(until, "--until", days=1))
    about = {"employee": employee, "session": session, "case": case}
    try:
        return EvidenceAsked.model_validate({**about, "since": bounds[0], "until": bounds[1], "purpose": purpose})
    except ValidationError as no:
        wrong = no.errors(include_url=False, include_input=False)[0]
        where = "".join(f"{part}: " for part in wrong["loc"]).replace("employee", "person")
        raise typer.BadParameter(f"{where}{wrong['msg']}") from None


def _period(text: str) -> tuple[datetime, datetime]:
    if found := YEAR_OR_MONTH.fullmatch(text):
        year, month, zone = int(found[1]), int(found[2] or 1), DEFAULT_POLICY.time_zone
        next_year, next_month = (year + month // 12, month % 12 + 1) if found[2] else (year + 1, 1)
        with contextlib.suppress(ValueError):
            return datetime(year, month, 1, tzinfo=zone), datetime(next_year, next_month, 1, tzinfo=zone)
    raise typer.BadParameter(f"{text} is no year or month", param_hint="--period")
