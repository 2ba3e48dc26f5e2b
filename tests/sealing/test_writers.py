"""What trusted writers sign is sealed, as it is stored, and once."""

from datetime import UTC, datetime

import pytest
import signing
from sealing.forging import EVERYTHING, forge, refused, superuser
from sealing.scene import Scene
from signing import WRITER

from ledger.log.log import Entry
from ledger.log.parameters import append_parameters
from projections.audit import sealer as sealing
from projections.audit import signed, vouching

pytestmark = pytest.mark.usefixtures("facts")


def test_what_a_trusted_writer_signed_is_sealed(scene: Scene) -> None:
    assert scene.seal().size == 9
    assert vouching.alarm(scene.store) is None
    assert [row[-2] for row in signed.facts(scene.log, 0, 9)] == [
        *[WRITER.name, None, None],
        WRITER.name,
        *[WRITER.name, None, None, None, None],
    ]


def test_the_log_s_own_columns_are_the_log_s(scene: Scene) -> None:
    """They are bound as soon as they are sealed, and by nobody before."""
    superuser(scene, "update ledger.events set recorded_at = recorded_at + interval '1 s' where position = 9")
    assert scene.seal().size == 9


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
