"""What the views answer, told on one small company."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from views.appending import append
from views.following import follow_to_the_head

from ledger import events as e
from projections import (
    balances,
    courses,
    people,
    redemptions,
    refusals,
    sessions,
    shelf,
    trainers,
    transcript,
)

# The evening of 31 December in UTC is next year's morning in China.
EVE = datetime(2025, 12, 31, 20, tzinfo=UTC)
END = EVE + timedelta(minutes=90)
LESSON = {"session": "S", "course": "FIRE"}


def award(employee: str, activity: str, credits_: str, shortfall: str | None = None) -> e.CreditsAwarded:
    return e.CreditsAwarded(
        effective_at=END,
        employee=employee,
        course="FIRE",
        session="S" if activity == "session:S" else None,
        activity=activity,
        credits=Decimal(credits_),
        worth=Decimal("1.95"),
        shortfall=shortfall,
    )


COMPANY: list[e.Event] = [
    *(e.EmployeeJoined(effective_at=EVE, employee=who, branch="chengdu") for who in ("lin", "wu", "zhao")),
    e.EmployeeJoined(effective_at=EVE, employee="zhao", branch="xian"),
    e.CourseListed(
        effective_at=EVE,
        course="FIRE",
        title="消防",
        credits=Decimal(2),
        kind="required",
        category="special",
        minutes=90,
    ),
    e.CourseListed(
        effective_at=EVE,
        course="OLD",
        title="Old",
        credits=Decimal(1),
        kind="elective",
        category="general",
        minutes=50,
    ),
    e.CourseRetired(effective_at=EVE, course="OLD"),
    e.SessionScheduled(
        effective_at=EVE, **LESSON, branch="chengdu", mode="on_site", starts_at=EVE, ends_at=END, seats=30
    ),
    e.TrainerAssigned(effective_at=EVE, session="S", trainer="wu"),
    *(e.LearnerEnrolled(effective_at=EVE, session="S", employee=who) for who in ("lin", "zhao", "gone")),
    e.EnrolmentWithdrawn(effective_at=EVE, session="S", employee="gone"),
    e.SessionOpened(effective_at=EVE, session="S"),
    e.CheckedIn(effective_at=EVE, session="S", employee="lin", method="qr", device="D-9"),
    e.CheckedOut(effective_at=END, session="S", employee="lin", method="kiosk"),
    e.AttendanceVerified(effective_at=END, **LESSON, employee="lin", minutes=88, status="present"),
    e.AttendanceVerified(effective_at=END, **LESSON, employee="zhao", minutes=0, status="absent"),
    award("lin", "session:S", "1.95"),
    e.SessionClosed(effective_at=END, **LESSON, trainer="wu", taught_minutes=90, present=1, absent=1),
    e.SessionRated(effective_at=END, session="S", trainer="wu", employee="lin", score=Decimal(95)),
    e.CompletionRecorded(effective_at=END, employee="lin", course="FIRE", completion="X", source="xapi"),
    award("lin", "completion:X", "0", "REPEAT"),
    e.PointsEarned(effective_at=END, employee="lin", lot="L", source="learning", points=100),
    e.RewardListed(effective_at=EVE, reward="MUG", title="Mug", kind="goods", price=30, stock=2),
    *(
        e.RedemptionRequested(
            effective_at=END, redemption=f"Q{n}", employee="lin", reward="MUG", price=30, lots=(e.LotPart("L", 30),)
        )
        for n in range(2)
    ),
    e.RewardRepriced(effective_at=END, reward="MUG", price=40),
    e.RedemptionFulfilled(effective_at=END, redemption="Q0", employee="lin", reward="MUG", price=30),
    e.CommandRefused(effective_at=END, command="RedeemReward", code="STOCK_EXHAUSTED", employee="wu", reward="MUG"),
]


@pytest.fixture(autouse=True)
def _company(log: psycopg.Connection, reader: psycopg.Connection) -> None:
    append(log, COMPANY)
    follow_to_the_head(reader)


def test_a_session_sheet_shows_who_was_to_come_and_who_came(reader: psycopg.Connection) -> None:
    (sheet,) = sessions.sessions(reader, branch="chengdu", status="closed")
    assert (sheet.trainer, sheet.seats, sheet.taught_minutes, sheet.rating) == ("wu", 30, 90, Decimal(95))
    assert (sheet.enrolled, sheet.checked_in, sheet.verified, sheet.ratings) == (2, 1, 1, 1)
    gone, lin, zhao = sessions.roster(reader, "S")
    assert (lin.checked_in_by, lin.checked_in_on, lin.checked_out_by, lin.minutes) == ("qr", "D-9", "kiosk", 88)
    assert (zhao.status, zhao.checked_in_at, gone.enrolled) == ("absent", None, False)
    assert sessions.sessions(reader, after=(sheet.starts_at, "S")) == []


def test_a_transcript_shows_what_was_earned_and_why_not_more(reader: psycopg.Connection) -> None:
    completion, lesson = transcript.transcript(reader, "lin")
    assert (lesson.activity, lesson.minutes, lesson.status, lesson.credits) == (
        "session:S",
        88,
        "present",
        Decimal("1.95"),
    )
    assert (completion.credits, completion.worth, completion.shortfall) == (Decimal(0), Decimal("1.95"), "REPEAT")
    assert transcript.transcript(reader, "lin", year=2025) == []
    assert transcript.credits_by_year(reader, "lin") == [(2026, Decimal("1.95"), 2)]
    assert transcript.transcript(reader, "lin", after=(completion.effective_at, completion.activity)) == [lesson]


def test_a_voided_attendance_reads_as_if_it_had_never_happened(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    later = END + timedelta(days=400)
    void = e.AttendanceVoided(effective_at=later, **LESSON, employee="lin", minutes_before=88, because="PROXY")
    back = e.CreditsReversed(
        effective_at=later, **LESSON, employee="lin", activity="session:S", credits=Decimal("1.95")
    )
    rating = e.RatingDiscounted(effective_at=later, session="S", trainer="wu", employee="lin", score=Decimal(95))
    append(log, [void, back, rating])
    follow_to_the_head(reader)
    lesson = transcript.transcript(reader, "lin")[1]
    assert (lesson.voided, lesson.minutes, lesson.credits) == (True, 0, Decimal(0))
    assert transcript.credits_by_year(reader, "lin") == [(2026, Decimal(0), 1)]
    # Nobody else was there, so nobody was taught.
    assert trainers.ranking(reader) == []


def test_a_trainer_of_several_keeps_the_hours_until_the_last_of_them_is_voided(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    second = e.AttendanceVerified(
        effective_at=END, session="R1", course="FIRE", employee="L1", minutes=9, status="late"
    )
    append(log, [*taught("yang", "R1", []), second])
    for person, left in (("L0", ["wu", "yang"]), ("L1", ["wu"])):
        void = e.AttendanceVoided(
            effective_at=END, session="R1", course="FIRE", employee=person, minutes_before=9, because="PROXY"
        )
        append(log, [void])
        follow_to_the_head(reader)
        assert sorted(row.trainer for row in trainers.ranking(reader)) == left


def test_the_shelf_counts_units_and_the_redemptions_keep_their_price(reader: psycopg.Connection) -> None:
    (mug,) = shelf.rewards(reader)
    assert (mug.price, mug.left, mug.held, mug.fulfilled) == (40, 0, 1, 1)
    assert shelf.rewards(reader, available=True) == []
    first, second = redemptions.redemptions(reader, employee="lin")
    assert (first.state, first.price, second.state) == ("fulfilled", 30, "approved")
    assert redemptions.redemptions(reader, after=first.position) == [second]
    lin = balances.balance(reader, "lin")
    assert (lin.active, lin.held, lin.spent) == (40, 30, 30)
    assert balances.balance(reader, "nobody").credits == 0


def test_the_catalogue_the_people_and_the_refusals(reader: psycopg.Connection) -> None:
    assert [(c.course, c.retired) for c in courses.courses(reader)] == [("FIRE", False), ("OLD", True)]
    assert [c.title for c in courses.courses(reader, retired=False)] == ["消防"]
    assert [p.employee for p in people.people(reader, branch="chengdu")] == ["lin", "wu"]
    assert [b.employee for b in balances.balances(reader, branch="chengdu")] == ["lin"]
    assert refusals.counts(reader) == [("RedeemReward", "STOCK_EXHAUSTED", 1)]
    (refusal,) = refusals.refusals(reader, employee="wu")
    assert (refusal.reward, refusal.actor) == ("MUG", "tester")


def taught(trainer: str, session: str, scores: list[int], minutes: int = 60) -> list[e.Event]:
    closed = {"session": session, "course": "FIRE"}
    return [
        e.SessionScheduled(effective_at=EVE, **closed, branch="xian", mode="live", starts_at=EVE, ends_at=END),
        e.SessionClosed(effective_at=END, **closed, trainer=trainer, taught_minutes=minutes, present=1, absent=0),
        e.AttendanceVerified(effective_at=END, **closed, employee="L0", minutes=60, status="present"),
        *(
            e.SessionRated(effective_at=END, session=session, trainer=trainer, employee=f"L{n}", score=Decimal(score))
            for n, score in enumerate(scores)
        ),
    ]


def test_the_ranking_shrinks_few_ratings_and_says_how_ties_fall(
    log: psycopg.Connection, reader: psycopg.Connection
) -> None:
    facts = (
        taught("many", "T1", [90] * 40)
        + taught("few", "T2", [100] * 5)
        + taught("twin-a", "T3", [80] * 10)
        + taught("twin-b", "T4", [80] * 10)
        + taught("longer", "T5", [80] * 10, minutes=61)
        + taught("too-few", "T6", [100] * 4)
    )
    append(log, facts)
    follow_to_the_head(reader)
    ranked = trainers.ranking(reader, branch="xian")
    assert [(row.rank, row.trainer) for row in ranked] == [
        (1, "few"),
        (2, "many"),
        (3, "longer"),
        (4, "twin-a"),
        (4, "twin-b"),
        (None, "too-few"),
    ]
    # 40*90 + 5*100 + 30*80 + 4*100 over 79 ratings; then (500 + 5 * mean) / 10.
    mean = Decimal(6900) / 79
    assert ranked[0].shrunk == round((500 + 5 * mean) / 10, 4)
    assert ranked[0].overall_mean == round(mean, 2)
    # With more asked for, five enthusiasts no longer beat forty content learners.
    assert trainers.ranking(reader, branch="xian", minimum=10)[0].trainer == "many"
    assert trainers.ranking(reader, branch="xian", until=EVE) == []
    assert len(trainers.ranking(reader, category="special")) == 7
