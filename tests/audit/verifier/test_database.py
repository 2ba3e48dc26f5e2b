"""`db`: an honest database, one that cannot be looked into, and what decisions rely on beside the facts."""

import shutil

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from .audited import SIZE, Audited, record
from .published import VKEY
from .running import verify


def test_an_honest_database_is_valid(books: Audited) -> None:
    found = books.verify()
    assert (found["verdict"], found["size"], found["newer"]) == ("valid", SIZE, 0)


def test_facts_younger_than_the_checkpoint_are_counted(books: Audited) -> None:
    record(books.url, 7, after=SIZE)
    found = books.verify()
    assert (found["verdict"], found["size"], found["newer"]) == ("valid", SIZE, 7)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from ledger.event_tags where position = 300",
        "delete from ledger.event_tags where position = 300 and tag like 'employee:%'",
        "insert into ledger.event_tags values ('employee:E-0', 'CreditsAwarded', 300)",
        "update ledger.event_tags set tag = 'employee:E-00' where position = 300 and tag like 'employee:%'",
        "update ledger.event_tags set type = 'PointsEarned' where position = 300",
        "update ledger.requests set first = 300, last = 300 where first = 301",
        "update ledger.requests set last = 301 where first = 300",
        "update ledger.requests set actor = 'somebody' where first = 300",
    ],
)
def test_what_is_derived_from_the_facts(books: Audited, statement: str) -> None:
    books.mutate(statement)
    assert books.found() == ("index", 300)


def test_tiles_are_not_believed_before_they_lead_to_the_root(books: Audited) -> None:
    tile = books.log.folder / "tile" / "0" / "000"
    content = tile.read_bytes()
    tile.write_bytes(bytes(32) + content[32:])
    found = books.verify()
    assert (found["verdict"], found["code"]) == ("invalid", "root")


def test_bundles_are_not_needed(books: Audited) -> None:
    shutil.rmtree(books.log.folder / "tile" / "entries")
    assert books.verify()["verdict"] == "valid"
    books.mutate("update ledger.events set actor = 'x' where position = 2")
    found = books.verify()
    assert (found["code"], found["position"], found["columns"]) == ("row_changed", 2, None)


def test_what_cannot_be_reached_is_not_checked(books: Audited, fresh_database: str) -> None:
    def reach(dsn: str) -> tuple[str, str]:
        found = verify("db", "--dsn", dsn, *books.log.options)
        return found["verdict"], found["code"]

    silent = ("not checked", "database_silent")
    assert reach("host=/nowhere") == silent
    assert reach("nonsense") == silent
    assert reach(fresh_database) == silent
    assert reach(make_conninfo(books.url, options="-c role=merit_follow")) == silent
    assert reach(make_conninfo(books.url, options="-c role=merit_app"))[0] == "valid"


def test_nothing_can_be_written_through_the_verifier(books: Audited, monkeypatch: pytest.MonkeyPatch) -> None:
    attack = b"delete from ledger.events returning position"
    monkeypatch.setattr("projections.audit.verifier.indexes.DERIVED", {"t": attack})
    assert "read-only" in books.verify()["why"]
    with psycopg.connect(books.url) as connection:
        assert connection.execute("select count(*) from ledger.events").fetchone() == (SIZE,)


def test_a_key_of_another_log(books: Audited) -> None:
    other = VKEY.replace("ledger", "other")
    assert verify("db", "--dsn", books.url, "--tiles", books.log.folder, "--key", other)["code"] == "key"
