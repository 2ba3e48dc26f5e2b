"""Restatements over a whole company: foreseen to the cent, carried out in hands, resumed where they stopped."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from scheduled.scene import Office

from api.scheduled import restatements as scheduled
from ledger.decisions.approve_restatement import ApproveRestatement
from ledger.decisions.check_in import CheckIn
from ledger.decisions.close_session import CloseSession
from ledger.decisions.draft_policy import DraftPolicy
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.list_course import ListCourse
from ledger.decisions.open_session import OpenSession
from ledger.decisions.propose_recomputation import ProposeRecomputation
from ledger.decisions.propose_revaluation import ProposeRevaluation
from ledger.decisions.propose_session_void import ProposeSessionVoid
from ledger.decisions.publish_policy import PublishPolicy
from ledger.decisions.record_completion import RecordCompletion
from ledger.decisions.schedule_session import ScheduleSession
from ledger.events import PolicyDrafted, RestatementProposed
from ledger.recording import Caller, Command
from projections import restatements
from projections.restatements import Restatement

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
PEOPLE = [f"E-{number:03}" for number in range(7)]
COURSES = ("FIRE", "TEA")
HR = Caller("hr-desk", operator=True)
ZHOU, QIAN = (HR._replace(on_behalf_of=person) for person in ("zhou", "qian"))
TWO = ProposeRevaluation(course="FIRE", credits=Decimal("2.00"), since="2026-03-01", because="MISPRINT")
AWARDS = """
select employee, course, activity, credits, shortfall from view_transcript.activities order by employee, activity
"""


@pytest.fixture
def company(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Seven people who completed two courses twice, the second time for nothing; hands of three."""
    monkeypatch.setattr(scheduled, "HAND", 3)
    learn(office)
    return office


def learn(office: Office) -> None:
    for course in COURSES:
        office.ledger.record(ListCourse(course=course, title="课", credits=Decimal("3.00"), minutes=60), HR)
    for number, person in enumerate(PEOPLE):
        for course in COURSES:
            for again in range(2):
                done = RecordCompletion(
                    employee=person,
                    course=course,
                    completion=f"{person}-{course}-{again}",
                    source="lms",
                    watched_share=Decimal("0.70") if number % 3 == 0 and not again else Decimal("0.90"),
                    at=AT + timedelta(days=again),
                )
                office.ledger.record(done, HR)


def run(office: Office) -> scheduled.Restated:
    office.follow("restatements", "transcript")
    return scheduled.restate(office.ledger, office.reader)


def approved(office: Office, proposal: Command) -> Restatement:
    """Zhou proposes, a run previews, Qian approves."""
    (made,) = office.ledger.record(proposal, ZHOU).events
    assert isinstance(made, RestatementProposed)
    assert run(office) == (1, 0)
    office.ledger.record(ApproveRestatement(restatement=made.restatement), QIAN)
    return read(office)


def read(office: Office) -> Restatement:
    office.follow("restatements", "transcript")
    return restatements.restatements(office.reader)[-1]


def came_to(one: Restatement) -> dict[str, Any]:
    return {
        "people": one.people,
        "credits_reversed": str(one.credits_reversed),
        "credits_awarded": str(one.credits_awarded),
        "points_reversed": one.points_reversed,
        "points_earned": one.points_earned,
        "debt": one.debt,
    }


def republished(office: Office) -> Command:
    (draft,) = office.ledger.record(DraftPolicy(document="online: {minimum_watched_share: 0.6}"), ZHOU).events
    assert isinstance(draft, PolicyDrafted)
    office.ledger.record(PublishPolicy(version=draft.version, since="2026-01-01", because="WRONG_SHARE"), QIAN)
    return ProposeRecomputation(version=draft.version, because="WRONG_SHARE")


def test_what_was_foreseen_is_what_it_comes_to(company: Office) -> None:
    for proposal in (TWO, republished(company)):
        foreseen = approved(company, proposal)
        assert foreseen.state == "approved"
        assert run(company) == (0, 1)
        done = read(company)
        assert (done.state, came_to(done)) == ("finished", foreseen.foreseen)
    assert came_to(done)["people"] == 3
    assert run(company) == (0, 0)


