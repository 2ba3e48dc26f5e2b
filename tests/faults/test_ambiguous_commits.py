"""The append is stored but its reply is lost: nobody is refused for nothing, and nothing happens twice."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from faults.journal import Journal
from faults.linearizable import RECORDED
from faults.proxy import Fault, Proxy
from faults.scene import CODES, caller, points, rewards, set_up
from faults.warmth import compare
from faults.witness import assert_faultless
from psycopg.errors import UniqueViolation

from ledger.decisions.redeem_reward import RedeemReward
from ledger.log.log import LogUnavailable
from ledger.log.postgres import APPEND_SECONDS, PostgresLog
from ledger.log.silence import CONNECT_SECONDS
from ledger.recording import Recorded
from ledger.writing import Ledger

UNITS = 5000
CUTS = [10, pytest.param(200, marks=pytest.mark.soak)]
PAUSES = 1.0
LOOKS = "where n = 0 or digests[n] is not null"


class Till:
    """A ledger behind a proxy, and a journal of what it answered."""

    def __init__(self, url: str, proxy: Proxy, folder: Path) -> None:
        self.proxy = proxy
        self.begun_at = set_up(url, [*rewards(["leave"], stock=UNITS), *points(["lin"], UNITS)])
        self.ledger = Ledger(PostgresLog.open(proxy.url), codes=CODES)
        self.file = folder / "till"
        self.journal = Journal(self.file)
        self._url = url

    def redeem(self, key: str) -> Recorded:
        """Ask once; whatever goes wrong is the caller's to see."""
        command = RedeemReward(employee="lin", reward="leave")
        self.journal.asked(key, command)
        recorded = self.ledger.record(command, caller(key))
        self.journal.answered(key, RECORDED, recorded.first)
        return recorded

    def assert_faultless(self) -> int:
        """Hold all answers against the log and give how many there were."""
        self.journal.compared(*compare(self.ledger))
        return len(assert_faultless(self._url, [self.file], self.begun_at))


@pytest.fixture
def till(ledger_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    # Of a short name: the path of a Unix socket has at most 107 characters.
    with Proxy(ledger_database, tmp_path_factory.mktemp("p")) as proxy:
        till = Till(ledger_database, proxy, tmp_path_factory.mktemp("journal"))
        yield till
        till.ledger.close()
        till.journal.close()


@pytest.mark.parametrize("cuts", CUTS)
@pytest.mark.parametrize("fault", [Fault.CUT_REPLY, Fault.CUT_RACE, Fault.CUT_BEFORE])
def test_a_request_whose_reply_was_cut_off_is_answered_once_and_truly(till: Till, fault: Fault, cuts: int) -> None:
    for n in range(cuts):
        till.proxy.arm(fault)
        # The ledger asks again by itself: its caller notices nothing but a pause.
        assert till.redeem(f"k{n}").recorded_at
    assert till.proxy.hurt == cuts
    assert till.assert_faultless() == cuts


@pytest.mark.parametrize("fault", [Fault.CUT_REPLY, Fault.CUT_RACE])
def test_requests_without_a_name_are_found_again_too(till: Till, fault: Fault) -> None:
    for _ in range(10):
        till.proxy.arm(fault)
        till.ledger.record(RedeemReward(employee="lin", reward="leave"), caller("")._replace(request=None))
    assert till.proxy.hurt == 10
    assert till.ledger.log.head() == till.begun_at + 10


def test_control_a_log_that_does_not_look_for_what_it_has_stored_refuses_it(till: Till, ledger_database: str) -> None:
    with psycopg.connect(ledger_database, autocommit=True) as owner:
        (append,) = owner.execute("select pg_get_functiondef('ledger.append'::regproc)").fetchone() or ("",)
        assert LOOKS in append
        owner.execute(append.replace(LOOKS, "where false").encode())
    till.proxy.arm(Fault.CUT_REPLY)
    with pytest.raises(UniqueViolation):
        till.redeem("k")
    assert till.ledger.log.head() == till.begun_at + 1


def test_a_repeat_after_a_lost_reply_gives_the_stored_answer(till: Till) -> None:
    till.proxy.arm(Fault.CUT_REPLY, appends=1)
    first = till.redeem("k")
    again = till.redeem("k")
    assert (again.first, again.events, again.repeat) == (first.first, first.events, True)
    assert till.assert_faultless() == 2


def test_connections_cut_while_idle_are_not_noticed(till: Till) -> None:
    for n in range(5):
        till.redeem(f"before-{n}")
        till.proxy.reset()
        till.redeem(f"after-{n}")
        till.proxy.reset()
        till.ledger.rehearse([RedeemReward(employee="lin", reward="leave")], caller("rehearsal"))
    assert till.assert_faultless() == 10


def test_a_database_that_falls_silent_is_unavailable_within_a_bound_and_is_used_again_after(till: Till) -> None:
    till.redeem("before")
    till.proxy.fault = Fault.BLACKHOLE
    begun = time.monotonic()
    with pytest.raises(LogUnavailable):
        till.redeem("during")
    assert time.monotonic() - begun < 2 * (APPEND_SECONDS + CONNECT_SECONDS) + PAUSES
    till.proxy.fault = Fault.NONE
    begun = time.monotonic()
    till.redeem("during")
    till.redeem("after")
    assert time.monotonic() - begun < CONNECT_SECONDS
    assert till.assert_faultless() == 4
