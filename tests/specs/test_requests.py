"""Requests: repeated safely, tried out without a trace, recorded together or each on its own, refused on record."""

import json

import pytest
from specs.spec import OPERATOR, Spec, fact, given
from specs.story import FIRE, MUG, SESSION, attended, opened, scheduled, with_points

from ledger.decisions.check_in import CheckIn
from ledger.decisions.close_session import CloseSession
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.open_session import OpenSession
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.restock_reward import RestockReward
from ledger.events import CommandRefused, EmployeeJoined, RewardListed, RewardRestocked
from ledger.log.stored import decode
from ledger.recording import Caller, Command, Recorded
from ledger.refusals.attendance import CodeInvalid
from ledger.refusals.catalogue import AlreadyJoined
from ledger.refusals.refused import REFUSALS, Conflict, Forbidden, NotFound, Unacceptable, Unanswered
from ledger.refusals.requests import IdempotencyConflict
from ledger.refusals.rewards import PointsInsufficient, RewardUnknown, StockExhausted
from ledger.refusals.sessions import SessionFull

ONCE = OPERATOR._replace(request="key-1")
REDEEM = RedeemReward(employee="lin", reward="MUG")
RESTOCK = RestockReward(reward="MUG", units=1)


def joined(*people: str) -> list[Command]:
    return [JoinBranch(employee=person, branch="CD") for person in people]


# Repeats


def test_the_same_request_again_gives_the_stored_answer_and_no_second_fact() -> None:
    spec = given(MUG)
    first = spec.ledger.record(RESTOCK, ONCE)
    again = spec.ledger.record(RESTOCK, ONCE)
    assert again == first._replace(repeat=True)
    assert spec.log.head() == 2


def test_the_stored_answer_is_given_even_where_the_request_would_be_refused_today() -> None:
    spec = with_points("lin", 30).given(MUG)
    first = spec.ledger.record(REDEEM, ONCE)
    spec.when(REDEEM).refused(PointsInsufficient)
    assert spec.ledger.record(REDEEM, ONCE).events == first.events


def test_the_same_key_with_another_body_is_refused() -> None:
    spec = given(MUG)
    spec.given(RESTOCK, by=ONCE)
    with pytest.raises(IdempotencyConflict):
        spec.ledger.record(RestockReward(reward="MUG", units=2), ONCE)
    with pytest.raises(IdempotencyConflict):
        spec.ledger.record_together([RESTOCK, RESTOCK], ONCE)
    assert spec.log.head() == 2


def test_nobody_is_given_the_answer_that_another_person_got_under_the_same_key() -> None:
    spec = with_points("lin", 30).given(MUG)
    redeem = RedeemReward(employee="lin", reward="MUG")
    lin, mei = (Caller("app", "key-1", on_behalf_of=person) for person in ("lin", "mei"))
    assert spec.ledger.record(redeem, lin).events == spec.ledger.record(redeem, lin).events
    with pytest.raises(IdempotencyConflict):
        spec.ledger.record(redeem, mei)


def test_a_key_belongs_to_its_caller() -> None:
    spec = given(MUG).given(RESTOCK, by=ONCE).when(RESTOCK, by=Caller("somebody-else", request="key-1"))
    spec.then(fact(RewardRestocked))


def test_a_refusal_repeated_is_the_same_refusal_and_no_second_fact_even_if_it_would_be_granted_today() -> None:
    spec = given(MUG)
    with pytest.raises(PointsInsufficient) as first:
        spec.ledger.record(REDEEM, ONCE)
    spec.given(*joined("lin"))
    head = spec.log.head()
    with pytest.raises(PointsInsufficient) as again:
        spec.ledger.record(REDEEM, ONCE)
    assert (again.value.details, spec.log.head()) == (first.value.details, head)


def test_the_same_key_with_another_body_is_refused_after_a_refusal_too() -> None:
    spec = given(MUG)
    with pytest.raises(PointsInsufficient):
        spec.ledger.record(REDEEM, ONCE)
    with pytest.raises(IdempotencyConflict):
        spec.ledger.record(RESTOCK, ONCE)


def test_a_large_batch_that_differs_only_at_its_end_is_another_body() -> None:
    spec = given()
    people = [f"e{number}" for number in range(40)]
    spec.ledger.record_together(joined(*people), ONCE)
    with pytest.raises(IdempotencyConflict):
        spec.ledger.record_together(joined(*people[:-1], "somebody-else"), ONCE)


def test_another_process_gives_the_stored_answer_as_well() -> None:
    spec = given(MUG)
    first = spec.ledger.record(RESTOCK, ONCE)
    assert type(spec.ledger)(spec.log).record(RESTOCK, ONCE) == first._replace(repeat=True)


# Dry runs


def test_a_dry_run_gives_the_facts_and_records_nothing() -> None:
    spec = attended("lin", "mei")
    head = spec.log.head()
    tried = spec.ledger.rehearse([CloseSession(session="S-1")], OPERATOR)
    assert spec.log.head() == head
    assert tuple(spec.when(CloseSession(session="S-1")).facts) == tried


