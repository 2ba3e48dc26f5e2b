"""Who is a learning star (年度学习之星) or a credit champion (学分达人)."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.honours import Honour, Learner, honoured
from ledger.policy import DEFAULT_POLICY
from ledger.policy.requirement import HonourRule

DEFAULT = DEFAULT_POLICY.requirement.honours


def learner(employee: str, learnt: str, branch: str = "CD", **more: Any) -> Learner:
    figures = {"earned": Decimal(learnt), "missing": Decimal("0.00")}
    return Learner(employee, branch, Decimal(learnt), **{**figures, **more})


def stars(learners: list[Learner], rule: HonourRule = DEFAULT) -> list[tuple[str, int | None, int | None]]:
    found = honoured(learners, lambda _: rule)
    return [(one.learner.employee, one.rank, one.of) for one in found if one.title == "learning_star"]


def champions(learners: list[Learner], rule: HonourRule = DEFAULT) -> list[str]:
    return [one.learner.employee for one in honoured(learners, lambda _: rule) if one.title == "credit_champion"]


def test_by_default_the_first_of_each_branch_is_its_star() -> None:
    people = [learner("lin", "160.00"), learner("wu", "170.00"), learner("zhao", "155.00", "XA")]
    assert stars(people) == [("wu", 1, 2), ("zhao", 1, 1)]


def test_by_default_who_learnt_200_credits_is_a_champion() -> None:
    assert champions([learner("lin", "200.00"), learner("wu", "199.99"), learner("zhao", "240.50")]) == ["lin", "zhao"]


def test_who_misses_anything_is_not_honoured_unless_the_rules_say_so() -> None:
    people = [learner("lin", "250.00", missing=Decimal("0.01")), learner("wu", "150.00")]
    assert (stars(people), champions(people)) == ([("wu", 1, 1)], [])
    rule = HonourRule(requirement_met=False)
    assert (stars(people, rule), champions(people, rule)) == ([("lin", 1, 2)], ["lin"])


def test_equals_share_a_rank_and_the_next_one_comes_after_all_of_them() -> None:
    people = [learner("lin", "160.00"), learner("wu", "160.00"), learner("zhao", "155.00"), learner("qian", "150.00")]
    assert stars(people) == [("lin", 1, 4), ("wu", 1, 4)]
    assert stars(people, HonourRule(learning_stars=2)) == [("lin", 1, 4), ("wu", 1, 4)]
    assert stars(people, HonourRule(learning_stars=3)) == [("lin", 1, 4), ("wu", 1, 4), ("zhao", 3, 4)]


def test_of_those_who_have_as_much_that_counts_who_learnt_more_comes_first() -> None:
    people = [learner("lin", "150.00"), learner("wu", "150.00", earned=Decimal("180.00"))]
    assert stars(people) == [("wu", 1, 2)]


def test_stars_of_the_company_are_the_first_among_all_whose_branch_says_so() -> None:
    own, companys = HonourRule(), HonourRule(learning_stars_of="company", learning_stars=2)
    people = [
        learner("lin", "170.00"),
        learner("wu", "180.00", "XA"),
        learner("zhao", "160.00"),
        learner("li", "1", "SZ"),
    ]
    found = honoured(people, lambda branch: own if branch == "SZ" else companys)
    told = [(one.learner.employee, one.among, one.rank, one.of) for one in found]
    assert told == [("lin", None, 2, 3), ("li", "SZ", 1, 1), ("wu", None, 1, 3)]


def test_a_star_has_learnt_something_and_at_least_what_the_rules_ask() -> None:
    nothing = HonourRule(requirement_met=False)
    assert stars([learner("lin", "0.00"), learner("wu", "-3.00")], nothing) == []
    assert stars([learner("lin", "119.99")], HonourRule(learning_star_from=Decimal("120.00"))) == []
    assert stars([learner("lin", "120.00")], HonourRule(learning_star_from=Decimal("120.00"))) == [("lin", 1, 1)]


def test_no_stars_may_be_wanted() -> None:
    assert stars([learner("lin", "160.00")], HonourRule(learning_stars=0)) == []


LEARNERS = st.lists(
    st.builds(
        Learner,
        st.sampled_from([f"e{number}" for number in range(12)]),
        st.sampled_from(("CD", "XA")),
        st.integers(-1, 5).map(Decimal),
        st.integers(-1, 6).map(Decimal),
        st.sampled_from((Decimal(0), Decimal(1))),
    ),
    unique_by=lambda one: one.employee,
)


@given(learners=LEARNERS, many=st.integers(0, 4), met=st.booleans(), order=st.randoms(use_true_random=False))
def test_a_star_has_fewer_than_so_many_better_ones_in_whatever_order_people_are_named(
    learners: list[Learner], many: int, *, met: bool, order: Any
) -> None:
    rule = HonourRule(learning_stars=many, requirement_met=met, credit_champion_from=Decimal(3))
    found = honoured(learners, lambda _: rule)
    able = [one for one in learners if one.learnt > 0 and not (met and one.missing)]
    expected: list[Honour] = []
    for one in able:
        rivals = [other for other in able if other.branch == one.branch]
        better = sum((other.learnt, other.earned) > (one.learnt, one.earned) for other in rivals)
        if one.learnt >= 3:
            expected.append(Honour("credit_champion", one))
        if better < many:
            expected.append(Honour("learning_star", one, one.branch, better + 1, len(rivals)))
    assert {*found} == {*expected}
    shuffled = order.sample(learners, len(learners))
    assert honoured(shuffled, lambda _: rule) == found
