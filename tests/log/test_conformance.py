"""One set of promises for every log: in memory for specs, on PostgreSQL for work."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from eventsourcing.dcb.api import DCBEvent
from eventsourcing.dcb.tests import DCBRecorderTestCase

from ledger.log.log import Appended, Batch, Entry, Log, Moved, Question, Repeated, Request
from ledger.log.memory import MemoryLog
from ledger.log.postgres import PostgresLog

MAY = datetime(2026, 5, 1, 8, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(params=["memory", "postgres"])
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    if request.param == "memory":
        yield MemoryLog()
        return
    opened = PostgresLog.open(request.getfixturevalue("ledger_database"))
    yield opened
    opened.close()


def batch(*entries: tuple[str, str], key: str | None = None, after: int = 0, asks: tuple[Question, ...] = ()) -> Batch:
    """A request with facts given as (type, tag)."""
    facts = [Entry(type_, 1, f'{{"of":"{tag}"}}', (tag,), MAY, 1) for type_, tag in entries]
    digest = None if key is None else key.encode()
    return Batch(after, asks, facts, [Request("lin", key or "", digest, "wu", "WHY", "cause", "policy-1")])


def test_the_library_s_own_tests_of_appending_and_reading_pass(log: Log) -> None:
    DCBRecorderTestCase()._test_append_read(log)


def test_the_library_s_own_test_of_subscribing_passes(log: Log) -> None:
    DCBRecorderTestCase()._test_append_subscribe(log)


def test_a_tag_given_twice_is_one_tag(log: Log) -> None:
    log.append([DCBEvent("Listed", b"{}", ["course:a", "course:b", "course:a"])])
    (found,) = log.about(("course:a",), ("Listed",), 0, 9)
    assert list(found.tags) == ["course:a", "course:b"]


def test_positions_count_from_one_without_a_hole_whatever_is_refused_in_between(log: Log) -> None:
    ask = (Question(("course:a",), ("Listed",)),)
    outcomes = [
        log.record(batch(("Listed", "course:a"), ("Listed", "course:b"), key="1")),
        log.record(batch(("Listed", "course:a"), key="2", asks=ask)),
        log.record(batch(("Listed", "course:c"), key="1", after=2)),
        log.record(batch(("Listed", "course:c"), key="3", after=2, asks=ask)),
    ]
    assert [type(outcome) for outcome in outcomes] == [Appended, Moved, Repeated, Appended]
    assert [outcome.first for outcome in outcomes if isinstance(outcome, Appended)] == [1, 3]
    assert [fact.position for fact in log.between(1, 9)] == [1, 2, 3]
    assert log.head() == 3


def test_a_fact_keeps_its_bytes_both_clocks_and_the_envelope(log: Log) -> None:
    log.record(batch(("Listed", "course:a"), key="k"))
    (fact,) = log.between(1, 1)
    assert fact.data == '{"of":"course:a"}'
    assert fact.effective_at == MAY
    assert abs((fact.recorded_at - datetime.now(UTC)).total_seconds()) < 60
    assert (fact.actor, fact.on_behalf_of, fact.request) == ("lin", "wu", "k")
    assert (fact.reason, fact.causation, fact.policy_version) == ("WHY", "cause", "policy-1")


def test_only_facts_that_answer_a_question_stand_in_the_way(log: Log) -> None:
    log.record(batch(("Listed", "course:a"), ("Retired", "course:b")))
    free = (Question(("course:a",), ("Retired",)), Question(("course:b",), ("Listed",)), Question(("course:c",), ()))
    assert isinstance(log.record(batch(("X", "x:1"), asks=free)), Appended)
    for taken in (Question(("course:b",), ("Listed", "Retired")), Question((), ("Retired",)), Question((), ())):
        assert isinstance(log.record(batch(("X", "x:1"), asks=(taken,))), Moved)
        assert isinstance(log.record(batch(("X", "x:1"), asks=(taken,), after=log.head())), Appended)


def test_a_question_about_two_tags_wants_both(log: Log) -> None:
    both = Entry("Enrolled", 1, "{}", ("employee:lin", "session:s"), MAY, 1)
    log.record(Batch(0, (), [both], [Request("a", "", None)]))
    for tags, met in ((("employee:lin", "session:s"), True), (("employee:lin", "session:t"), False)):
        outcome = log.record(batch(("X", "x:1"), asks=(Question(tags, ("Enrolled",)),)))
        assert isinstance(outcome, Moved) is met
        loaded = list(log.load([Question(tags, ("Enrolled",))], 1))
        assert bool(loaded) is met


def test_a_repeat_is_found_before_anything_else_is_looked_at(log: Log) -> None:
    log.record(batch(("Listed", "course:a"), ("Listed", "course:b"), key="k"))
    everything = (Question((), ()),)
    assert log.record(batch(("Listed", "course:a"), key="k", asks=everything)) == Repeated(frozenset({0}))
    answer = log.answers([("lin", "k"), ("lin", "unknown"), ("wu", "k")])
    assert answer == {("lin", "k"): (b"k", 1, 2)}


def test_loading_streams_each_question_s_facts_up_to_a_position_in_order(log: Log) -> None:
    for n in range(6):
        log.record(batch(("Listed", f"course:{n % 2}"), key=str(n), after=n))
    questions = [Question(("course:1",), ("Listed",)), Question(("course:0",), ("Listed", "Other"))]
    found = sorted((number, fact.position) for number, fact in log.load(questions, 5))
    assert found == [(0, 2), (0, 4), (1, 1), (1, 3), (1, 5)]


def test_recorded_time_never_steps_back(log: Log) -> None:
    for n in range(20):
        log.record(batch(("Listed", "course:a"), after=n))
    stamps = [fact.recorded_at for fact in log.between(1, 20)]
    assert stamps == sorted(stamps)


@pytest.mark.parametrize("text", ['quote " and \\ backslash', "{braces,comma}", "学分 🎓", "NULL", "", "a\nb\tc"])
def test_any_text_comes_back_as_it_went_in(log: Log, text: str) -> None:
    entry = Entry("Listed", 1, text, ("course:a",), MAY, 1)
    asked = Request("a", text, b"\x00\xff", text, text, text, text)
    log.record(Batch(0, (), [entry], [asked], [("d" * 64, text)]))
    (fact,) = log.between(1, 1)
    assert (fact.data, fact.request, fact.causation) == (text, text, text)
    assert log.answers([("a", text)])["a", text].digest == b"\x00\xff"
