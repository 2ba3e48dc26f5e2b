"""What a course in the catalogue can be worth."""

from decimal import Decimal

from ledger.policy import Policy
from ledger.refusals.catalogue import CreditsOffStandard


def refuse_off_standard(policy: Policy, name: str, credits_: Decimal, minutes: int) -> None:
    """Refuse credits that the named standard gives for no course of this length."""
    if not policy.calculators.calculator(name).grants(credits_, minutes):
        raise CreditsOffStandard(calculator=name, credits=str(credits_), minutes=minutes)
