"""The requirement and the calendar as documents: what contradicts itself is refused where it stands."""

import pytest
from specs.lives import ZHOU
from specs.spec import fact, given

from ledger.decisions.draft_policy import DraftPolicy
from ledger.events import PolicyDrafted
from ledger.refusals.policies import PolicyOfBranches, PolicyOfCompany, PolicyStatedAlone, PolicyValueWrong

MORE_THAN_OWED = """
requirement:
  credits: 100
  categories: [{of: required, minimum_credits: 60}, {of: elective, minimum_credits: 50}]
"""
WRONG = {
    MORE_THAN_OWED: "minimum credits of at most 100.00 together",
    "requirement: {credits: 100, categories: [{of: special, minimum_credits: 120}]}": (
        "at most 100.00 credits as the minimum of special"
    ),
    "requirement: {credits: 100, categories: [{of: special, minimum_credits: 9, maximum_credits: 8}]}": (
        "at most 8.00 credits as the minimum of special"
    ),
    "requirement: {credits: 100, categories: [{of: special}, {of: special}]}": "each once: special is named twice",
    "requirement: {absences: [{kind: SICK, lowers_by: days}, {kind: SICK, lowers_by: nothing}]}": (
        "each once: SICK is named twice"
    ),
    "requirement: {credits: -1, categories: []}": "at least 0",
    "requirement: {pro_rata: weeks}": "one of 'days', 'months_started' or 'none'",
    "calendar: {begins_month: 2, begins_day: 29}": "at most 28",
    "calendar: {holidays: [2026-10-10], worked_weekends: [2026-10-10]}": "either a holiday or worked: 2026-10-10",
    "calendar: {holidays: [], worked_weekends: [2026-10-09]}": "weekends only: 2026-10-09 is worked anyway",
}


@pytest.mark.parametrize("document", WRONG)
def test_what_contradicts_itself_is_refused(document: str) -> None:
    given().when(DraftPolicy(document=document), by=ZHOU).refused(PolicyValueWrong, wanted=WRONG[document])


def test_minimums_of_kinds_and_of_categories_may_overlap() -> None:
    """A required course of the special category counts for both."""
    document = """
requirement:
  credits: 100
  categories: [{of: required, minimum_credits: 60}, {of: special, minimum_credits: 60}]
"""
    given().when(DraftPolicy(document=document), by=ZHOU).then(fact(PolicyDrafted))


def test_credits_and_categories_are_stated_together() -> None:
    given().when(DraftPolicy(document="requirement: {credits: 100}"), by=ZHOU).refused(PolicyStatedAlone)


def test_the_calendar_is_the_companys() -> None:
    document = "calendar: {begins_month: 4, begins_day: 1}"
    given().when(DraftPolicy(document=document, position="cook"), by=ZHOU).refused(PolicyOfCompany)
    given().when(DraftPolicy(document=document), by=ZHOU).then(fact(PolicyDrafted))


def test_honours_are_a_branchs_and_no_positions() -> None:
    document = "requirement:\n  honours: {learning_stars: 5}"
    given().when(DraftPolicy(document=document, position="cook"), by=ZHOU).refused(
        PolicyOfBranches, line=2, column=3, path="requirement.honours"
    )
    given().when(DraftPolicy(document=document, branch="CD"), by=ZHOU).then(fact(PolicyDrafted))
