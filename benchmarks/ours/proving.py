"""The sealed log: putting a backlog under a signed root, and checking it as an auditor does."""

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from api import garbage
from benchmarks.children import answer_of, child
from benchmarks.latency import result_of
from benchmarks.measure import Effort, Result
from benchmarks.ours.callers_over_http import Answers, Plan, call
from benchmarks.ours.company import WRITER_KEY, writer
from benchmarks.ours.history import record
from benchmarks.ours.http_server import Served, serve
from benchmarks.ours.over_http import token
from ledger.log.migrate import migrate
from ledger.log.postgres import PostgresLog
from projections.audit import sealing
from projections.audit.published import Published
from projections.audit.store import TileStore
from projections.audit.tlog.keys import ED25519, KEY_SIZE, SignerKey
from projections.audit.tlog.leaf import leaf_of
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.verifier.command_line import main as verify
from projections.audit.witness.asking import Witnesses
from projections.audit.witnessed import WitnessedStore, nobody

KEY = SignerKey("bench.localhost/merit", ED25519, b"\1" * KEY_SIZE)
PROOF = "credit.tlog-proof"
CREDITS = 100  # checked one after the other
REQUESTS_A_SECOND = 3_000


@dataclass(frozen=True)
class _Sealed:
    """A log of facts that writers signed, a hand of them under each signature."""

    facts: int

    def setup(self, database: str, scale: float) -> None:
        """Record the past."""
        migrate(database)
        record(database, round(self.facts * scale), writer())

    @contextmanager
    def sealed(self, database: str) -> Iterator[Path]:
        """Seal it all into a folder."""
        with TemporaryDirectory() as folder:
            store = WitnessedStore(Path(folder), Witnesses(nobody(KEY)))
            keys = sealing.Keys(KEY, [WRITER_KEY.verifier])
            sealing.seal_once(database, store, keys, lambda _: None, lambda *_: None)
            yield Path(folder)


@dataclass(frozen=True)
class Sealing(_Sealed):
    """A sealer that finds a backlog."""

    name: str = "Merit, sealing"

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Seal it."""
        assert callers == 1, "one sealer is at work"
        garbage.search_seldom()
        began = perf_counter()
        with self.sealed(database) as folder:
            took = perf_counter() - began
            wrong = abs(TileStore(folder).checkpoint().size - round(self.facts * effort.scale))
        return _amount(round(self.facts * effort.scale), took, wrong)


@dataclass(frozen=True)
class Checking(_Sealed):
    """An auditor's verifier, over all of the log."""

    command: str
    name: str

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Check once."""
        assert callers == 1, "one auditor checks"
        with self.sealed(database) as folder, redirect_stdout(StringIO()):
            with_database = ["--dsn", database] if self.command == "db" else []
            began = perf_counter()
            wrong = verify([self.command, "--tiles", str(folder), "--key", str(KEY.verifier), *with_database])
            took = perf_counter() - began
        return _amount(round(self.facts * effort.scale), took, wrong)


@dataclass(frozen=True)
class CheckingCredit(_Sealed):
    """An auditor's verifier, given the proof of one fact, again and again."""

    name: str = "Merit, checking one credit"

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Check the fact in the middle."""
        assert callers == 1, "one auditor checks"
        with self.sealed(database) as folder, redirect_stdout(StringIO()):
            file = folder / PROOF
            file.write_bytes(_proof(database, TileStore(folder), round(self.facts * effort.scale) // 2))
            latencies, wrong = [], 0
            for _ in range(CREDITS):
                began = perf_counter()
                wrong += verify(["credit", str(file), "--key", str(KEY.verifier)])
                latencies.append(perf_counter() - began)
        return result_of(latencies, sum(latencies), CREDITS, wrong)


@dataclass(frozen=True)
class Proving(_Sealed):
    """Inclusion proofs over HTTP, of facts anywhere in the log."""

    name: str = "Merit, proving over HTTP"

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Serve and call."""
        amount = round(self.facts * effort.scale)
        with self.sealed(database) as folder, child(serve, Served(database, folder)) as server:
            requests = _requests(token(database, "auditor"), amount, effort.warm_up + effort.seconds)
            with child(call, Plan(answer_of(server), callers, effort.warm_up, effort.seconds, requests)) as client:
                answers: Answers = answer_of(client)
            server.send("stop")
        return result_of(answers.latencies, effort.seconds, answers.in_time, answers.errors)


def _requests(secret: str, facts: int, seconds: float) -> list[bytes]:
    chance = Random(facts)
    positions = [chance.randrange(facts) + 1 for _ in range(round(REQUESTS_A_SECOND * seconds))]
    rest = f"host: merit\r\nauthorization: Bearer {secret}\r\n\r\n"
    return [f"GET /v1/log/proofs/inclusion?position={n} HTTP/1.1\r\n{rest}".encode() for n in positions]


def _proof(database: str, store: TileStore, position: int) -> bytes:
    log = PostgresLog.open(database)
    fact = log.between(position, position)[0]
    log.close()
    return Published(store).receipt(position, ShownFact(leaf_of(*fact), fact.data))


def _amount(facts: int, took: float, wrong: int) -> Result:
    return Result(rate_per_second=facts / took, p50_ms=took * 1_000, p99_ms=took * 1_000, errors=wrong)
