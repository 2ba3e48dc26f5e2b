"""The demo's own rules: time for leavers, and for latecomers in Shanghai's traffic; engineers learn what is special."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.publish_policy import PublishPolicy
from ledger.recording import Caller

if TYPE_CHECKING:
    from api.demo.clockwork import Request
    from api.demo.year import Year

DRAFTER, PUBLISHER = (Caller("hr-desk", on_behalf_of=who) for who in ("E-1004", "E-1005"))
SINCE = "2026-07-01"
COMPANY = """\
leaving:
  grace_days: 60
redemption:
  approval_days: 10
"""
SHANGHAI = """\
attendance:
  late_after_minutes: 15
"""
ENGINEERS = """\
requirement:
  credits: 150.00
  categories:
  - of: special
    minimum_credits: 30.00
"""


def plan(year: Year) -> None:
    """Put the drafting and the publishing into the calendar."""
    drafting = year.ends_at.replace(month=6, day=1, hour=10)
    year.clock.at(drafting, partial(_drafted, DraftPolicy(document=COMPANY)))
    year.clock.at(drafting, partial(_drafted, DraftPolicy(branch="shanghai", document=SHANGHAI)))
    year.clock.at(drafting, partial(_drafted, DraftPolicy(position="engineer", document=ENGINEERS)))
    publishing = drafting.replace(day=8)
    year.clock.at(publishing, partial(_published, "company-1"))
    year.clock.at(publishing, partial(_published, "shanghai-1"))
    year.clock.at(publishing, partial(_published, "engineer-1"))


def _drafted(draft: DraftPolicy) -> list[Request]:
    return [(draft, DRAFTER)]


def _published(version: str) -> list[Request]:
    return [(PublishPolicy(version=version, since=SINCE), PUBLISHER)]
