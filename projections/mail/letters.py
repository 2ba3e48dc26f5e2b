"""A letter: one fact in the person's own language first and then in the other, the same at every attempt."""

import json
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Final, Literal, NamedTuple

from ledger import events as e
from ledger.log.log import Fact
from ledger.vocabulary import CONTROL
from projections.handover.cloud_event import id_of

Language = Literal["zh", "en"]

# Which facts are told by e-mail.
TOLD: Final[tuple[type[e.Event], ...]] = (e.DeadlineWarningRaised, e.PaceWarningRaised)
TYPES: Final = tuple(fact.__name__ for fact in TOLD)


class Text(NamedTuple):
    """What a letter says in one language."""

    subject: str
    body: str


class Envelope(NamedTuple):
    """From whom to whom, and in which language first."""

    sender: str
    to: str
    language: Language


def letter(fact: Fact, envelope: Envelope, *, title: str | None, log: str) -> EmailMessage:
    """Write the letter. Its Message-ID follows from the fact, so that whoever gets it twice can tell."""
    data = json.loads(fact.data)
    texts = _pace(data) if fact.type == e.PaceWarningRaised.__name__ else _deadline(data, _plain(title))
    chinese = envelope.language == "zh"
    first, second = (texts["zh"], texts["en"]) if chinese else (texts["en"], texts["zh"])
    message = EmailMessage(policy=SMTP)
    message["From"] = envelope.sender
    message["To"] = envelope.to
    message["Subject"] = first.subject
    message["Date"] = format_datetime(fact.recorded_at)
    message["Message-ID"] = f"<{id_of(fact)}@{log}>"
    # No holiday notice answers a program (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "zh-CN, en" if chinese else "en, zh-CN"
    message.set_content(f"{first.body}\n\n* * *\n\n{second.body}\n", cte="base64")
    return message


def _deadline(warning: dict[str, Any], title: str) -> dict[Language, Text]:
    course, due, left = warning["course"], warning["due"], warning["days_left"]
    if left < 0:
        return {
            "zh": Text(
                f"必修课程已逾期：{title or course}",
                f"您须学习的课程{title}（{course}）已于 {due} 到期，至今逾期 {-left} 天，系统中尚无您的完成记录。\n"
                "请尽快完成；如已完成或无需学习，请联系人力资源部门。",
            ),
            "en": Text(
                f"Required course overdue: {title or course}",
                f"Course {title} ({course}) was due on {due}, {_days(-left)} ago, and is not recorded as done.\n"
                "Please do it soon; if you have done it, or need not, tell your HR department.",
            ),
        }
    return {
        "zh": Text(
            f"必修课程提醒：{title or course}，{due} 前完成",
            f"您须在 {due}（含当日）前完成课程{title}（{course}），还剩 {left} 天，系统中尚无您的完成记录。\n"
            "如已完成或无需学习，请联系人力资源部门。",
        ),
        "en": Text(
            f"Required course: {title or course}, due {due}",
            f"Course {title} ({course}) is due by the end of {due}, with {_days(left)} left, and not yet on record.\n"
            "If you have done it, or need not, tell your HR department.",
        ),
    }


def _pace(warning: dict[str, Any]) -> dict[Language, Text]:
    period, day = warning["period"], warning["day"]
    owed, counted, line = warning["owed"], warning["counted"], warning["line"]
    return {
        "zh": Text(
            f"学分进度提醒：{period} 年度",
            f"截至 {day}，您在 {period} 年度已计 {counted} 学分；按全年应修 {owed} 学分均匀推算，此时应达到 {line}。\n"
            "请安排学习；如有疑问，请联系人力资源部门。",
        ),
        "en": Text(
            f"Credits of {period}: behind the line",
            f"You have {counted} credits of {period}. Earned evenly, {line} of the {owed} that you owe\n"
            f"should be there by {day}. Please plan your learning, or tell your HR department what is wrong.",
        ),
    }


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _plain(title: str | None) -> str:
    """A line break in a title would begin another header."""
    return CONTROL.sub(" ", title or "").strip()
