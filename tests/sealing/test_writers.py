"""What no trusted writer signed is never sealed, whoever put it into the database; the ledger goes on."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import signing
from sealing.audited import audit
from sealing.scene import Scene
from signing import WRITER

from ledger.log.log import Entry
from ledger.log.parameters import append_parameters
from projections.audit import sealer as sealing
from projections.audit import signed, vouching
from projections.audit.refusing import SealingRefused
from projections.audit.sealer import Sealer
from projections.audit.signing_writer import SigningWriter
from projections.audit.tlog.keys import ED25519, SignerKey
from projections.audit.tlog.writers import Writers
from projections.audit.vouching import Unvouched

COLUMNS = """type, version, data, tags, effective_at, recorded_at, actor, on_behalf_of, request, reason, causation,
    policy_version"""
EVERYTHING = f"{COLUMNS}, writer, signature"


def superuser(scene: Scene, *statements: str) -> None:
    """Do what no role of the program may."""
    scene.log.execute("set session_replication_role to replica")
    for statement in statements:
        scene.log.execute(statement.encode())
    scene.log.execute("set session_replication_role to origin")


def forge(scene: Scene, position: int, *, like: int = 1, columns: str = COLUMNS) -> None:
    """Put a fact into the table that is like another one."""
    superuser(
        scene,
        f"insert into ledger.events (position, {columns}) select {position}, {columns} from ledger.events"  # noqa: S608
        f" where position = {like}",
    )


def shifted(scene: Scene, first: int) -> None:
    """Make room for a fact."""
    superuser(
        scene,
        f"update ledger.events set position = -position - 1 where position >= {first}",  # noqa: S608 - a number
        "update ledger.events set position = -position where position < 0",
    )


def refused(scene: Scene, position: int, why: str) -> None:
    """Everything before the position is sealed, nothing behind it, and an alarm says so."""
    with pytest.raises(Unvouched, match=why) as no:
        scene.seal()
    assert no.value.position == position
    assert scene.store.checkpoint().size == position - 1
    alarm = vouching.alarm(scene.store)
    assert alarm is not None
    assert (alarm.position, alarm.text) == (position, str(no.value))


@pytest.fixture(autouse=True)
def facts(scene: Scene) -> Iterator[None]:
    """Appends of 3, 1 and 5 facts; in the end what is sealed is the log's."""
    scene.store.folder.mkdir()
    for count in (3, 1, 5):
        scene.append(count)
    yield
    audit(scene.log, scene.store.folder, scene.key.verifier)


def test_what_a_trusted_writer_signed_is_sealed(scene: Scene) -> None:
    assert scene.seal().size == 9
    assert vouching.alarm(scene.store) is None
    assert [row[-2] for row in signed.facts(scene.log, 0, 9)] == [
        *[WRITER.name, None, None],
        WRITER.name,
        *[WRITER.name, None, None, None, None],
    ]


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
        "signature = set_byte(signature, 83, 1)", "signature = ''", "signature = null",
        "writer = null", "writer = 'api.example.com/merit+00000000'", "writer = ''",
    ],
)  # fmt: skip
def test_a_changed_column_is_found_before_it_is_sealed(scene: Scene, change: str) -> None:
    superuser(scene, f"update ledger.events set {change} where position = 5")  # noqa: S608 - from the list above
    refused(scene, 5, "is not sealed")


def test_the_log_s_own_columns_are_the_log_s(scene: Scene) -> None:
    """They are bound as soon as they are sealed, and by nobody before."""
    superuser(scene, "update ledger.events set recorded_at = recorded_at + interval '1 s' where position = 9")
    assert scene.seal().size == 9


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


def test_what_was_seen_is_read_from_the_bundles_or_what_was_kept_of_them(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vouching, "KEPT_EVERY", 10)
    scene.append(300)
    scene.seal()
    assert not (scene.store.folder / vouching.SEEN).exists()
    scene.append(2)
    scene.seal()
    scene.append(1)
    assert scene.seal().size == 312
    kept = scene.store.folder / vouching.SEEN
    assert kept.exists()
    forge(scene, 313, like=312, columns=EVERYTHING)  # sealed after that was kept
    refused(scene, 313, "a copy")
    superuser(scene, "delete from ledger.events where position = 313")
    forge(scene, 313, like=4, columns=EVERYTHING)  # and before
    refused(scene, 313, "a copy")
    kept.write_text("{")
    refused(scene, 313, "a copy")
    kept.unlink()
    refused(scene, 313, "a copy")


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


def test_appends_may_come_late_but_not_twice(scene: Scene) -> None:
    """A connection that froze may thaw after others have gone by."""
    late = append_parameters(signing.listed(2), WRITER)
    for count in (1, 2, 3):
        scene.append(count)
    for _ in range(2):  # and be sent again
        assert signing.send(scene.log, late) == 16
    assert scene.seal().size == 17
    *parameters, _, writer, signature = late
    assert signing.send(scene.log, (*parameters, b"another", writer, signature)) == 18
    refused(scene, 18, "a copy")


def test_an_append_longer_than_a_checkpoint_is_sealed_whole(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "AT_MOST", 4)
    sizes = []
    sealer = scene.sealer()
    scene.append(9)
    sealer.seal(18, lambda size, _: sizes.append(size))
    assert sizes == [4, 9, 18]


def test_a_time_long_from_now_is_signed_as_it_is_stored(scene: Scene) -> None:
    batch = signing.listed(1)
    for year in (2, 1969, 2256, 9997):
        at = datetime(year, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
        signing.append(scene.log, batch._replace(entries=[batch.entries[0]._replace(effective_at=at)]))
        assert signed.facts(scene.log, scene.head() - 1, scene.head())[0][5] == at
    assert scene.seal().size == 13


def test_tags_and_texts_of_every_kind_are_signed_as_they_are_stored(scene: Scene) -> None:
    batch, at = signing.listed(1), datetime.now(UTC)
    entries = [
        Entry(f"学分{n}", n, '{"\\u0000":"🎓"}', tags, at, 1)
        for n, tags in enumerate([(), ("",), ("", "b"), ("a\x1fb",), ('"', "\\", "NULL", "{}", "\n")])
    ]
    envelope = batch.requests[0]._replace(on_behalf_of="", reason='"\\\n\x1f', causation="NULL")
    signing.append(scene.log, batch._replace(entries=entries, requests=[envelope]))
    assert scene.seal().size == 14


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
