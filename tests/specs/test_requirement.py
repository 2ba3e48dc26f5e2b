"""What is owed, of lives worked by hand. 2026 has 365 days and 261 Mondays to Fridays, 129 of them by 30 June."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from specs.lives import (
    Granted,
    Step,
    Voided,
    away,
    becomes,
    credits_of,
    joins,
    leaves,
    live,
    moves,
    on,
    publish,
    requirement,
    with_policies,
)

from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.move_branch import MoveBranch
from ledger.decisions.open_branch import OpenBranch
from ledger.decisions.settle_account import SettleAccount
from ledger.policy import CalendarPolicy
from ledger.requirement import Bound
from ledger.working_days import working_days

ALWAYS = joins("2020-03-02")
JULY = away("2026-07-04", "2026-07-08")
CATEGORIES = """
requirement:
  credits: 150
  categories: [{of: required, minimum_credits: 60}, {of: elective, maximum_credits: 90}]
"""
STAYS = JoinBranch(employee="lin", branch="CD")

LIVES: dict[str, tuple[int, list[Step], str]] = {
    # The whole of it.
    "all year": (2026, [ALWAYS], "150.00"),
    # Leap or not, a year is a year.
    "all of a leap year": (2028, [ALWAYS], "150.00"),
    "never here": (2026, [], ""),
    "left the year before": (2026, [ALWAYS, leaves("2025-12-31")], ""),
    # 1 May is the 121st day, so 245 are left: 150 * 245 / 365 = 100.684.
    "joins in May": (2026, [joins("2026-05-01")], "100.68"),
    # In the evening of the 135th day, which counts: 231 days, 150 * 231 / 365 = 94.931.
    "joins in the evening": (2026, [joins("2026-05-15", hour=18)], "94.93"),
    # 150 / 365 = 0.411.
    "joins on the last day": (2026, [joins("2026-12-31")], "0.41"),
    # 181 days: 150 * 181 / 365 = 74.384.
    "leaves in June": (2026, [ALWAYS, leaves("2026-06-30")], "74.38"),
    "leaves on the first day": (2026, [ALWAYS, leaves("2026-01-01")], "0.41"),
    # 90 days, and 122 from 1 September on: 36.986; with them 150 * 212 / 365 = 87.123.
    "leaves and returns": (2026, [ALWAYS, leaves("2026-03-31"), joins("2026-09-01")], "36.99 50.13"),
    # 31 days and 184: 12.740; with them 150 * 215 / 365 = 88.356.
    "returns after the settlement": (
        2026,
        [ALWAYS, leaves("2026-01-31"), on("2026-03-09"), SettleAccount(employee="lin"), joins("2026-07-01")],
        "12.74 75.62",
    ),
    "gives notice and stays": (2026, [ALWAYS, on("2026-06-01"), leaves("2026-06-30"), STAYS], "150.00"),
    # 120 in SZ. 150 * 181 / 365 = 74.384, and 120 * 184 / 365 = 60.493: 134.877 together.
    "moves branch in July": (2026, [ALWAYS, moves("2026-07-01", "SZ")], "74.38 60.50"),
    # A move at noon is a move of that day.
    "moves at noon": (2026, [ALWAYS, moves("2026-07-01", "SZ", hour=12)], "74.38 60.50"),
    # The same credits in both: what one share lost in rounding the other gets.
    "moves between equals": (2026, [ALWAYS, moves("2026-07-01", "XA")], "74.38 75.62"),
    # 190 days, 10 at 120, and 165: 78.082, 81.370, 149.178.
    "two moves in a month": (2026, [ALWAYS, moves("2026-07-10", "SZ"), moves("2026-07-20", "CD")], "78.08 3.29 67.81"),
    # There and back on one day is nowhere.
    "two moves in a day": (2026, [ALWAYS, moves("2026-07-10", "SZ", 9), moves("2026-07-10", "CD", 17)], "150.00"),
    # BJ asks for 100 from July on: 74.384, and 100 * 184 / 365 = 50.411: 124.795.
    "the rules change in July": (2026, [joins("2020-03-02", "BJ")], "74.38 50.41"),
    # 180 for the position, whatever the branch.
    "another position": (2026, [ALWAYS, becomes("2020-03-02", "RND")], "180.00"),
    # 150 * 364 / 365 = 149.589; a day of 180 more, 0.493: 150.082.
    "position change on the last day": (2026, [ALWAYS, becomes("2026-12-31", "RND")], "149.59 0.49"),
    # Months with a day in them: May to December are 8 of 12.
    "by months, joins in May": (2026, [joins("2026-05-20", "MON")], "100.00"),
    # May to September are 5.
    "by months, leaves again": (2026, [joins("2026-05-20", "MON"), leaves("2026-09-03")], "62.50"),
    # 226 days, 73 of them in MON: 100 * 73 / 226 = 32.301; 150 * 153 / 365 = 62.877 in CD: 95.178.
    "by months, then by days": (2026, [joins("2026-05-20", "MON"), moves("2026-08-01", "CD")], "32.30 62.88"),
    "without pro-rata": (2026, [joins("2026-12-01", "FULL")], "150.00"),
    # Four weeks from Monday to Friday: 150 * 20 / 261 = 11.494, and 138.506 is left.
    "20 travel days": (2026, [ALWAYS, away("2026-03-02", "2026-03-27")], "150.00 -11.49"),
    "travels on a weekend": (2026, [ALWAYS, away("2026-03-07", "2026-03-08")], "150.00"),
    "does not travel after all": (2026, [ALWAYS, Voided(away("2026-03-02", "2026-03-27"))], "150.00"),
    # 258 working days in 2027, five of them in these two weeks: 150 * 5 / 258 = 2.907, and 147.093 is left.
    "travels over a holiday": (2027, [ALWAYS, away("2027-09-27", "2027-10-08")], "150.00 -2.91"),
    # A Sunday that makes up for a holiday: 150 / 258 = 0.581, and 149.419 is left.
    "travels on a working Sunday": (2027, [ALWAYS, away("2027-09-26", "2027-09-26")], "150.00 -0.58"),
    # 7 of 129 working days of 74.384 are 4.036, 8 of 132 of 60.493 are 3.666: 70.347, 130.840, 127.174.
    "travels while moving": (
        2026,
        [ALWAYS, moves("2026-07-01", "SZ"), away("2026-06-22", "2026-07-10")],
        "74.38 -4.03 60.49 -3.67",
    ),
    # A Tuesday, of 260 working days: 150 / 260 = 0.577, and 149.423 is left.
    "travels on 29 February": (2028, [ALWAYS, away("2028-02-29", "2028-02-29")], "150.00 -0.58"),
    # The 60th of 366 days: 307 are left, 150 * 307 / 366 = 125.820.
    "joins on 29 February": (2028, [joins("2028-02-29")], "125.82"),
    # 98 days: 150 * 98 / 365 = 40.274, and 109.726 is left.
    "maternity leave": (2026, [ALWAYS, away("2026-04-01", "2026-07-07", "MATERNITY")], "150.00 -40.27"),
    # 31 days in this year: 12.740, and 137.260 is left; 67 in the next: 27.534, and 122.466 is left.
    "maternity over New Year": (2026, [ALWAYS, away("2026-12-01", "2027-03-08", "MATERNITY")], "150.00 -12.74"),
    "maternity since last year": (2027, [ALWAYS, away("2026-12-01", "2027-03-08", "MATERNITY")], "150.00 -27.53"),
    # 181 days: 74.384. Of the 75.616 left, 10 of the 132 working days left are 5.729, and 69.888 is left.
    "maternity, then travel": (
        2026,
        [ALWAYS, away("2026-01-01", "2026-06-30", "MATERNITY"), away("2026-09-07", "2026-09-18")],
        "150.00 -74.38 -5.73",
    ),
    # Fewer than 30 days lower nothing; 30 are 150 * 30 / 365 = 12.329, and 137.671 is left.
    "ill for a week": (2026, [ALWAYS, away("2026-06-01", "2026-06-07", "SICK")], "150.00"),
    "ill for a month": (2026, [ALWAYS, away("2026-06-01", "2026-06-30", "SICK")], "150.00 -12.33"),
    "study leave": (2026, [ALWAYS, away("2026-06-01", "2026-06-30", "STUDY")], "150.00"),
    # All of what is owed, 150 * 31 / 365 = 12.740: nothing is left.
    "away all the while": (2026, [joins("2026-12-01"), away("2026-12-01", "2026-12-31", "UNPAID")], "12.74 -12.74"),
    "exempt of 20": (2026, [ALWAYS, Granted("exempt", "20.00")], "150.00 -20.00"),
    "exempt of all": (2026, [ALWAYS, Granted("exempt", None)], "150.00 -150.00"),
    # More is forgiven than is owed: nothing is left, and not less.
    "exempt of more than is owed": (2026, [joins("2026-12-01"), Granted("exempt", "20.00")], "12.74 -12.74"),
    "exemption asked for": (2026, [ALWAYS, Granted("exempt", "20.00", "proposed")], "150.00"),
    "exemption rejected": (2026, [ALWAYS, Granted("exempt", "20.00", "rejected")], "150.00"),
    "exemption revoked": (2026, [ALWAYS, Granted("exempt", "20.00", "revoked")], "150.00"),
    # Raised first, whatever was approved first.
    "lowered, raised and exempt": (
        2026,
        [ALWAYS, Granted("exempt", None), Granted("lower", "10.50"), Granted("raise", "30.00")],
        "150.00 30.00 -10.50 -169.50",
    ),
}


@pytest.mark.parametrize("life", LIVES)
def test_a_life_owes_what_was_worked_out_by_hand(life: str) -> None:
    year, steps, expected = LIVES[life]
    found = requirement(live(with_policies(), year, *steps), year)
    assert credits_of(found) == [Decimal(credits_) for credits_ in expected.split()]
    assert found.credits == sum(map(Decimal, expected.split()))


def test_a_life_of_many_branches_adds_up_to_the_year() -> None:
    """Twelve branches that ask for the same: rounded one by one, their shares would come to 150.01."""
    moved = [moves(f"2026-{month:02}-01", f"B{month}") for month in range(2, 13)]
    assert requirement(live(with_policies(), 2026, ALWAYS, *moved), 2026).credits == Decimal("150.00")


def test_a_term_says_what_it_is_a_share_of() -> None:
    found = requirement(live(with_policies(), 2026, ALWAYS, moves("2026-07-01", "SZ"), JULY), 2026)
    first, second, travel = found.terms
    assert (first.about, first.version, first.days, first.of_days) == ("CD", "default-1", 181, 365)
    assert (second.about, second.rule, second.of_credits, second.version) == (
        "SZ",
        "days",
        Decimal("120.00"),
        "default-1+SZ-1",
    )
    assert (travel.about, travel.days, travel.of_days, travel.of_credits) == ("TRAVEL", 3, 132, Decimal("60.49"))


def test_minimum_and_maximum_shrink_with_what_is_owed() -> None:
    """Of 150, at least 60 required and at most 90 elective; half a year and half of that forgiven is a quarter."""
    spec = with_policies()
    publish(spec, CATEGORIES, "2026-01-01", branch="CAT")
    whole = requirement(live(spec, 2026, joins("2020-03-02", "CAT")), 2026)
    assert whole.bounds == (
        Bound("required", Decimal("60.00"), None),
        Bound("elective", Decimal("0.00"), Decimal("90.00")),
    )
    # Owed are 74.38356 - 37.19 = 37.19356: 60 and 90 times 37.19356 / 150 are 14.877 and 22.316.
    spec = with_policies()
    publish(spec, CATEGORIES, "2026-01-01", branch="CAT")
    live(spec, 2026, joins("2020-03-02", "CAT"), leaves("2026-06-30"), Granted("exempt", "37.19"))
    assert requirement(spec, 2026).bounds == (
        Bound("required", Decimal("14.88"), None),
        Bound("elective", Decimal("0.00"), Decimal("22.32")),
    )


def test_a_mover_owes_the_minimum_of_each_branch_for_the_days_there() -> None:
    """60 * 181 / 365 = 29.753; in SZ nothing bounds a category: 90 * 181 / 365 + 120 * 184 / 365 = 105.123."""
    spec = with_policies()
    publish(spec, CATEGORIES, "2026-01-01", branch="CAT")
    live(spec, 2026, joins("2020-03-02", "CAT"), moves("2026-07-01", "SZ"))
    assert requirement(spec, 2026).bounds == (
        Bound("required", Decimal("29.75"), None),
        Bound("elective", Decimal("0.00"), Decimal("105.12")),
    )


def test_a_period_may_begin_in_april_and_its_months_with_it() -> None:
    """From 14 to 20 June one is there in the second month, which ends on 14 June, and in the third: 2 of 12."""
    spec = with_policies().at(on("2026-12-02"))
    publish(spec, "calendar: {begins_month: 4, begins_day: 15}", "2027-02-01")
    live(spec, 2028, joins("2028-06-14", "MON"), leaves("2028-06-20"))
    found = requirement(spec, 2028)
    assert (found.period.first.isoformat(), found.period.last.isoformat()) == ("2028-04-15", "2029-04-14")
    assert found.credits == Decimal("25.00")


def test_a_branch_under_another_owes_what_that_one_asks() -> None:
    spec = with_policies()
    spec.given(OpenBranch(branch="SZ-NORTH", parent="SZ", name="北区"))
    live(spec, 2026, joins("2026-01-01", "SZ-NORTH"))
    assert credits_of(requirement(spec, 2026)) == [Decimal("120.00")]


def test_a_branch_that_comes_under_another_at_noon_owes_what_that_one_asks_from_that_day_on() -> None:
    """As who moves there: 74.384, and 60.493 of SZ: 134.877."""
    spec = with_policies()
    spec.given(OpenBranch(branch="NORTH", name="北区"))
    spec.given(MoveBranch(branch="NORTH", parent="SZ", since=on("2026-07-01", 12)))
    live(spec, 2026, joins("2026-01-01", "NORTH"))
    assert credits_of(requirement(spec, 2026)) == [Decimal("74.38"), Decimal("60.50")]


DAYS = [date(2027, 9, 20) + timedelta(days=number) for number in range(25)]
CALENDAR = CalendarPolicy(holidays=("2027-10-01", "2027-10-03", "2027-10-04"), worked_weekends=("2027-09-26",))


@pytest.mark.parametrize("first", DAYS)
def test_working_days_are_those_one_would_count(first: date) -> None:
    """3 October is a Sunday, and no less free for being a holiday."""
    off, on_ = {"2027-10-01", "2027-10-03", "2027-10-04"}, {"2027-09-26"}
    for last in DAYS:
        named = [one for one in DAYS if first <= one <= last]
        worked = [one for one in named if f"{one}" in on_ or (one.weekday() < 5 and f"{one}" not in off)]
        assert working_days(CALENDAR, first, last) == len(worked)
