"""Statements of other systems: kept verbatim, paid once, voided before or after they arrive."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from specs.spec import NOON, Spec, fact, given
from specs.story import FIRE, points

from ledger.decisions.receive_statement import ReceiveStatement
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import (
    CompletionRecorded,
    CompletionVoided,
    CreditsAwarded,
    CreditsReversed,
    PointsEarned,
    PointsReversed,
    StatementReceived,
    StatementVoided,
)
from ledger.models.awards import Awards
from ledger.refusals.attendance import InTheFuture
from ledger.refusals.learning import CompletionAlreadyRecorded, StatementConflict


def said(statement: str = "st-1", meaning: str = "completed", **more: Any) -> ReceiveStatement:
    raw = f'{{"id": "{statement}", "verb": "{meaning}"}}'
    about = {"employee": "lin", "course": "FIRE-1", "statement": statement, "verb": f"urn:{meaning}", "at": NOON}
    digest = sha256(raw.encode()).hexdigest()
    return ReceiveStatement.model_validate({**about, "meaning": meaning, "raw": raw, "evidence_digest": digest, **more})


def shortfall(spec: Spec) -> str | None:
    (award,) = [one for one in spec.facts if isinstance(one, CreditsAwarded)]
    return award.shortfall


@pytest.mark.parametrize("meaning", ["completed", "passed", "attended", "satisfied"])
def test_a_completion_said_by_another_system_is_kept_and_paid(meaning: str) -> None:
    given(FIRE).when(said(meaning=meaning)).then(
        fact(StatementReceived, statement="st-1", meaning=meaning),
        fact(CompletionRecorded, completion="st-1", source="xapi"),
        fact(CreditsAwarded, credits=Decimal("3.00"), activity="completion:st-1"),
        fact(PointsEarned, points=3),
    )


def test_a_second_statement_about_the_same_person_and_activity_in_the_year_is_a_repeat() -> None:
    assert shortfall(given(FIRE, said()).when(said("st-2", "passed"))) == "REPEAT"


def test_a_failed_statement_earns_nothing_and_leaves_room_for_the_one_that_passed() -> None:
    spec = given(FIRE).when(said(meaning="failed"))
    assert shortfall(spec) == "NOT_PASSED"
    assert shortfall(spec.when(said("st-2", "passed"))) is None


def test_score_and_watched_share_of_a_statement_count() -> None:
    assert shortfall(given(FIRE).when(said(score=39))) == "NOT_PASSED"
    assert shortfall(given(FIRE).when(said(watched_share="0.5"))) == "WATCHED_TOO_LITTLE"


def test_an_unknown_verb_is_kept_as_evidence_and_earns_nothing() -> None:
    given(FIRE).when(said(meaning="evidence")).then(fact(StatementReceived, verb="urn:evidence"))


def test_the_raw_statement_is_kept_verbatim_once_beside_the_log() -> None:
    statement = said()
    spec = given(FIRE, statement)
    assert spec.log.evidence == {statement.evidence_digest: statement.raw}
    assert statement.raw not in "".join(stored.data for stored in spec.log.between(1, spec.log.head()))


def test_a_statement_id_is_received_once() -> None:
    given(FIRE, said()).when(said(meaning="passed")).refused(StatementConflict, statement="st-1")


def test_a_statement_from_the_future_is_refused() -> None:
    given(FIRE).when(said(at=NOON + timedelta(seconds=1))).refused(InTheFuture)


def test_a_statement_about_a_completion_that_was_recorded_otherwise_is_refused() -> None:
    done = RecordCompletion(employee="lin", course="FIRE-1", completion="st-1", source="lms")
    given(FIRE, done).when(said()).refused(CompletionAlreadyRecorded)


def test_a_voiding_statement_reverses_what_its_target_earned() -> None:
    given(FIRE, said()).when(said("st-2", "voided", target="st-1")).then(
        fact(StatementReceived, statement="st-2", meaning="voided"),
        fact(StatementVoided, statement="st-1", voided_by="st-2"),
        fact(CompletionVoided, completion="st-1", because="STATEMENT_VOIDED"),
        fact(CreditsReversed, credits=Decimal("3.00")),
        fact(PointsReversed, points=3, taken=3),
    )


def test_a_statement_voided_before_it_arrives_is_kept_and_pays_nothing() -> None:
    spec = given(FIRE).when(said("st-2", "voided", target="st-1"))
    spec.then(fact(StatementReceived), fact(StatementVoided, statement="st-1"))
    spec.when(said()).then(fact(StatementReceived, statement="st-1"))
    assert points(spec, "lin") == (0, 0)


def test_a_second_voiding_of_the_same_statement_changes_nothing() -> None:
    spec = given(FIRE, said(), said("st-2", "voided", target="st-1"))
    spec.when(said("st-3", "voided", target="st-1")).then(fact(StatementReceived, statement="st-3"))


def test_a_voiding_statement_cannot_itself_be_voided() -> None:
    spec = given(FIRE, said(), said("st-2", "voided", target="st-1"), said("st-3", "voided", target="st-2"))
    assert spec.read(Awards("lin", "FIRE-1")).by_activity["completion:st-1"].reversed


def test_a_voiding_statement_finds_its_target_under_whatever_person_and_course_it_was_paid() -> None:
    spec = given(FIRE, said()).given(said("st-2", "voided", target="st-1", employee="system", course="none"))
    assert points(spec, "lin") == (0, 0)


def test_a_statement_whose_completion_was_voided_by_hand_is_not_reversed_again() -> None:
    void = VoidCompletion(employee="lin", course="FIRE-1", completion="st-1", because="WRONG")
    given(FIRE, said(), void).when(said("st-2", "voided", target="st-1")).then(
        fact(StatementReceived), fact(StatementVoided)
    )


def test_the_repeat_behind_a_voided_statement_is_paid() -> None:
    spec = given(FIRE, said(), said("st-2")).given(said("st-3", "voided", target="st-1"))
    awards = spec.read(Awards("lin", "FIRE-1")).by_activity
    assert [awards[f"completion:st-{n}"].credits for n in (1, 2)] == [Decimal("0.00"), Decimal("3.00")]
