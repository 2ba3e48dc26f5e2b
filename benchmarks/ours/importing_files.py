"""Files of other systems into facts, from the first byte read to the last fact stored."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from uuid import UUID

import psycopg

from api.imports.asking import ResultAsking, StatementAsking
from api.imports.naming import Directory
from api.imports.results import read_results
from api.imports.runs import Run
from api.imports.statements import read_statements
from api.imports.taking import take
from benchmarks.children import answer_of, child
from benchmarks.measure import Effort, Result
from benchmarks.ours.company import BEGAN_AT, HOLES, counted, employee, opened
from ledger.log.migrate import migrate

HEAD = "select coalesce(max(position), 0) from ledger.events"
# As in the files that were looked at: a person takes some six assessments, and four of five are passed.
RESULTS_A_PERSON = 6
VERBS = ("completed", "experienced", "passed", "attended")


@dataclass(frozen=True)
class Importing:
    """A CSV file of assessment results, then a file of xAPI statements."""

    results: int
    statements: int
    name: str = "Merit, importing results and statements"

    def setup(self, database: str, _scale: float) -> None:
        """Begin with an empty ledger."""
        migrate(database)

    def run(self, database: str, callers: int, effort: Effort) -> Result:
        """Import both files in a process of its own; a row that was not taken is an error."""
        assert callers == 1, "files are imported one after the other"
        rows = [max(100, round(amount * effort.scale)) for amount in (self.results, self.statements)]
        with tempfile.TemporaryDirectory() as folder:
            results, statements = Path(folder, "results.csv"), Path(folder, "statements.jsonl")
            results.write_text("".join(_results(rows[0])), encoding="utf-8")
            statements.write_text("".join(_statements(rows[1])), encoding="utf-8")
            with child(_work, (database, results, statements)) as pipe:
                took = sum(answer_of(pipe) for _ in rows)
                taken: int = answer_of(pipe)
        facts = counted(database, HEAD)
        errors = abs(sum(rows) - taken) + counted(database, HOLES)
        return Result(rate_per_second=facts / took, p50_ms=took * 1_000, p99_ms=took * 1_000, errors=errors)


def _work(pipe: "Connection[object, object]", task: tuple[str, Path, Path]) -> None:
    database, results, statements = task
    ledger = opened(database)
    taken = 0
    with psycopg.connect(database, autocommit=True) as connection:
        began = perf_counter()
        with read_results(results) as reading:
            run = Run(connection, "results", "results", results.name)
            taken += take(ledger, run, reading, ResultAsking(day_zero=BEGAN_AT.date()), _untold).recorded
        pipe.send(perf_counter() - began)
        began = perf_counter()
        with read_statements(statements) as told:
            run = Run(connection, "xapi", "xapi", statements.name)
            taken += take(ledger, run, told, StatementAsking(Directory(connection)), _untold).recorded
        pipe.send(perf_counter() - began)
    ledger.close()
    pipe.send(taken)


def _untold(_reached: int, _total: int | None) -> None:
    """Nobody watches."""


def _results(amount: int) -> Iterator[str]:
    yield "id_assessment,id_student,date_submitted,is_banked,score\n"
    for n in range(amount):
        person, assessment = divmod(n, RESULTS_A_PERSON)
        yield f"{1752 + assessment},{11391 + person},{n % 240},0,{25 + n * 7 % 75}\n"


def _statements(amount: int) -> Iterator[str]:
    for n in range(amount):
        name, verb = employee(n // 8), VERBS[n % len(VERBS)]
        said = {
            "id": str(UUID(int=(n << 64) + 0x4000_8000_0000_0000_0000)),
            "actor": {"objectType": "Agent", "account": {"homePage": "https://learn.example", "name": name}},
            "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en": verb}},
            "object": {"objectType": "Activity", "id": f"https://learn.example/course/{n % 400}"},
            "result": {"completion": True, "success": True, "score": {"scaled": 0.86}, "duration": "PT42M"},
            "context": {"platform": "Learning", "extensions": {"https://learn.example/unit": n % 12}},
            "timestamp": (BEGAN_AT + timedelta(minutes=n)).isoformat(),
        }
        yield json.dumps(said) + "\n"
