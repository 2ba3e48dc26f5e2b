"""Evidence packages: asking for one is a fact with a purpose, and somebody else signs it off."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from specs.spec import NOON, fact, given

from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.hand_over_evidence import HandOverEvidence
from ledger.decisions.prepare_evidence import EvidenceAsked, PrepareEvidence
from ledger.decisions.review_evidence import ReviewEvidence
from ledger.events import EvidenceHandedOver, EvidencePrepared, EvidenceReviewed
from ledger.recording import Caller
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.evidence import (
    EvidenceAlreadyPrepared,
    EvidenceAlreadyReviewed,
    EvidenceUnknown,
    ReviewerPreparedIt,
)

ZHOU, QIAN, LIN = (Caller("audit", on_behalf_of=name) for name in ("zhou", "qian", "lin"))
PACKAGE = "ab" * 32
ASKED = EvidenceAsked(employee="lin", purpose="appeal 2026-14")
PREPARE = PrepareEvidence(asked=ASKED, package=PACKAGE, position=4711)
ACCEPT = ReviewEvidence(package=PACKAGE, verdict="accepted", note="complete")


def test_asking_is_a_fact_about_the_person_with_a_purpose() -> None:
    spec = given().when(PREPARE, by=ZHOU)
    spec.then(fact(EvidencePrepared, package=PACKAGE, position=4711, preparer="zhou", purpose="appeal 2026-14"))
    assert spec.facts[0].tags == (f"package:{PACKAGE}", "employee:lin")


def test_a_program_without_a_person_prepares_in_its_own_name() -> None:
    given().when(PREPARE, by=Caller("audit")).then(fact(EvidencePrepared, preparer="audit"))


def test_nobody_prepares_evidence_about_themselves() -> None:
    given().when(PREPARE, by=LIN).refused(SelfActionForbidden)


def test_a_package_is_prepared_once() -> None:
    given(PREPARE, by=ZHOU).when(PREPARE, by=QIAN).refused(EvidenceAlreadyPrepared, package=PACKAGE)


def test_somebody_else_signs_it_off() -> None:
    given(PREPARE, by=ZHOU).when(ACCEPT, by=QIAN).then(
        fact(EvidenceReviewed, package=PACKAGE, verdict="accepted", reviewer="qian", note="complete")
    )


def test_whoever_prepared_it_cannot_review_it() -> None:
    given(PREPARE, by=ZHOU).when(ACCEPT, by=ZHOU).refused(ReviewerPreparedIt, package=PACKAGE)
    # Nor by another program.
    given(PREPARE, by=ZHOU).when(ACCEPT, by=Caller("other", on_behalf_of="zhou")).refused(ReviewerPreparedIt)
    given(PREPARE, by=Caller("audit")).when(ACCEPT, by=ZHOU).refused(ReviewerPreparedIt)


def test_who_reports_to_whoever_prepared_it_cannot_review_it() -> None:
    spec = given(PREPARE, by=ZHOU).given(AssignManager(employee="qian", manager="zhou"))
    spec.when(ACCEPT, by=QIAN).refused(ApproverReportsToRequester, approver="qian", employee="zhou")


def test_a_program_alone_signs_nothing_off() -> None:
    given(PREPARE, by=ZHOU).when(ACCEPT, by=Caller("audit")).refused(ApproverUnnamed)


def test_whoever_it_is_about_cannot_review_it() -> None:
    given(PREPARE, by=ZHOU).when(ACCEPT, by=LIN).refused(SelfActionForbidden)


@pytest.mark.parametrize("verdict", ["accepted", "rejected"])
def test_a_review_is_made_once(verdict: Any) -> None:
    spec = given(PREPARE, by=ZHOU).given(ACCEPT.model_copy(update={"verdict": verdict}), by=QIAN)
    spec.when(ACCEPT, by=Caller("audit", on_behalf_of="sun")).refused(EvidenceAlreadyReviewed, verdict=verdict)


def test_what_nobody_prepared_is_neither_reviewed_nor_handed_over() -> None:
    given().when(ACCEPT, by=QIAN).refused(EvidenceUnknown, package=PACKAGE)
    given().when(HandOverEvidence(package=PACKAGE, receiver="court"), by=QIAN).refused(EvidenceUnknown)


def test_every_transfer_is_a_fact() -> None:
    spec = given(PREPARE, by=ZHOU)
    for receiver in ("qian", "Labour court 劳动仲裁"):
        spec.when(HandOverEvidence(package=PACKAGE, receiver=receiver), by=ZHOU).then(
            fact(EvidenceHandedOver, package=PACKAGE, giver="zhou", receiver=receiver)
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"employee": "lin", "session": "S-1"},
        {"since": NOON},
        {"until": NOON},
        {"since": NOON, "until": NOON},
        {"employee": "lin", "since": NOON, "until": NOON - timedelta(days=1)},
        {"employee": "lin", "purpose": ""},
        {"employee": "lin", "purpose": "line\nfeed"},
    ],
)
def test_what_cannot_be_asked(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EvidenceAsked.model_validate({"purpose": "why", **wrong})
