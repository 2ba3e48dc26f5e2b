"""Online learning: what was played, watched and passed, which of it is required, and what a repeat earns."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError
from specs.ruling import ruled
from specs.spec import NOON, Spec, fact, given
from specs.story import FIRE, closed, hold

from ledger.decisions.list_course import ListCourse
from ledger.decisions.record_completion import RawScore, RecordCompletion
from ledger.decisions.record_playback import RecordPlayback
from ledger.decisions.void_attendance import VoidAttendance
from ledger.decisions.void_completion import VoidCompletion
from ledger.events import CompletionRecorded, CreditsAwarded, PointsEarned, RecordingPlayed
from ledger.models.playback import Playback
from ledger.refusals.attendance import InTheFuture
from ledger.refusals.learning import ScoreOffScale


def done(completion: str = "c-1", **said: Any) -> RecordCompletion:
    return RecordCompletion.model_validate(
        {"employee": "lin", "course": "FIRE-1", "completion": completion, "source": "lms", **said}
    )


def played(*segments: tuple[float, float], length: float = 100, **said: Any) -> RecordPlayback:
    spans = [(Decimal(str(begins)), Decimal(str(ends))) for begins, ends in segments]
    return RecordPlayback.model_validate(
        {"employee": "lin", "course": "FIRE-1", "length_seconds": Decimal(str(length)), "segments": spans, **said}
    )


def award(spec: Spec) -> tuple[str, str | None]:
    (one,) = [one for one in spec.facts if isinstance(one, CreditsAwarded)]
    return str(one.credits), one.shortfall


def under(document: str) -> Spec:
    return ruled(given(FIRE), document)


# What was played


@pytest.mark.parametrize(
    ("segments", "share"),
    [
        ([(0, 80)], "0.8000"),
        ([(50, 80), (0, 50)], "0.8000"),
        ([(0, 60), (40, 80), (0, 10)], "0.8000"),
        ([(0, 80), (100, 80)], "0.8000"),
        ([(0, 79.99)], "0.7999"),
        ([(0, 40), (60, 900)], "0.8000"),
        ([(200, 300)], None),
        ([(30, 30)], None),
    ],
)
def test_what_was_played_is_united_whatever_its_order_overlaps_direction_or_excess(
    segments: list[tuple[float, float]], share: str | None
) -> None:
    watched = given(FIRE, played(*segments)).read(Playback("lin", "FIRE-1")).watched_share
    assert watched == (None if share is None else Decimal(share))


@for_all(
    segments=st.lists(st.tuples(st.integers(0, 130), st.integers(0, 130)), min_size=1, max_size=12),
    length=st.integers(1, 120),
    reports=st.integers(1, 4),
)
@settings(max_examples=200)
def test_the_union_is_what_a_stopwatch_says_second_by_second_however_it_was_reported(
    segments: list[tuple[int, int]], length: int, reports: int
) -> None:
    seen = {second for begins, ends in segments for second in range(begins, min(ends, length))}
    playback = Playback("lin", "FIRE-1")
    for part in range(reports):
        some = segments[part::reports]
        if some:
            command = played(*some, length=length)
            playback.apply(RecordingPlayed(**command.model_dump(exclude={"at"}), effective_at=NOON))
    assert sum(ends - begins for begins, ends in playback.played) == len(seen)


def test_a_completion_that_says_nothing_of_its_own_goes_by_what_was_played() -> None:
    spec = given(FIRE, played((0, 50)), played((40, 85), active_seconds=Decimal(60))).when(done())
    spec.then(
        fact(CompletionRecorded, watched_share=Decimal("0.8500"), active_share=Decimal("0.7058")),
        fact(CreditsAwarded, credits=Decimal("3.00")),
        fact(PointsEarned),
    )
    assert award(given(FIRE, played((0, 79))).when(done())) == ("0.00", "WATCHED_TOO_LITTLE")
    assert award(given(FIRE, played((0, 10))).when(done(watched_share=Decimal("0.9")))) == ("3.00", None)


def test_a_player_that_says_less_of_the_length_makes_no_share_greater() -> None:
    spec = given(FIRE, played((0, 10)), played((0, 10), length=10))
    assert spec.read(Playback("lin", "FIRE-1")).watched_share == Decimal("0.1000")
    spec.given(played((20, 30)))
    assert spec.read(Playback("lin", "FIRE-1")).watched_share == Decimal("0.2000")


def test_the_next_completion_is_watched_anew() -> None:
    spec = given(FIRE, played((0, 100)), done("c-1", at=NOON - timedelta(days=365)))
    spec.when(done("c-2")).then(fact(CompletionRecorded, watched_share=None), fact(CreditsAwarded), fact(PointsEarned))
    assert award(spec.given(played((0, 10))).when(done("c-3")))[1] == "WATCHED_TOO_LITTLE"


def test_playing_by_itself_earns_nothing_and_has_happened() -> None:
    given(FIRE).when(played((0, 100))).then(fact(RecordingPlayed, course="FIRE-1"))
    given(FIRE).when(played((0, 100), at=NOON + timedelta(seconds=1))).refused(InTheFuture)


@pytest.mark.parametrize(
    "wrong", [{"length_seconds": "0"}, {"segments": []}, {"segments": [["-1", "5"]]}, {"active_seconds": "-1"}]
)
def test_what_no_player_can_have_played_is_no_playback(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RecordPlayback.model_validate({**played((0, 1)).model_dump(), **wrong})


# What is required


@pytest.mark.parametrize(
    ("document", "said", "earns"),
    [
        ("required: [watched]", {}, "WATCHED_TOO_LITTLE"),
        ("required: [watched]", {"watched_share": "0.8"}, None),
        ("required: [active]", {}, "INACTIVE"),
        ("required: [active]", {"active_share": "0.5"}, None),
        ("minimum_active_share: 0.6", {"active_share": "0.5999"}, "INACTIVE"),
        ("minimum_active_share: 0.6", {}, None),
        ("required: [assessment]", {}, "NOT_PASSED"),
        ("required: [assessment]", {"passed": True}, None),
        ("required: [assessment]", {"score": "40"}, None),
        ("most_attempts: 2", {"passed": True, "attempt": 2}, None),
        ("most_attempts: 2", {"passed": True, "attempt": 3}, "TOO_MANY_ATTEMPTS"),
        ("required: [feedback]", {}, "NO_FEEDBACK"),
        ("required: [feedback]", {"feedback": False}, "NO_FEEDBACK"),
        ("required: [feedback]", {"feedback": True}, None),
        ("pass_mark: 60", {"checks_shown": 4, "checks_answered": 3}, None),
        ("pass_mark: 60", {"checks_shown": 4, "checks_answered": 2}, "PROMPTS_MISSED"),
    ],
)
def test_each_proof_can_be_required_and_what_is_shown_unasked_has_to_be_enough(
    document: str, said: dict[str, Any], earns: str | None
) -> None:
    earned = award(under(f"online: {{{document}}}").when(done(**said)))
    assert earned == ("0.00" if earns else "3.00", earns)


# Scores on a scale


@pytest.mark.parametrize(
    ("raw", "least", "most", "score"),
    [("8", "0", "20", "40.00"), ("7.999", "0", "20", "39.99"), ("2", "1", "6", "20.00"), ("0", "-5", "5", "50.00")],
)
def test_a_score_on_its_own_scale_is_put_on_one_of_a_hundred_rounded_down(
    raw: str, least: str, most: str, score: str
) -> None:
    spec = given(FIRE).when(done(raw_score={"raw": raw, "min": least, "max": most}))
    (completion, *_) = spec.facts
    assert isinstance(completion, CompletionRecorded)
    assert str(completion.score) == score
    assert award(spec)[1] == (None if Decimal(score) >= 40 else "NOT_PASSED")


@pytest.mark.parametrize(
    ("raw", "least", "most"), [("21", "0", "20"), ("-1", "0", "20"), ("5", "5", "5"), ("1", "2", "0")]
)
def test_a_score_off_its_scale_is_refused(raw: str, least: str, most: str) -> None:
    off = RawScore(raw=Decimal(raw), min=Decimal(least), max=Decimal(most))
    given(FIRE).when(done(raw_score=off)).refused(ScoreOffScale)


def test_one_score_is_given_and_no_more_is_answered_than_was_shown() -> None:
    for wrong in ({"score": "50", "raw_score": {"raw": "1", "max": "2"}}, {"checks_shown": 1, "checks_answered": 2}):
        with pytest.raises(ValidationError):
            done(**wrong)


# Standards

CPE = ListCourse(course="FIRE-1", title="审计", credits=Decimal("2.00"), minutes=100, calculator="nasba")


@pytest.mark.parametrize(
    ("said", "earns"),
    [
        ({}, ("0.00", "SELF_CERTIFIED")),
        ({"feedback": False}, ("0.00", "SELF_CERTIFIED")),
        ({"passed": True}, ("0.00", "CHECKS_MISSING")),
        ({"passed": True, "checks_shown": 6, "checks_answered": 5}, ("1.50", None)),
        ({"passed": True, "checks_shown": 6, "checks_answered": 6}, ("2.00", None)),
        ({"passed": True, "minutes": 10, "checks_shown": 6, "checks_answered": 6}, ("2.00", None)),
    ],
)
def test_nasba_online_wants_proof_and_goes_by_the_courses_own_length(
    said: dict[str, Any], earns: tuple[str, str | None]
) -> None:
    assert award(given(CPE).when(done(**said))) == earns


# Repeats


def repeat_of(spec: Spec) -> str | None:
    (one,) = [one for one in spec.facts if isinstance(one, CreditsAwarded)]
    return one.repeat_of


def test_a_repeat_names_what_was_paid() -> None:
    spec = given(FIRE, done("c-1")).when(done("c-2"))
    assert (award(spec), repeat_of(spec)) == (("0.00", "REPEAT"), "completion:c-1")
    assert repeat_of(closed("lin").when(done("c-1"))) == "session:S-1"
    assert repeat_of(given(FIRE).when(done("c-1"))) is None


def test_a_repeat_that_is_paid_when_the_first_is_void_keeps_what_it_rests_on_and_is_no_repeat() -> None:
    spec = hold(closed("lin"), "S-2", "lin", minutes=80)
    spec.when(VoidAttendance(session="S-1", employee="lin", because="PROXY"))
    (paid,) = [one for one in spec.facts if isinstance(one, CreditsAwarded)]
    assert (paid.activity, str(paid.credits), paid.repeat_of) == ("session:S-2", "2.66", None)
    assert paid.basis is not None
    assert paid.basis.minutes == 80


@pytest.mark.parametrize(
    ("counts", "years_ago", "earns"),
    [("once_a_year", 1, "3.00"), ("once_a_year", 0, "0.00"), ("once", 1, "0.00"), ("always", 0, "3.00")],
)
def test_how_often_a_course_counts_is_policy(counts: str, years_ago: int, earns: str) -> None:
    spec = under(f"calculators: {{course_counts: {counts}}}")
    spec.given(done("c-1", at=NOON - timedelta(days=365 * years_ago)))
    assert award(spec.when(done("c-2")))[0] == earns


def test_where_a_course_counts_once_the_first_of_another_year_gives_way_to_the_next() -> None:
    spec = under("calculators: {course_counts: once}").given(done("c-1", at=NOON - timedelta(days=365)), done("c-2"))
    void = VoidCompletion(employee="lin", course="FIRE-1", completion="c-1", because="WITHDRAWN")
    (paid,) = [one for one in spec.when(void).facts if isinstance(one, CreditsAwarded)]
    assert (paid.activity, str(paid.credits)) == ("completion:c-2", "3.00")


def test_what_was_paid_is_not_paid_again_when_rules_that_came_later_would_have_made_it_a_repeat() -> None:
    spec = under("calculators: {course_counts: always}").given(done("c-1"), done("c-2"))
    ruled(spec, "calculators: {course_counts: once_a_year}")
    spec.when(VoidCompletion(employee="lin", course="FIRE-1", completion="c-1", because="WITHDRAWN"))
    assert [one for one in spec.facts if isinstance(one, CreditsAwarded)] == []
