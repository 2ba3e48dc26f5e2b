"""Many callers, two processes, one last unit: exactly as many succeed as there is to have."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from faults.callers import redemption_of
from faults.linearizable import RECORDED
from faults.processes import Child, idle_writer, race
from faults.scene import CODES, points, rewards, session, set_up
from faults.witness import assert_faultless

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.check_in import CheckIn
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.withdraw_enrolment import WithdrawEnrolment
from ledger.recording import Command

CROWD = [f"e{n}" for n in range(200)]


class Stage:
    """A database where races are run."""

    def __init__(self, url: str, folder: Path, racers: Sequence[Child]) -> None:
        self.url = url
        self.folder = folder
        self.racers = racers

    def outcomes(self, scene: Sequence[Command], asked: Sequence[tuple[str, Command]]) -> Counter[str]:
        """Race, hold all answers against the log, and count them."""
        begun_at = set_up(self.url, scene)
        operations = assert_faultless(self.url, race(self.racers, self.url, self.folder, asked), begun_at)
        return Counter(one.outcome for one in operations)

    def head(self) -> int:
        """Where the log ends."""
        with psycopg.connect(self.url) as connection:
            return len(connection.execute("select from ledger.events").fetchall())

    def facts(self, kind: str) -> int:
        """Count the facts of one type."""
        with psycopg.connect(self.url) as connection:
            found = connection.execute("select count(*) from ledger.events where type = %s", [kind]).fetchone()
        return int(found[0]) if found else 0


@pytest.fixture(scope="module")
def racers() -> Iterator[list[Child]]:
    """Two processes for all races."""
    started = [idle_writer() for _ in range(2)]
    yield started
    for racer in started:
        racer.finish()


@pytest.fixture
def stage(ledger_database: str, tmp_path: Path, racers: list[Child]) -> Stage:
    return Stage(ledger_database, tmp_path, racers)


def keyed(commands: Sequence[Command]) -> list[tuple[str, Command]]:
    """Each command under a key of its own."""
    return [(f"k{n}", command) for n, command in enumerate(commands)]


def test_of_200_callers_for_50_units_exactly_50_succeed_and_all_others_hear_that_none_is_left(stage: Stage) -> None:
    asked = keyed([RedeemReward(employee=one, reward="leave") for one in CROWD])
    outcomes = stage.outcomes([*rewards(["leave"], stock=50), *points(CROWD, 1)], asked)
    assert outcomes == {RECORDED: 50, "STOCK_EXHAUSTED": 150}
    assert stage.facts("RedemptionRequested") == 50


def test_one_purse_is_never_overdrawn_whatever_it_is_spent_on(stage: Stage) -> None:
    names = [f"r{n}" for n in range(200)]
    asked = keyed([RedeemReward(employee="lin", reward=name) for name in names])
    outcomes = stage.outcomes([*rewards(names, stock=5), *points(["lin"], 50)], asked)
    assert outcomes == {RECORDED: 50, "POINTS_INSUFFICIENT": 150}


def test_a_session_never_has_more_learners_than_seats(stage: Stage) -> None:
    asked = keyed([EnrolLearner(session="S", employee=one) for one in CROWD])
    assert stage.outcomes(session("S", seats=50), asked) == {RECORDED: 50, "SESSION_FULL": 150}


def test_one_key_from_many_callers_and_processes_is_one_effect_and_one_answer(stage: Stage) -> None:
    # Dealt out in turn, so that each process has callers of every key.
    asked = [(f"k{n // 2 % 4}", RedeemReward(employee="lin", reward="leave")) for n in range(200)]
    outcomes = stage.outcomes([*rewards(["leave"], stock=3), *points(["lin"], 100)], asked)
    assert outcomes == {RECORDED: 150, "STOCK_EXHAUSTED": 50}
    assert stage.facts("RedemptionRequested") == 3
    assert stage.facts("CommandRefused") == 1


def test_one_code_lets_in_once_however_many_show_it_at_the_same_moment(stage: Stage) -> None:
    scene = session("S", seats=50, learners=["lin"])
    code = CODES.code("S", "lin", CODES.step(datetime.now(UTC)))
    asked = keyed([CheckIn(session="S", employee="lin", method="qr", code=code)] * 100)
    assert stage.outcomes(scene, asked) == {RECORDED: 1, "CODE_REPLAYED": 99}


def test_a_redemption_is_settled_once_by_whoever_comes_first(stage: Stage) -> None:
    begun = [(f"begun-{n}", RedeemReward(employee="lin", reward="leave")) for n in range(20)]
    stage.outcomes([*rewards(["leave"], stock=20), *points(["lin"], 20)], begun)
    begun_at = stage.head()
    settling: list[Command] = []
    for key, _ in begun:
        name = redemption_of(key)
        settling += [CancelRedemption(redemption=name), FulfilRedemption(redemption=name)] * 4
        settling += [RefundRedemption(redemption=name, because="UNUSED")] * 4
    (stage.folder / "settling").mkdir()
    journals = race(stage.racers, stage.url, stage.folder / "settling", keyed(settling))
    operations = assert_faultless(stage.url, journals, begun_at)
    assert {one.outcome for one in operations} == {RECORDED, "REDEMPTION_SETTLED"}
    assert stage.facts("RedemptionCancelled") + stage.facts("RedemptionFulfilled") == 20
    assert stage.facts("RedemptionRefunded") <= stage.facts("RedemptionFulfilled")


def test_a_seat_given_up_while_others_wait_is_taken_once(stage: Stage) -> None:
    seated = [f"s{n}" for n in range(20)]
    giving_up = [WithdrawEnrolment(session="S", employee=one) for one in seated]
    waiting = [EnrolLearner(session="S", employee=one) for one in CROWD[:40]]
    asked = [*giving_up, *waiting] * 2
    outcomes = stage.outcomes(session("S", seats=20, learners=seated), keyed(asked))
    assert outcomes["NOT_ON_ROSTER"] == 20
    assert set(outcomes) <= {RECORDED, "NOT_ON_ROSTER", "SESSION_FULL", "ALREADY_ENROLLED"}
