"""A second copy: everything that was signed, written once, and nothing covered up."""

import errno
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sealing.copied import check_copy, facts_of
from sealing.scene import KEY, Scene, disown_and_seal
from signing import WRITER

from ledger.log.log import Batch, Entry, Request
from ledger.log.postgres import PostgresLog
from projections.audit import durable
from projections.audit.copying import process
from projections.audit.copying.copier import Copier
from projections.audit.copying.places import Folder
from projections.audit.refusing import SealingRefused

MAY = datetime(2026, 5, 1, tzinfo=UTC)


class Copied:
    """A log that is sealed and copied by hand."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene, self.folder = scene, folder
        folder.mkdir()

    def copy(self) -> int:
        return Copier(self.scene.connection, self.scene.store, Folder(self.folder)).copy()

    def grow(self, count: int) -> int:
        """Append, seal and copy."""
        self.scene.append(count)
        self.scene.seal()
        return self.copy()

    def checked(self) -> int:
        return check_copy(self.scene.url, self.folder, KEY.verifier)

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        }


@pytest.fixture
def copied(scene: Scene, tmp_path: Path) -> Copied:
    return Copied(scene, tmp_path / "copy")


def record(url: str, key: str, facts: int) -> None:
    entries = [Entry("Listed", 1, f'{{"n":{n}}}', (f"course:C-{n}",), MAY, 1) for n in range(facts)]
    with closing(PostgresLog.open(url, writer=WRITER)) as log:
        log.record(Batch(log.head(), (), entries, [Request("讲师", key, key.encode().ljust(32), reason="WHY")]))


def test_a_copy_has_every_fact_and_request_that_was_signed(copied: Copied) -> None:
    assert copied.copy() == 0
    for count in (1, 2, 252, 1, 0, 256, 700, 1):
        record(copied.scene.url, f"k{copied.scene.head()}", 3)
        assert copied.grow(count) == copied.scene.head() == copied.checked()


def test_no_file_is_written_again_and_full_ones_take_the_place_of_their_beginnings(copied: Copied) -> None:
    copied.grow(300)
    before = copied.files()
    copied.grow(10)
    after = copied.files()
    assert {name for name in before if after.get(name) != before[name]} == {"checkpoint"}
    copied.grow(300)
    assert [name for name in copied.files() if ".p/" in name and "002" not in name and "tile/1" not in name] == []
    assert {"facts/001", "facts/002.p/98", "tile/entries/001"} <= set(copied.files())


def test_facts_that_are_not_signed_yet_are_not_copied(copied: Copied) -> None:
    copied.grow(5)
    copied.scene.append(5)
    assert copied.copy() == 5
    assert len(facts_of(copied.folder)) == 5


def test_a_checkpoint_of_the_same_size_with_more_signatures_is_copied(copied: Copied) -> None:
    copied.grow(5)
    copied.scene.sealer().sign()
    note = (copied.scene.store.note() or b"") + b"\xe2\x80\x94 audit.example/w AAAAAAAA\n"
    copied.scene.store.publish(note)
    assert copied.copy() == 5
    assert copied.files()["checkpoint"] == note


def _full(_path: Path, _content: bytes) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("files", range(0, 12, 2))
def test_a_copy_that_was_stopped_anywhere_goes_on(copied: Copied, monkeypatch: pytest.MonkeyPatch, files: int) -> None:
    copied.grow(100)
    copied.scene.append(500)
    copied.scene.seal()
    put, left = durable.put, [files]

    def fills(path: Path, content: bytes) -> None:
        left[0] -= 1
        (put if left[0] >= 0 else _full)(path, content)

    with monkeypatch.context() as filling:
        filling.setattr(durable, "put", fills)
        with pytest.raises(OSError, match="No space"):
            copied.copy()
    assert copied.checked() == 100  # what was there still is
    copied.grow(20)  # and sealing goes on
    assert copied.checked() == 620


def spoil_fact(copied: Copied) -> None:
    copied.scene.log.execute(
        "alter table ledger.events disable trigger all; update ledger.events set data = '{}' where position = 310"
    )


def spoil_removed(copied: Copied) -> None:
    copied.scene.log.execute(
        "alter table ledger.events disable trigger all; delete from ledger.events where position = 310"
    )


def spoil_tiles(copied: Copied) -> None:
    (copied.scene.store.folder / "tile/0/001.p/64").unlink()


def spoil_rolled_back(copied: Copied) -> None:
    checkpoint = copied.scene.store.folder / "checkpoint"
    copied.folder.joinpath("checkpoint").write_bytes(checkpoint.read_bytes().replace(b"\n320\n", b"\n321\n"))


def spoil_history(copied: Copied) -> None:
    """As the owner of everything but the copy would: other facts, sealed anew with the right key."""
    scene = copied.scene
    scene.log.execute(
        "alter table ledger.events disable trigger all; update ledger.events set reason = 'NO' where position = 7;"
        "alter table ledger.checkpoints disable trigger all; delete from ledger.checkpoints"
    )
    shutil.rmtree(scene.store.folder)
    disown_and_seal(scene.store, scene.seal, scene.head())


def spoil_file(copied: Copied) -> None:
    copied.folder.joinpath("facts/001.p/64").write_bytes(b"something else")


def spoil_note(copied: Copied) -> None:
    copied.folder.joinpath("checkpoint").write_bytes(b"no note")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (spoil_fact, "position 310 is not the one that was signed"),
        (spoil_removed, "of 64 facts from position 257 on there are 63"),
        (spoil_tiles, "tile/0/001 is missing"),
        (spoil_rolled_back, "the log has 320 facts, of 321 that were copied"),
        (spoil_history, "does not lead from the old root"),
        (spoil_file, "facts/001.p/64 is in the copy already"),
        (spoil_note, "not made of whole lines"),
    ],
)
def test_nothing_is_covered_up(copied: Copied, spoil: Callable[[Copied], None], why: str) -> None:
    copied.grow(300)
    copied.scene.append(20)
    copied.scene.seal()
    spoil(copied)
    before = copied.files()
    with pytest.raises(SealingRefused, match=why):
        copied.copy()
    assert copied.files().items() >= before.items()


def test_a_folder_that_is_not_there_is_no_empty_copy(copied: Copied) -> None:
    copied.folder.rmdir()
    with pytest.raises(OSError, match="is not there"):
        copied.grow(5)
    assert not copied.folder.exists()


def test_what_is_behind_is_told_with_its_age(copied: Copied) -> None:
    assert process.behind(copied.scene.connection, 0) == (0, 0.0)
    copied.grow(5)
    copied.scene.append(7)
    copied.scene.seal()
    facts, seconds = process.behind(copied.scene.connection, 5)
    assert (facts, 0 < seconds < 60) == (7, True)
    assert process.behind(copied.scene.connection, 12) == (0, 0.0)
