"""Our own side of the comparison: one side for each kind of work, as `benchmarks.merit.Ours` names them."""

from benchmarks.measure import Side
from benchmarks.ours.closing import Closing
from benchmarks.ours.compliance import Asking, ClosingYear, Recomputing, Simulating
from benchmarks.ours.delivering import Delivering
from benchmarks.ours.importing_files import Importing
from benchmarks.ours.over_http import OverHttp
from benchmarks.ours.passing import PassingBy
from benchmarks.ours.proving import Checking, CheckingCredit, Proving, Sealing
from benchmarks.ours.redeeming import Redeeming
from benchmarks.ours.seeing import Seeing
from benchmarks.ours.settling import Settling
from benchmarks.ours.stating import Stating
from benchmarks.ours.views import Following, Rebuilding
from benchmarks.workload import SPREAD_REWARDS

FOLLOWED_FACTS = SEALED_FACTS = 300_000
DELIVERED_FACTS = 10_000
RESULTS, STATEMENTS = 60_000, 20_000


def redemption(rewards: int, processes: int = 1) -> Side:
    """Redeem over so many rewards, with the callers shared among so many writer processes."""
    return Redeeming(rewards, processes)


def session_close(attendees: int) -> Side:
    """Close sessions of so many attendees."""
    return Closing(attendees)


def http_redemption() -> Side:
    """Redeem over HTTP."""
    return OverHttp("HTTP redemptions", "/v1/redemptions", SPREAD_REWARDS, records=True)


def http_parsing() -> Side:
    """Parse the same body and insert nothing."""
    return OverHttp("HTTP parsing", "/v1/parsed-redemptions", SPREAD_REWARDS, records=False)


def importing() -> Side:
    """Import a file of assessment results and one of xAPI statements."""
    return Importing(RESULTS, STATEMENTS)


def following() -> Side:
    """Bring all views up to date from nothing."""
    return Following(FOLLOWED_FACTS)


def rebuilding(facts: int) -> Side:
    """Rebuild all views from so many facts."""
    return Rebuilding(facts)


def stating(entries: int) -> Side:
    """State an account of so many entries."""
    return Stating(entries)


def settling(lots: int) -> Side:
    """Let so many lots lapse."""
    return Settling(lots)


def recomputing(people: int) -> Side:
    """Derive how so many people stand."""
    return Recomputing(people)


def simulating(people: int) -> Side:
    """Try a draft policy on so many people."""
    return Simulating(people)


def closing_year(people: int) -> Side:
    """Close a year of so many people."""
    return ClosingYear(people)


def branch_page(people: int) -> Side:
    """Show a page of a branch of a company of so many people."""
    return Asking(people, why=False)


def explaining(people: int) -> Side:
    """Explain the credits of one of so many people."""
    return Asking(people, why=True)


def visibility() -> Side:
    """Record a command and query until it shows."""
    return Seeing()


def passing_by(people: int) -> Side:
    """Serve so many different people."""
    return PassingBy(people)


def sealing() -> Side:
    """Seal a backlog."""
    return Sealing(SEALED_FACTS)


def checking(command: str) -> Side:
    """Check all of the sealed log as an auditor does, with this command."""
    return Checking(SEALED_FACTS, command, f"merit-verify {command}")


def checking_credit() -> Side:
    """Check one fact as an auditor does."""
    return CheckingCredit(SEALED_FACTS)


def proving() -> Side:
    """Prove over HTTP that facts are in the log."""
    return Proving(SEALED_FACTS)


def delivering() -> Side:
    """Tell one subscriber of a backlog."""
    return Delivering(DELIVERED_FACTS)
