"""What no trusted writer signed is never sealed, whoever put it into the database; the ledger goes on."""

import pytest
import signing
from sealing.forging import EVERYTHING, forge, refused, shifted, superuser
from sealing.scene import Scene
from signing import WRITER

from projections.audit import signed, vouching
from projections.audit.refusing import SealingRefused
from projections.audit.sealer import Sealer
from projections.audit.signing_writer import SigningWriter
from projections.audit.tlog.keys import ED25519, SignerKey
from projections.audit.tlog.writers import Writers
from projections.audit.vouching import Unvouched

pytestmark = pytest.mark.usefixtures("facts")


def test_a_forged_fact_at_the_end_is_not_sealed_until_it_is_gone(scene: Scene) -> None:
    forge(scene, 10)
    refused(scene, 10, "nobody signed it")
    superuser(scene, "delete from ledger.events where position = 10")
    assert scene.seal().size == 9
    assert vouching.alarm(scene.store) is None


def test_the_ledger_goes_on_behind_a_forged_fact(scene: Scene) -> None:
    forge(scene, 10)
    scene.append(2)
    refused(scene, 10, "nobody signed it")
    superuser(
        scene,
        "delete from ledger.events where position = 10",
        "update ledger.events set position = position - 1 where position > 10",
    )
    assert scene.seal().size == 11


def test_without_the_check_the_forged_fact_is_sealed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: nothing else stops it."""
    forge(scene, 10)
    monkeypatch.setattr(Writers, "whole", lambda _self, leaves, *_, **__: leaves)
    assert scene.seal().size == 10


@pytest.mark.parametrize(("first", "named"), [(1, 1), (2, 1), (4, 4), (5, 5), (7, 5), (9, 5)])
def test_a_forged_fact_before_an_append_or_within_it(scene: Scene, first: int, named: int) -> None:
    shifted(scene, first)
    forge(scene, first, like=10 if first < 9 else 1)
    refused(scene, named, "nobody signed it" if first == named else "not genuine")


@pytest.mark.parametrize(
    "change",
    [
        "type = 'Retired'", "version = 2", "data = data || ' '", "tags = '{course:C-9}'",
        "tags = array['a\x1fb']", "effective_at = effective_at + interval '1 microsecond'", "actor = 'x'",
        "on_behalf_of = 'x'", "request = 'x'", "reason = null", "causation = ''", "policy_version = null",
        "signature = set_byte(signature, 0, 1)", "signature = set_byte(signature, 15, 99)",
        "signature = set_byte(signature, 19, 4)", "signature = set_byte(signature, 19, 6)",
        "signature = set_byte(signature, 83, get_byte(signature, 83) # 1)", "signature = ''", "signature = null",
        "writer = null", "writer = 'api.example.com/merit+00000000'", "writer = ''",
    ],
)  # fmt: skip
def test_a_changed_column_is_found_before_it_is_sealed(scene: Scene, change: str) -> None:
    superuser(scene, f"update ledger.events set {change} where position = 5")  # noqa: S608 - from the list above
    refused(scene, 5, "is not sealed")


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("session", ["the sealer's", "another sealer's"])
def test_an_append_that_comes_again_is_refused(scene: Scene, *, sealed: bool, session: str) -> None:
    sealer = scene.seal() if sealed else None
    for position in (5, 6, 7, 8, 9):
        forge(scene, position + 5, like=position, columns=EVERYTHING)
    if sealer and session == "the sealer's":
        with pytest.raises(Unvouched, match="a copy"):
            sealer.seal(14)
    refused(scene, 10, "a copy of an earlier one")


def test_two_appends_are_not_one_and_half_an_append_is_none(scene: Scene) -> None:
    superuser(scene, "update ledger.events set writer = null, signature = null where position = 4")
    refused(scene, 4, "nobody signed it")
    superuser(
        scene, "update ledger.events set signature = overlay(signature placing '\\x04' from 20) where position = 1"
    )
    scene.store.folder.rename(scene.store.folder.with_name("before"))
    scene.store.folder.mkdir()
    superuser(scene, "delete from ledger.checkpoints")
    refused(scene, 1, "not genuine")


def test_an_append_without_its_last_facts_is_not_sealed(scene: Scene) -> None:
    superuser(scene, "delete from ledger.events where position > 7")
    refused(scene, 5, "the log ends within its append")
    scene.append(1)
    refused(scene, 5, "another append begins within its append")


def test_a_writer_nobody_trusts(scene: Scene) -> None:
    for key in (SignerKey("api.example.com/merit", ED25519, b"\4" * 32), SignerKey("x", ED25519, b"\3" * 32)):
        signing.append(scene.log, signing.listed(2), SigningWriter(key))
        refused(scene, 10, "its writer is not trusted")
    with pytest.raises(Unvouched, match="not trusted"):
        Sealer(scene.connection, scene.store, scene.key).seal(scene.head())  # who names nobody trusts nobody
    superuser(scene, "delete from ledger.events where position > 9")


def test_a_signature_of_another_append_does_not_fit(scene: Scene) -> None:
    other = "(select signature from ledger.events where position = 1)"
    superuser(scene, f"update ledger.events set signature = {other} where position = 5")  # noqa: S608 - constants
    refused(scene, 5, "not genuine|another append")


def test_what_nobody_signed_can_be_disowned_and_shows_it_for_ever(scene: Scene) -> None:
    forge(scene, 10)
    forge(scene, 11, like=5, columns=EVERYTHING)
    scene.append(3)
    for first, last in ((10, 12), (9, 10), (10, 10)):
        with pytest.raises(SealingRefused, match="refuses nothing"):
            vouching.disown(scene.store, first, last, scene.head())
    refused(scene, 10, "nobody signed it")
    for first, last in ((9, 10), (11, 11), (10, 15), (10, 9)):
        with pytest.raises(SealingRefused, match="refuses 10"):
            vouching.disown(scene.store, first, last, scene.head())
    vouching.disown(scene.store, 10, 13, scene.head())
    assert scene.seal().size == 14
    superuser(scene, "update ledger.events set writer = null, signature = null where position = 11")
    signers = [row[-2] for row in signed.facts(scene.log, 9, 14)]
    assert signers == [None, None, WRITER.name, None, None]  # a good append is not disowned with them
    forge(scene, 15)
    refused(scene, 15, "nobody signed it")
