"""Honours are derived: of a branch or the company, as of both clocks, gone with what they rested on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from views.appending import append
from views.facts import awarded, joined, listed, on, policy, reversed_
from views.following import follow_to_the_head, record

from ledger import events as e
from projections.compliance.sources import NOW, AsOf
from projections.growth.file import growth
from projections.growth.honours import Honoured, honours

Learn = Callable[..., None]
AFTER = on(1, 5, year=2027)


def told(reader: psycopg.Connection, now: datetime = AFTER, when: AsOf = NOW, **asked: Any) -> list[tuple[Any, ...]]:
    found = honours(reader, now=now, when=when, **{"period": "2026", **asked})
    return [(one.title, one.employee, one.among, one.rank) for one in found]


def company() -> list[e.Event]:
    """Two of CD and one of XA, who all met what they owe; only Lin is over 200."""
    return [
        *(
            e.BranchOpened(branch=name, parent="WEST", name=name, effective_at=on(1, year=2024))
            for name in ("CD", "XA")
        ),
        *(joined(who, branch) for who, branch in (("lin", "CD"), ("wu", "CD"), ("zhao", "XA"))),
        listed(),
        awarded("205.00", at=on(3)),
        awarded("160.00", at=on(4), employee="wu"),
        awarded("155.00", at=on(5), employee="zhao"),
    ]


LIN = [("credit_champion", "lin", None, None), ("learning_star", "lin", "CD", 1)]
ZHAO = ("learning_star", "zhao", "XA", 1)


def test_each_branch_has_its_star_and_the_company_its_champions(reader: psycopg.Connection, learn: Learn) -> None:
    learn(*company())
    assert told(reader) == [*LIN, ZHAO]
    assert told(reader, branch="XA") == [ZHAO]
    assert told(reader, branch="WEST") == [*LIN, ZHAO]
    assert told(reader, after=("learning_star", "lin")) == [ZHAO]
    assert told(reader, limit=1) == LIN[:1]


def test_a_branch_has_rules_of_its_own_and_an_honour_names_them(reader: psycopg.Connection, learn: Learn) -> None:
    learn(
        *company(),
        *policy('{"requirement":{"honours":{"learning_stars":2,"credit_champion_from":"150.00"}}}', "company-1"),
    )
    learn(
        *policy('{"requirement":{"honours":{"learning_stars":2,"credit_champion_from":"300.00"}}}', "CD-1", branch="CD")
    )
    found = honours(reader, now=AFTER, period="2026")
    assert [(one.title, one.employee, one.policy_version) for one in found] == [
        ("credit_champion", "zhao", "company-1"),
        ("learning_star", "lin", "company-1+CD-1"),
        ("learning_star", "wu", "company-1+CD-1"),
        ("learning_star", "zhao", "company-1"),
    ]
    assert found[2].what == "160.00 credits learnt that count; rank 2 of 2 in CD; policy company-1+CD-1."
    assert found[2].what_zh == "本期计入学分 160.00；在 CD 参评 2 人中名列第 2；依据政策 company-1+CD-1。"


def test_stars_may_be_the_company_s(reader: psycopg.Connection, learn: Learn, application: psycopg.Connection) -> None:
    learn(*company(), *policy('{"requirement":{"honours":{"learning_stars_of":"company","learning_stars":2}}}'))
    assert told(reader)[1:] == [("learning_star", "lin", None, 1), ("learning_star", "wu", None, 2)]
    assert [one.rank for one in growth(application, "wu", AFTER).honours] == [2]
    assert growth(application, "zhao", AFTER).honours == []


def test_an_honour_goes_with_what_it_rested_on_as_if_it_had_never_been(
    reader: psycopg.Connection, learn: Learn, application: psycopg.Connection
) -> None:
    learn(*company())
    announced = datetime.now(UTC)
    learn(reversed_("205.00", at=on(3)))
    assert told(reader) == [("learning_star", "wu", "CD", 1), ZHAO]
    # What was announced can be shown again: it was known so then.
    assert told(reader, when=AsOf(None, announced)) == [*LIN, ZHAO]
    assert growth(application, "lin", AFTER).honours == []
    then = growth(application, "lin", AFTER, AsOf(None, announced))
    assert [one.title for one in then.honours] == ["credit_champion", "learning_star"]


def closed(period: str = "2026") -> e.Event:
    after = str(int(period) + 1)
    span = {"begins": f"{period}-01-01T00:00:00+08:00", "ends": f"{after}-01-01T00:00:00+08:00"}
    return e.PeriodClosed.model_validate({"period": period, "closer": "qian", **span, "effective_at": AFTER})


def test_of_a_closed_period_honours_stand_as_it_was_closed(
    reader: psycopg.Connection, learn: Learn, application: psycopg.Connection
) -> None:
    learn(*company(), closed())
    late = {"employee": "lin", "course": "FIRE", "activity": "session:S-1", "credits": "205.00", "booked": "2027"}
    learn(e.CreditsReversed.model_validate({**late, "effective_at": on(3)}))
    learn(*policy('{"requirement":{"honours":{"credit_champion_from":"100.00"}}}'))
    learn(e.EmployeeMoved(employee="lin", branch="XA", effective_at=on(6)))
    assert told(reader) == [*LIN, ZHAO]
    assert told(reader, when=AsOf(AFTER, None)) == [*LIN, ZHAO]
    made = growth(application, "lin", AFTER)
    assert [(one.title, one.period) for one in made.honours] == [(title, "2026") for title, *_ in LIN]
    assert [(one.period, one.branch) for one in made.periods[-2:]] == [("2026", "CD"), ("2027", "XA")]
    # What was corrected since is of the open period, and says where it came from.
    award, reversal = made.transcript
    assert (award.period, reversal.period, reversal.since, reversal.reverses) == (
        "2026",
        "2027",
        "2026",
        award.position,
    )
    assert [(month.period, int(month.counted)) for month in made.curve][-2:] == [("2026", 205), ("2027", -205)]


def test_who_carried_credits_in_is_not_honoured_for_them_again(reader: psycopg.Connection, learn: Learn) -> None:
    carried = {"employee": "wu", "since": "2026", "into": "2027", "credits": "50.00", "lapses_with": "2027"}
    learn(*company(), closed(), e.CreditsCarried.model_validate({**carried, "effective_at": AFTER}))
    learn(awarded("160.00", "session:S-27", AFTER), awarded("150.00", "session:S-27", AFTER, employee="wu"))
    for when in (NOW, AsOf(on(12, 31, year=2027), None)):
        found = told(reader, on(12, 31, year=2027), when, period="2027", branch="CD")
        assert found == [("learning_star", "lin", "CD", 1)]


def test_the_rules_are_those_with_which_the_period_ends(reader: psycopg.Connection, learn: Learn) -> None:
    learn(*company(), *policy('{"requirement":{"honours":{"learning_stars":0}}}', since="2027-01-01"))
    assert told(reader) == [*LIN, ZHAO]


def test_until_the_period_is_over_an_honour_may_still_be_overtaken(reader: psycopg.Connection, learn: Learn) -> None:
    learn(*company())
    finals = {moment: {one.final for one in honours(reader, now=moment, period="2026")} for moment in (on(7), AFTER)}
    assert finals == {on(7): {False}, AFTER: {True}}
    assert told(reader, when=AsOf(on(4, 15), None)) == LIN
    assert told(reader, when=AsOf(on(3, 15), None), period=None) == LIN


@pytest.mark.parametrize("seed", [8])
def test_kept_and_derived_honours_are_the_same(log: psycopg.Connection, reader: psycopg.Connection, seed: int) -> None:
    record(log, seed, 900)
    follow_to_the_head(reader)
    loose = '{"requirement":{"honours":{"learning_stars":3,"requirement_met":false,"credit_champion_from":"3.00"}}}'
    append(log, policy(loose, "all-of-them", since="2025-01-01"), "rules")
    follow_to_the_head(reader)

    def plain(when: AsOf) -> list[Honoured]:
        return honours(reader, now=AFTER, period="2025", when=when, limit=1000)

    kept = plain(NOW)
    assert len({one.title for one in kept}) == 2
    assert plain(AsOf(AFTER, None)) == kept
