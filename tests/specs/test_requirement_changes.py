"""Exemptions and corrections of what is owed: asked for by one person, approved by another, and never for oneself."""

from typing import Any

import pytest
from pydantic import ValidationError
from specs.lives import ZHOU, on, requirement
from specs.spec import NOON, OPERATOR, Spec, fact, given

from ledger.decisions.approve_requirement_change import ApproveRequirementChange
from ledger.decisions.assign_manager import AssignManager
from ledger.decisions.join_branch import JoinBranch
from ledger.decisions.leave_company import LeaveCompany
from ledger.decisions.propose_requirement_change import ProposeRequirementChange
from ledger.decisions.reject_requirement_change import RejectRequirementChange
from ledger.decisions.revoke_requirement_change import RevokeRequirementChange
from ledger.events import (
    RequirementChangeApproved,
    RequirementChangeProposed,
    RequirementChangeRejected,
    RequirementChangeRevoked,
)
from ledger.models.requirement import RequirementChanges
from ledger.recording import Caller
from ledger.refusals.approvals import ApproverReportsToRequester, ApproverUnnamed
from ledger.refusals.attendance import SelfActionForbidden
from ledger.refusals.organisation import NotEmployed
from ledger.refusals.proposals import ProposalDecided, ProposalLapsed, ProposalUnknown, ProposerCannotApprove
from ledger.refusals.requirement import ChangeNotInForce, ChangeReasonUnknown, ChangeTooEarly, ChangeTooLate

LIN, QIAN = (Caller("app", on_behalf_of=who) for who in ("lin", "qian"))
JOIN = JoinBranch(employee="lin", branch="CD", since=on("2020-03-02"))


def change(**fields: Any) -> ProposeRequirementChange:
    usual = {"employee": "lin", "period": "2026", "kind": "exempt", "credits": "20.00", "because": "ILLNESS"}
    return ProposeRequirementChange.model_validate({**usual, "note": "see the certificate", **fields})


def proposed(by: Caller = LIN, **fields: Any) -> tuple[Spec, str]:
    """Lin asks to be forgiven 20 credits."""
    spec = given(JOIN).when(change(**fields), by=by)
    (asked,) = spec.facts
    assert isinstance(asked, RequirementChangeProposed)
    return spec, asked.change


def test_a_person_asks_and_another_approves() -> None:
    spec, name = proposed()
    spec.then(fact(RequirementChangeProposed, proposer="lin", lapses_at=on("2026-04-01", 12), effective_at=NOON))
    assert requirement(spec, 2026).credits == 150
    spec.when(ApproveRequirementChange(change=name), by=QIAN).then(fact(RequirementChangeApproved, approver="qian"))
    assert requirement(spec, 2026).credits == 130
    assert requirement(spec, 2025).credits == 150


def test_the_words_are_not_in_the_log() -> None:
    spec, _ = proposed()
    assert not any("certificate" in stored.data for stored in spec.log.between(1, spec.log.head()))
    assert list(spec.log.evidence.values()) == ["see the certificate"]


def test_nobody_approves_for_themselves_for_their_boss_or_what_they_proposed() -> None:
    spec, name = proposed()
    approve = ApproveRequirementChange(change=name)
    spec.when(approve, by=LIN).refused(SelfActionForbidden)
    spec.when(approve, by=OPERATOR).refused(ApproverUnnamed)
    spec.given(AssignManager(employee="qian", manager="lin")).when(approve, by=QIAN).refused(ApproverReportsToRequester)
    spec, name = proposed(by=ZHOU)
    spec.when(ApproveRequirementChange(change=name), by=ZHOU).refused(ProposerCannotApprove)


def test_a_change_is_decided_once_and_in_time() -> None:
    spec, name = proposed()
    approve = ApproveRequirementChange(change=name)
    reject = RejectRequirementChange(change=name, because="NO_EVIDENCE")
    spec.at(on("2026-04-01", 12)).when(approve, by=QIAN).refused(ProposalLapsed)
    spec.when(reject, by=QIAN).then(fact(RequirementChangeRejected, rejecter="qian"))
    spec.when(approve, by=ZHOU).refused(ProposalDecided, state="rejected")
    spec.when(reject, by=ZHOU).refused(ProposalDecided, state="rejected")
    assert spec.read(RequirementChanges("lin")).of("2026") == []


def test_what_was_approved_may_be_revoked_once() -> None:
    spec, name = proposed()
    revoke = RevokeRequirementChange(change=name, because="CERTIFICATE_FALSE")
    spec.when(revoke, by=QIAN).refused(ChangeNotInForce, state="proposed")
    spec.given(ApproveRequirementChange(change=name), by=QIAN)
    spec.when(revoke, by=LIN).refused(SelfActionForbidden)
    spec.when(revoke, by=QIAN).then(fact(RequirementChangeRevoked, revoker="qian"))
    spec.when(revoke, by=QIAN).refused(ChangeNotInForce, state="revoked")


def test_a_change_that_nobody_proposed_is_unknown() -> None:
    for command in (
        ApproveRequirementChange(change="c"),
        RejectRequirementChange(change="c", because="NO"),
        RevokeRequirementChange(change="c", because="NO"),
    ):
        given().when(command, by=QIAN).refused(ProposalUnknown, proposal="c")


def test_a_reason_is_one_of_the_policys() -> None:
    given(JOIN).when(change(because="TIRED"), by=LIN).refused(ChangeReasonUnknown, because="TIRED")


def test_a_change_is_asked_for_from_a_year_before_to_a_month_after_its_period() -> None:
    spec = given(JOIN)
    spec.when(change(period="2028"), by=LIN).refused(ChangeTooEarly, begins="2028-01-01")
    spec.given(change(period="2027"), by=LIN)
    spec.at(on("2027-02-01")).when(change(), by=LIN).refused(ChangeTooLate, until=on("2027-02-01").isoformat())
    spec.at(on("2027-01-31", 23)).when(change(), by=LIN).then(fact(RequirementChangeProposed))


def test_who_is_not_there_owes_nothing_that_could_be_changed() -> None:
    given().when(change(), by=LIN).refused(NotEmployed)
    spec = given(JOIN, LeaveCompany(employee="lin", last_day="2025-12-31"))
    spec.when(change(), by=LIN).refused(NotEmployed)
    spec.when(change(period="2025"), by=LIN).refused(ChangeTooLate)


@pytest.mark.parametrize("fields", [{"kind": "lower", "credits": None}, {"credits": "0"}, {"credits": "-1"}])
def test_a_change_is_of_so_many_credits(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        change(**fields)
