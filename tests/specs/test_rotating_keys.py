"""The keys of a log are one chain, and every link is a fact."""

import pytest
from pydantic import ValidationError
from specs.spec import OPERATOR, fact, given

from ledger.decisions.rotate_key import RotateKey
from ledger.events import KeyRotated
from ledger.refusals.log import KeyNotSigning
from projections.audit.tlog.keys import ED25519, SignerKey

LOG = "merit.example/log"
FIRST, SECOND, THIRD = (str(SignerKey(LOG, ED25519, bytes([n]) * 32).verifier) for n in range(3))
ROTATION = RotateKey(log=LOG, old=FIRST, new=SECOND)


def test_a_change_of_keys_is_a_fact_that_names_both() -> None:
    given().when(ROTATION).then(fact(KeyRotated, log=LOG, old=FIRST, new=SECOND))


def test_the_next_change_goes_on_from_the_last_one() -> None:
    spec = given(ROTATION)
    spec.when(RotateKey(log=LOG, old=FIRST, new=THIRD)).refused(KeyNotSigning, log=LOG, key=FIRST, signing=SECOND)
    spec.when(RotateKey(log=LOG, old=SECOND, new=THIRD)).then(fact(KeyRotated, old=SECOND, new=THIRD))


def test_each_log_has_its_own_keys() -> None:
    given(ROTATION).when(RotateKey(log="other.example/log", old=FIRST, new=THIRD)).then(fact(KeyRotated, new=THIRD))


def test_a_change_that_was_cut_short_and_is_done_again_is_one_fact() -> None:
    by = OPERATOR._replace(request=f"{LOG}:1")
    given(ROTATION, by=by).when(ROTATION, by=by).then()


@pytest.mark.parametrize(
    "wrong", ["", FIRST.replace("+", " "), FIRST[:-1], f"{FIRST}A", FIRST.upper(), f"PRIVATE+KEY+{FIRST}"]
)
def test_a_key_is_a_verifier_key(wrong: str) -> None:
    with pytest.raises(ValidationError):
        RotateKey(log=LOG, old=FIRST, new=wrong)
