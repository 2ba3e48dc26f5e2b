"""The demo company is the same company every time, loaded whole, once."""

from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest

from api import people
from api.demo import year
from api.demo.company import company
from ledger.decisions.list_reward import ListReward
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger

CODES = RotatingCodes(b"a secret of thirty-two bytes, ok")
SIX_WEEKS = year.BEGINS + timedelta(weeks=6)

# Everything of a fact but the clock of the database that stored it.
FACTS = "select position, type, data, tags, effective_at, actor, on_behalf_of, request from ledger.events order by 1"


def digest(url: str) -> str:
    with psycopg.connect(url) as connection:
        return sha256(repr(connection.execute(FACTS).fetchall()).encode()).hexdigest()


def opened(url: str) -> PostgresLog:
    return PostgresLog.open(url)


def test_the_year_is_whole_and_a_second_run_adds_nothing(ledger_database: str) -> None:
    log = opened(ledger_database)
    reached: list[tuple[int, int]] = []
    assert year.state(log) == "empty"
    loaded = year.load(log, CODES, lambda done, days: reached.append((done, days)))
    head = log.head()
    assert year.state(log) == "loaded"
    assert head == sum(loaded.facts.values()) + sum(loaded.refusals.values()) + 1
    assert reached[-1] == (322, 322)
    assert reached == sorted(reached)
    log.close()
    for fact in (
        *("SessionScheduled", "CheckedIn", "CheckedOut", "PresenceImported", "SessionClosed", "SessionRated"),
        *("RatingClosed", "CreditsAwarded", "PointsEarned", "CompletionRecorded", "AttendanceCorrected"),
        *("AttendanceVoided", "PointsReversed", "RedemptionRequested", "RedemptionFulfilled"),
        *("RedemptionCancelled", "RedemptionRefunded", "PolicyDrafted", "PolicyPublished", "BranchOpened"),
        *("PositionAssigned", "ManagerAssigned", "AbsenceRecorded", "EmployeeMoved", "EmployeeLeft", "CourseRequired"),
        *("ObligationExempted", "RequirementChangeApproved", "AdjustmentApproved", "AdjustmentRejected"),
        *("MakeUpRequested", "SessionMadeUp"),
    ):
        assert loaded.facts[fact] > 0, fact
    assert {"CODE_INVALID", "NOT_ON_ROSTER", "SELF_ACTION_FORBIDDEN", "STOCK_EXHAUSTED"} <= set(loaded.refusals)


def test_the_same_seed_gives_the_same_facts_even_after_a_crash(ledger_database: str, second_ledger: str) -> None:
    whole, broken = opened(ledger_database), opened(second_ledger)
    year.load(whole, CODES, until=SIX_WEEKS)

    def die(done: int, _days: int) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        year.load(broken, CODES, die, until=SIX_WEEKS)
    assert year.state(broken) == "begun"
    year.load(broken, CODES, until=SIX_WEEKS)
    whole.close()
    broken.close()
    assert digest(second_ledger) == digest(ledger_database)


def test_a_ledger_with_facts_of_its_own_is_not_the_demo(ledger_database: str) -> None:
    log = opened(ledger_database)
    Ledger(log).record(ListReward(reward="R", title="R", kind="goods", price=1, stock=1), Caller("somebody"))
    assert year.state(log) == "foreign"
    log.close()


def test_people_are_kept_beside_the_log_and_found_by_what_others_call_them(ledger_database: str) -> None:
    everybody = company().people
    assert len({person.name for person in everybody}) == len(everybody) == 204
    with psycopg.connect(ledger_database, autocommit=True, options="-c role=merit_app") as connection:
        people.keep(connection, everybody)
        people.keep(connection, everybody)
        assert people.found_by(connection, "email", ["E-1001@Merit.Example", "nobody@merit.example"]) == {
            "E-1001@Merit.Example": "E-1001"
        }
        assert people.found_by(connection, "account", ["wecom-E-1002"]) == {"wecom-E-1002": "E-1002"}
        connection.execute("delete from office.people where employee = 'E-1001'")
        assert people.found_by(connection, "email", ["e-1001@merit.example"]) == {}


def test_chinese_names_sort_by_pinyin() -> None:
    names = ["张伟", "陈芳", "阿里", "Zoe Lee", "李娜", "Anna"]
    assert sorted(names, key=people.name_key) == ["阿里", "Anna", "陈芳", "李娜", "张伟", "Zoe Lee"]