def test_a_revaluation_moves_whoever_learnt_the_course_and_nobody_else(company: Office) -> None:
    approved(company, TWO)
    run(company)
    rows = company.reader.execute(AWARDS).fetchall() if read(company) else []
    paid = {(course, credits_) for _, course, _, credits_, shortfall in rows if shortfall is None}
    assert paid == {("FIRE", Decimal("2.00")), ("TEA", Decimal("3.00"))}
    assert read(company).awards == len(PEOPLE)


class Killed(BaseException):
    """The power went."""


@pytest.mark.parametrize("commits", range(8))
def test_a_run_killed_at_any_commit_is_resumed_to_the_same_end(
    company: Office, other_office: Office, monkeypatch: pytest.MonkeyPatch, commits: int
) -> None:
    learn(other_office)
    for office in (company, other_office):
        approved(office, republished(office))
    steps = iter(range(commits))
    record = company.ledger.record_together

    def dying(commands: Any, caller: Caller) -> Any:
        if next(steps, None) is None:
            raise Killed
        return record(commands, caller)

    monkeypatch.setattr(company.ledger, "record_together", dying)
    try:
        run(company)
    except Killed:
        monkeypatch.setattr(company.ledger, "record_together", record)
        run(company)
    run(other_office)
    ends = [(read(office).state, came_to(read(office))) for office in (company, other_office)]
    assert ends[0] == ends[1]
    assert ends[0][0] == "finished"
    assert company.reader.execute(AWARDS).fetchall() == other_office.reader.execute(AWARDS).fetchall()
    # Of one instant and kind, the order is nobody's.
    assert sorted(map(repr, company.moved())) == sorted(map(repr, other_office.moved()))


def test_a_follower_that_has_not_come_as_far_as_the_approval_makes_a_run_wait(company: Office) -> None:
    approved(company, TWO)
    late = RecordCompletion(employee="late", course="FIRE", completion="late", source="lms", at=AT)
    company.ledger.record(late, HR)
    company.follow("restatements")
    company.reader.execute("update office.bookmarks set position = 1 where view = 'transcript'")
    assert scheduled.restate(company.ledger, company.reader) == (0, 0)
    assert read(company).state == "approved"


def test_two_runs_at_once_do_everything_once(company: Office) -> None:
    approved(company, TWO)
    one = read(company)
    hands = list(scheduled._hands(company.reader, one))
    company.ledger.record_together(scheduled._commands(one, hands[0]), scheduled._caller(one, "other"))
    assert scheduled.restate(company.ledger, company.reader) == (0, 1)
    assert came_to(read(company)) == one.foreseen


def test_a_whole_session_is_voided_in_one_hand(ledger_session: tuple[Office, str]) -> None:
    office, session = ledger_session
    foreseen = approved(office, ProposeSessionVoid(session=session, because="NEVER_HELD"))
    assert run(office) == (0, 1)
    assert came_to(read(office)) == foreseen.foreseen
    assert (foreseen.foreseen or {})["people"] == len(PEOPLE) + 1


@pytest.fixture
def ledger_session(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[Office, str]:
    """A session that all seven attended."""
    monkeypatch.setattr(scheduled, "HAND", 3)
    hold(office)
    return office, "S-1"


def hold(office: Office) -> None:
    ends = AT + timedelta(minutes=90)
    plan = ScheduleSession(session="S-1", course="FIRE", branch="CD", starts_at=AT, ends_at=ends, trainer="wu")
    commands = (
        ListCourse(course="FIRE", title="消防安全", credits=Decimal("3.00"), minutes=90),
        plan,
        *(EnrolLearner(session="S-1", employee=person) for person in PEOPLE),
        OpenSession(session="S-1"),
        *(CheckIn(session="S-1", employee=person, method="kiosk", at=AT) for person in PEOPLE),
        CloseSession(session="S-1"),
    )
    for command in commands:
        office.ledger.record(command, HR)
