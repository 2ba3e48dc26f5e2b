"""What counts, what is missing, and of what."""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledger.periods import Year
from ledger.requirement import Bound, Requirement, Term
from ledger.standing import Carried, Posting, Standing, standing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KINDS, CATEGORIES = ("required", "elective", None), ("induction", "special", None)


def requirement(owed: str = "150.00", *bounds: Bound) -> Requirement:
    year = Year("2026", date(2026, 1, 1), date(2026, 12, 31))
    return Requirement(year, (Term("stay", "CD", credits=Decimal(owed)),), bounds)


def bound(of: str, minimum: str = "0.00", maximum: str | None = None) -> Bound:
    return Bound(of, Decimal(minimum), None if maximum is None else Decimal(maximum))


def posting(
    credits_: str, kind: str | None = "required", category: str | None = "general", position: int = 1
) -> Posting:
    return Posting(Decimal(credits_), kind, category, "FIRE", f"session:S-{position}", NOON, position)


def test_what_is_missing_is_what_is_owed_less_what_counts() -> None:
    found = standing(requirement(), [posting("100.00"), posting("20.50", position=2)])
    assert (found.owed, found.earned, found.counted) == (Decimal("150.00"), Decimal("120.50"), Decimal("120.50"))
    assert (found.missing, found.beyond) == (Decimal("29.50"), Decimal("0.00"))


def test_credits_beyond_a_maximum_do_not_count_and_the_line_says_so() -> None:
    rules = requirement("150.00", bound("special", maximum="30.00"))
    found = standing(rules, [posting("20.00", category="special"), posting("15.00", category="special", position=2)])
    assert [line.counted for line in found.lines()] == [Decimal("20.00"), Decimal("10.00")]
    assert (found.earned, found.counted) == (Decimal("35.00"), Decimal("30.00"))
    assert [(part.of, part.counted) for part in found.parts] == [
        ("required", Decimal("35.00")),
        ("special", Decimal("30.00")),
    ]


def test_nobody_is_done_before_every_minimum_is_reached() -> None:
    rules = requirement("100.00", bound("required", "40.00"), bound("special", "10.00"))
    found = standing(rules, [posting("25.00"), posting("90.00", "elective", position=2)])
    assert found.counted == Decimal("115.00")
    # 15 required credits are missing; the 10 special ones can be among them.
    assert (found.missing, found.beyond) == (Decimal("15.00"), Decimal("0.00"))


def test_credits_carried_in_count_and_are_of_no_category() -> None:
    rules = requirement("100.00", bound("required", "10.00"))
    found = standing(rules, [posting("10.00")], [Carried(Decimal("95.00"), "2025", "2026", 9)])
    assert (found.carried_in, found.counted, found.beyond) == (Decimal("95.00"), Decimal("105.00"), Decimal("5.00"))
    assert standing(rules, [], [Carried(Decimal("100.00"), "2025", "2026", 9)]).missing == Decimal("10.00")


def test_what_was_taken_back_is_missing_again_even_below_zero() -> None:
    found = standing(requirement("10.00"), [posting("-3.00")])
    assert (found.earned, found.missing) == (Decimal("-3.00"), Decimal("13.00"))


def test_a_maximum_of_a_kind_does_not_waste_room_in_a_category() -> None:
    rules = requirement("50.00", bound("required", maximum="10.00"), bound("special", maximum="10.00"))
    learnt = [
        posting("10.00", "required", "special", 1),
        posting("10.00", "required", "general", 2),
        posting("10.00", "elective", "special", 3),
    ]
    # The required credits count as general ones, which leaves the room in `special` to the elective ones.
    assert standing(rules, learnt).counted == Decimal("20.00")


def test_credits_of_a_course_that_nobody_knew_count_towards_the_whole() -> None:
    found = standing(requirement("10.00", bound("required", "5.00", "5.00")), [posting("8.00", None, None)])
    assert (found.counted, found.missing) == (Decimal("8.00"), Decimal("5.00"))


amounts = st.integers(0, 60).map(lambda halves: f"{halves / 2:.2f}")
learnt = st.lists(st.tuples(amounts, st.sampled_from(KINDS), st.sampled_from(CATEGORIES)), max_size=8)
maxima = st.dictionaries(
    st.sampled_from(["required", "elective", "induction", "special"]), st.integers(0, 40), max_size=4
)


def stand(maximum: dict[str, int], credits_: list[tuple[str, str | None, str | None]]) -> Standing:
    rules = requirement("60.00", *(bound(of, maximum=f"{most}.00") for of, most in maximum.items()))
    return standing(rules, [posting(*one, position) for position, one in enumerate(credits_)])


@given(maximum=maxima, credits_=learnt)
def test_as_much_counts_as_the_maxima_allow(
    maximum: dict[str, int], credits_: list[tuple[str, str | None, str | None]]
) -> None:
    """Against an oracle that hands half credits out one by one, and moves earlier ones aside where that helps."""
    assert stand(maximum, credits_).counted == Decimal(half_credits(maximum, credits_)) / 2


@given(maximum=maxima, credits_=learnt)
def test_the_lines_add_up_and_learning_more_never_counts_less(
    maximum: dict[str, int], credits_: list[tuple[str, str | None, str | None]]
) -> None:
    found = stand(maximum, credits_)
    lines = [line.counted for line in found.lines()]
    assert sum(lines, Decimal(0)) == found.counted
    assert all(0 <= line <= one.credits for line, one in zip(lines, found.postings, strict=True))


def half_credits(maximum: dict[str, int], credits_: list[tuple[str, str | None, str | None]]) -> int:
    """The largest flow source -> kind -> category -> sink, by searching for one more path again and again."""
    room: defaultdict[tuple[object, object], int] = defaultdict(int)
    for amount, kind, category in credits_:
        room[("kind", kind), ("category", category)] += int(Decimal(amount) * 2)
    for kind in KINDS:
        room["source", ("kind", kind)] = 2 * maximum.get(str(kind), 10_000)
    for category in CATEGORIES:
        room["category", category] = 0
        room[("category", category), "sink"] = 2 * maximum.get(str(category), 10_000)

    def push(node: object, seen: set[object]) -> int:
        if node == "sink":
            return 1
        seen.add(node)
        for (start, end), left in [*room.items()]:
            if start == node and left > 0 and end not in seen and push(end, seen):
                room[start, end] -= 1
                room[end, start] += 1
                return 1
        return 0

    total = 0
    while push("source", set()):
        total += 1
    return total
