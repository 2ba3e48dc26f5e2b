"""The terms of what a person owes, in words, and what each rests on."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from msgspec import Struct

from ledger.requirement import Requirement, Term
from projections.compliance.requirement_words import sentence


class OwedTerm(Struct, frozen=True):
    """What one stay, absence or approved change adds, and what is owed with it; in words, and what they rest on."""

    credits: Decimal
    after: Decimal
    what: str
    what_zh: str
    kind: str
    about: str
    name: str
    rule: str | None
    policy_version: str
    of_credits: Decimal
    days: int
    of_days: int
    months: int
    first: date | None
    last: date | None


def owed_terms(requirement: Requirement) -> Iterator[OwedTerm]:
    """Put every term into words, with what is owed up to it."""
    after = Decimal("0.00")
    for term in requirement.terms:
        yield _term(term, after)
        after += term.credits


def _term(term: Term, before: Decimal) -> OwedTerm:
    en, zh = sentence(term)
    return OwedTerm(
        credits=term.credits,
        after=before + term.credits,
        what=en,
        what_zh=zh,
        kind=term.kind,
        about=term.about,
        name=term.name,
        rule=term.rule,
        policy_version=term.version,
        of_credits=term.of_credits,
        days=term.days,
        of_days=term.of_days,
        months=term.months,
        first=term.first,
        last=term.last,
    )
