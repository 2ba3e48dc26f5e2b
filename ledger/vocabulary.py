"""The words facts are made of: identifiers, moments, credits and points, each with its limits."""

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
EARLIEST = 1970
LATEST = 2199
FIRST_MOMENT = datetime(EARLIEST, 1, 1, tzinfo=UTC)
# What turns a line around: what people read would not be what is written.
BIDI = r"\u202a-\u202e\u2066-\u2069"
CONTROL = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff{BIDI}]")


def two_places(value: Decimal) -> Decimal:
    """Make 1, 1.0 and 1.00 the same stored bytes; more than two places is refused by the field."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def _utc(moment: datetime) -> datetime:
    """Keep every moment in UTC and inside the years that any zone can show."""
    # Looked at before converting, because year 1 in a zone east of Greenwich cannot be converted at all.
    _within_the_calendar(moment)
    if moment.tzinfo is UTC:
        return moment
    # And afterwards: the first hours of 1970 in Shanghai are still 1969, which no fact could hold.
    return _within_the_calendar(moment.astimezone(UTC))


def _within_the_calendar(moment: datetime) -> datetime:
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError(f"a moment lies in the years {EARLIEST} to {LATEST}")
    return moment


def _a_day(text: str) -> str:
    if not EARLIEST <= date.fromisoformat(text).year < LATEST:
        raise ValueError(f"a day lies in the years {EARLIEST} to {LATEST - 1}")
    return text


def _printable(text: str) -> str:
    if CONTROL.search(text):
        raise ValueError("text holds no control characters")
    return text


# An identifier is a name tag: no blanks, no control characters, nothing that could split a tag list. Its bytes are
# bounded too: the views' keys hold up to three, and PostgreSQL indexes no row of more than 2,704 bytes. Nothing in
# it is invisible either, so that nobody has a second self that looks like the first.
INVISIBLE = rf"\u00ad\u200b-\u200f\u2060-\u2064\ufeff{BIDI}"
ID_PATTERN = rf"(?:[\x21-\x7e]{{1,250}}|[^\s\x00-\x20\x7f-\x9f{INVISIBLE}]{{1,187}})"
Id = Annotated[str, StringConstraints(min_length=1, max_length=250, pattern=f"^{ID_PATTERN}$")]
# An id with what it is the id of in front, as in `learning/completion:X-1`: longer than any id by itself.
Name = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\s\x00-\x20\x7f-\x9f]+$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
# A text of any shape that is kept beside the log, which can hold no NUL.
Document = Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=r"^[^\x00]+$")]
# A reason is a code from the company's list, never prose: prose is personal data.
ReasonCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
# SHA-256 of a text that is kept verbatim beside the log.
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# An answer of a time-stamping authority (RFC 3161, DER) in base64.
TimeStampToken = Annotated[
    str,
    StringConstraints(
        min_length=4,
        max_length=24_000,
        pattern=r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    ),
]
# A verifier key (C2SP signed-note): name, id, and Ed25519's public half in base64.
PublicKey = Annotated[
    str,
    StringConstraints(max_length=320, pattern=r"^[^\s+\x00-\x20\x7f-\x9f]{1,250}\+[0-9a-f]{8}\+[0-9A-Za-z+/]{44}$"),
]
Moment = Annotated[AwareDatetime, AfterValidator(_utc)]

# 学分: decimal, two places, never spent. 积分: whole, spendable.
Credits = Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2), AfterValidator(two_places)]
POINTS_MAX = 1_000_000_000
Points = Annotated[int, Field(gt=0, le=POINTS_MAX)]
TotalPoints = Annotated[int, Field(gt=0, le=2**63 - 1)]
Minutes = Annotated[int, Field(ge=0, le=60 * 24 * 366)]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=5, decimal_places=4)]
Score = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2), AfterValidator(two_places)]
# Of a recording, to the millisecond, as players report it.
Seconds = Annotated[Decimal, Field(ge=0, le=10_000_000, max_digits=10, decimal_places=3)]
Length = Annotated[Decimal, Field(gt=0, le=10_000_000, max_digits=10, decimal_places=3)]
Attempt = Annotated[int, Field(ge=1, le=1_000)]
Checks = Annotated[int, Field(ge=0, le=1_000)]
Units = Annotated[int, Field(gt=0, le=1_000_000_000)]
Leaves = Annotated[int, Field(gt=0, le=2**63 - 1)]
Count = Annotated[int, Field(ge=0, le=2**63 - 1)]
TotalCredits = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2), AfterValidator(two_places)]

# A period of the company's calendar.
Year = Annotated[str, StringConstraints(pattern=r"^(?:19[7-9][0-9]|20[0-9]{2}|21[0-8][0-9])$")]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_a_day)]
ViewName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,62}$")]

CourseKind = Literal["required", "elective"]  # 必修, 选修
# 初任, 任职, 专门业务, 在职; and general for companies that do not use the public-sector four.
CourseCategory = Literal["induction", "appointment", "special", "in_service", "general"]
SessionMode = Literal["on_site", "live", "recorded"]
CheckMethod = Literal["qr", "face", "gps", "kiosk", "manual", "import"]
# How sure it is that it was this person, as eIDAS names the levels, in rising order.
Assurance = Literal["low", "substantial", "high"]
# Whose approval a step of the chain is; HR stands in where nobody else may give it.
ApprovalStep = Literal["line_manager", "branch_head", "hr"]
# Whom a limit is for, and how long it counts, in the company's calendar.
Holder = Literal["person", "branch"]
LimitPeriod = Literal["month", "quarter", "year", "lifetime"]
# Why an award is smaller than the activity is worth; a repeat, say, earns nothing and says so.
Shortfall = Literal[
    "REPEAT",
    "BANKED",
    "VOIDED",
    "ABSENT",
    "TOO_SHORT",
    "ASSURANCE_TOO_LOW",
    "PROMPTS_MISSED",
    "WATCHED_TOO_LITTLE",
    "INACTIVE",
    "NOT_PASSED",
    "TOO_MANY_ATTEMPTS",
    "NO_FEEDBACK",
    "SELF_CERTIFIED",
    "CHECKS_MISSING",
]


def digest_of(text: str) -> str:
    """Name a text by its SHA-256: a fact holds the name, and what may be personal stays beside the log."""
    return sha256(text.encode()).hexdigest()
