"""What holds of every life: terms add up, nobody owes less than nothing, and the order of recording does not matter."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from ledger.events import (
    AbsenceRecorded,
    BranchMoved,
    BranchOpened,
    EmployeeJoined,
    EmployeeLeft,
    EmployeeMoved,
    Event,
    PositionAssigned,
    RequirementChangeApproved,
    RequirementChangeProposed,
)
from ledger.models.career import Career
from ledger.models.model import Model
from ledger.models.organisation import Branches
from ledger.models.policies import PolicyBook
from ledger.models.requirement import RequirementChanges
from ledger.periods import begin_of
from ledger.policy import DEFAULT_POLICY
from ledger.policy.layers import Layer, Version
from ledger.requirement import Requirement, calendar_of, owed, period_of, stretches

ZONE = DEFAULT_POLICY.time_zone
NEW_YEAR, CENT = date(2028, 1, 1), Decimal("0.01")
CATEGORIES = '{"of":"required","minimum_credits":"60.00"},{"of":"elective","maximum_credits":"90.00"}'
BRANCHES = ("CD", "SZ", "MON", "FULL", "UNDER-SZ")
days = st.integers(0, 365)


def book() -> PolicyBook:
    """Of 150 credits 60 are required; SZ owes 120, MON by months, FULL always, RND 180 from March on."""
    said = {
        Layer(): f'{{"requirement":{{"credits":"150.00","categories":[{CATEGORIES}]}}}}',
        Layer(branch="SZ"): '{"requirement":{"credits":"120.00"}}',
        Layer(branch="MON"): '{"requirement":{"pro_rata":"months_started"}}',
        Layer(branch="FULL"): '{"requirement":{"pro_rata":"none"}}',
        Layer(position="RND"): '{"requirement":{"credits":"180.00"}}',
    }
    found = PolicyBook()
    for layer, document in said.items():
        begins = date(2028, 3, 1) if layer.position else NEW_YEAR
        name = f"{layer.name}-1"
        found.versions[name] = Version(name, layer, document, "zhou", "qian", begin_of(begins, ZONE))
        found.published[layer] = (name,)
    return found


def at(day: int, minutes: int = 0) -> Any:
    return begin_of(NEW_YEAR + timedelta(days=day), ZONE) + timedelta(minutes=minutes)


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """A joining, moves and positions at any minute, perhaps a leaving, absences one after another, and changes."""
    since = draw(st.integers(-99, 365))
    employee: dict[str, str] = {"employee": "lin"}
    facts: list[Event] = [EmployeeJoined(effective_at=at(since), **employee, branch=draw(st.sampled_from(BRANCHES)))]
    for minute in draw(st.sets(st.integers(1, 365 * 1440), max_size=5)):
        to = draw(st.sampled_from((*BRANCHES, "RND", "COOK")))
        moment = at(since, minute)
        if to in BRANCHES:
            facts.append(EmployeeMoved(effective_at=moment, **employee, branch=to))
        else:
            facts.append(PositionAssigned(effective_at=moment, **employee, position=to))
    if draw(st.booleans()):
        last = since + draw(days)
        ends = at(last + 1)
        facts.append(
            EmployeeLeft(
                effective_at=ends,
                **employee,
                last_day=f"{NEW_YEAR + timedelta(days=last)}",
                settles_at=ends,
                treatment="lapse",
                because="LEFT",
            )
        )
    edges = sorted(draw(st.sets(days, max_size=8)))
    for number, (first, until) in enumerate(zip(edges[::2], edges[1::2], strict=False)):
        facts.append(
            AbsenceRecorded(
                effective_at=at(first),
                **employee,
                absence=f"A-{number}",
                kind=draw(st.sampled_from(("TRAVEL", "MATERNITY", "SICK", "STUDY", "FORGOTTEN"))),
                first_day=f"{NEW_YEAR + timedelta(days=first)}",
                last_day=f"{NEW_YEAR + timedelta(days=until - 1)}",
            )
        )
    return facts + draw(changes())


@st.composite
def changes(draw: st.DrawFn) -> list[Event]:
    found: list[Event] = []
    for number in range(draw(st.integers(0, 3))):
        same: dict[str, Any] = {"employee": "lin", "change": f"C-{number}", "effective_at": at(0)}
        kind = draw(st.sampled_from(("raise", "lower", "exempt")))
        credits_ = draw(st.integers(1, 30_000).map(lambda cents: cents * CENT))
        found += [
            RequirementChangeProposed(
                **same,
                period="2028",
                kind=kind,
                credits=None if kind == "exempt" and credits_ > 200 else credits_,
                because="ILLNESS",
                note="0" * 64,
                proposer="zhou",
                lapses_at=at(99),
            ),
            RequirementChangeApproved(**same, approver="qian"),
        ]
    return found


def folded(facts: list[Event]) -> Requirement:
    career, asked, tree, policies = Career("lin"), RequirementChanges("lin"), Branches(), book()
    tree.apply(BranchOpened(effective_at=at(0), branch="SZ", parent=None, name="深圳"))
    tree.apply(BranchOpened(effective_at=at(0), branch="UNDER-SZ", parent="SZ", name="北区"))
    tree.apply(BranchMoved(effective_at=at(200, 600), branch="UNDER-SZ", parent=None))
    models: tuple[Model, ...] = (career, asked)
    for event in facts:
        for model in models:
            if type(event) in model.reads:
                model.apply(event)
    period = period_of("2028", policies)
    pieces = stretches(career, tree, policies, period)
    return owed(period, calendar_of(period, policies), pieces, career.absences.values(), asked.of("2028"))


@given_any(lives(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_what_is_owed_is_the_same_in_whatever_order_it_was_recorded(facts: list[Event], dice: Any) -> None:
    """A leaving is recorded last here, because joining after it would withdraw it."""
    joining, rest = facts[:1], facts[1:]
    shuffled = list(rest)
    dice.shuffle(shuffled)
    assert folded(joining + shuffled) == folded(facts)
    moved = [one for one in shuffled if not isinstance(one, EmployeeLeft)]
    left = [one for one in shuffled if isinstance(one, EmployeeLeft)]
    assert folded([*moved, *joining, *left]) == folded(facts)


@given_any(lives())
@settings(max_examples=80, deadline=None)
def test_terms_add_up_and_never_to_less_than_nothing(facts: list[Event]) -> None:
    found = folded(facts)
    so_far = Decimal(0)
    for term in found.terms:
        so_far += term.credits
        assert so_far >= 0
        assert term.credits == term.credits.quantize(CENT)
        assert (term.credits >= 0) == (term.kind in {"stay", "raise"}) or not term.credits
        assert 0 <= term.days <= term.of_days
    assert found.credits == so_far
    assert len(found.bounds) == 2 * any(term.kind == "stay" for term in found.terms)
    assert all(bound.minimum <= found.credits for bound in found.bounds)


@given_any(lives())
@settings(max_examples=60, deadline=None)
def test_every_day_here_is_in_one_stretch(facts: list[Event]) -> None:
    """As one would find out by asking, for each day, where its end finds the person."""
    career = Career("lin")
    for event in facts:
        if type(event) in career.reads:
            career.apply(event)
    here = [NEW_YEAR + timedelta(days=n) for n in range(366) if career.at(at(n + 1) - timedelta(microseconds=1))]
    period = period_of("2028", book())
    found = stretches(career, Branches(), book(), period)
    assert [one.first + timedelta(days=n) for one in found for n in range(one.days)] == here