def test_a_dry_run_gives_the_refusal_and_does_not_record_it() -> None:
    spec = given(MUG)
    with pytest.raises(PointsInsufficient, match="30 are missing"):
        spec.ledger.rehearse([REDEEM], OPERATOR)
    assert spec.log.head() == 1


def test_a_dry_run_of_several_sees_the_ones_before() -> None:
    spec = given()
    tried = spec.ledger.rehearse([FIRE, SESSION, EnrolLearner(session="S-1", employee="lin")], OPERATOR)
    assert len(tried) == 4
    with pytest.raises(AlreadyJoined):
        spec.ledger.rehearse([*joined("lin", "lin")], OPERATOR)


def test_a_dry_run_does_not_hold_what_it_would_have_taken() -> None:
    spec = with_points("lin", 30).given(MUG)
    for _ in range(2):
        spec.ledger.rehearse([REDEEM], OPERATOR)
    assert len(spec.when(REDEEM).facts) == 1


# Batches


def test_commands_recorded_together_see_the_ones_before() -> None:
    given().when(MUG, RESTOCK).then(fact(RewardListed), fact(RewardRestocked))


def test_commands_recorded_together_stand_or_fall_together() -> None:
    spec = given(MUG).when(*joined("lin"), RESTOCK, REDEEM, *joined("mei"))
    spec.refused(PointsInsufficient)
    spec.when(*joined("lin")).then(fact(EmployeeJoined))


def test_of_commands_that_fell_together_the_refused_one_is_on_record() -> None:
    spec = given(MUG).when(*joined("lin"), REDEEM)
    refusal = decode(spec.log.between(2, 2)[0])
    assert isinstance(refusal, CommandRefused)
    assert (refusal.command, refusal.code, refusal.employee) == ("RedeemReward", "POINTS_INSUFFICIENT", "lin")


def test_commands_recorded_each_on_its_own_do_not_harm_each_other_and_answer_in_order() -> None:
    spec = given(MUG)
    requests = [(command, OPERATOR) for command in (RESTOCK, REDEEM, *joined("lin", "lin", "mei"))]
    outcomes = spec.ledger.record_each(requests)
    assert [type(outcome) for outcome in outcomes] == [Recorded, PointsInsufficient, Recorded, AlreadyJoined, Recorded]


def test_commands_recorded_each_on_its_own_see_the_ones_before() -> None:
    spec = with_points("lin", 100).given(MUG)
    outcomes = spec.ledger.record_each([(REDEEM, OPERATOR)] * 3)
    assert [type(outcome) for outcome in outcomes] == [Recorded, Recorded, StockExhausted]


def test_the_same_request_twice_in_one_batch_is_answered_twice_and_recorded_once() -> None:
    spec = given(MUG)
    first, second = spec.ledger.record_each([(RESTOCK, ONCE), (RESTOCK, ONCE)])
    assert isinstance(first, Recorded)
    assert second == first._replace(repeat=True)


# Refusals on record


def test_a_refusal_is_recorded_with_who_what_and_which_code_and_tagged_with_whom_it_is_about() -> None:
    spec = opened("lin").when(CheckIn(session="S-1", employee="lin", method="qr", code="WRONG"), by=Caller("app"))
    spec.refused(CodeInvalid)
    stored = spec.log.between(spec.log.head(), spec.log.head())[0]
    assert stored.actor == "app"
    assert set(stored.tags) == {"employee:lin", "session:S-1"}
    assert json.loads(stored.data)["code"] == "CODE_INVALID"


def test_a_refusal_holds_ids_and_numbers_and_no_free_text() -> None:
    note = "my private note"
    check = CheckIn(session="S-1", employee="lin", method="gps", device=note, address=note, place=note)
    spec = scheduled("lin").when(check)
    assert note not in "".join(stored.data for stored in spec.log.between(1, spec.log.head()))


def test_every_refusal_has_a_code_of_its_own_a_kind_and_a_sentence_in_english_and_chinese() -> None:
    kinds = (NotFound, Forbidden, Conflict, Unacceptable, Unanswered)
    for code, refusal in REFUSALS.items():
        assert issubclass(refusal, kinds), code
        assert refusal.__doc__ is not None
        assert refusal.__doc__ != (refusal.__base__.__doc__ if refusal.__base__ else None)
        if refusal not in kinds:
            assert "zh" in refusal.__dict__, code


def test_a_refusal_says_its_details_in_both_languages() -> None:
    refusal = SessionFull(session="S-1", seats=30)
    assert refusal.en() == "All 30 seats of session S-1 are taken."
    assert refusal.chinese() == "场次 S-1 的 30 个名额已满。"
    assert RewardUnknown().en() == "There is no reward ?."


def test_the_envelope_names_actor_principal_reason_and_cause() -> None:
    spec: Spec = given(FIRE, SESSION)
    caller = Caller("app", request="r-1", on_behalf_of="wu", reason="ON_TIME", causation="r-0")
    spec.given(OpenSession(session="S-1"), by=caller)
    stored = spec.log.between(spec.log.head(), spec.log.head())[0]
    assert (stored.actor, stored.on_behalf_of, stored.reason, stored.causation, stored.request) == (
        "app",
        "wu",
        "ON_TIME",
        "r-0",
        "r-1",
    )
