"""The shape of our own side: one kind of work after the other, without knowing how it is done."""

from typing import Protocol

from benchmarks.measure import Side


class Ours(Protocol):
    """What Merit brings to the comparison: one side for each kind of work."""

    def redemption(self, rewards: int, processes: int = 1) -> Side:
        """Redeem over so many rewards, with the callers shared among so many writer processes."""
        ...

    def session_close(self, attendees: int) -> Side:
        """Close sessions of so many attendees; the latency is that of one whole close."""
        ...

    def http_redemption(self) -> Side:
        """Redeem over HTTP, a connection for every caller."""
        ...

    def http_parsing(self) -> Side:
        """Post the same body to an endpoint of the same server that parses it and inserts nothing."""
        ...

    def importing(self) -> Side:
        """Import a file end to end; the rate is in facts."""
        ...

    def following(self) -> Side:
        """Bring all views up to date; the rate is in facts."""
        ...

    def rebuilding(self, facts: int) -> Side:
        """Rebuild all views from so many facts (times the effort's scale); the rate is in facts."""
        ...

    def stating(self, entries: int) -> Side:
        """State an account of so many entries (times the effort's scale)."""
        ...

    def recomputing(self, people: int) -> Side:
        """Derive how people stand who have a year behind them; the rate is in people."""
        ...

    def simulating(self, people: int) -> Side:
        """Try a draft policy that counts all attendance again on such people; the rate is in people."""
        ...

    def closing_year(self, people: int) -> Side:
        """Close a year of such people, up to the seal and the carry-over; the rate is in people."""
        ...

    def branch_page(self, people: int) -> Side:
        """Show a page of a branch of a company of so many people."""
        ...

    def explaining(self, people: int) -> Side:
        """Explain what one of so many people owes and has."""
        ...

    def visibility(self) -> Side:
        """Record a command and query until it shows; the latency is from one to the other."""
        ...

    def settling(self, lots: int) -> Side:
        """Let so many lots (times the effort's scale) lapse by the scheduled run; the rate is in lots."""
        ...

    def passing_by(self, people: int) -> Side:
        """Serve so many different people (times the effort's scale) and watch the process's peak memory."""
        ...

    def sealing(self) -> Side:
        """Put a backlog under a signed root; the rate is in facts."""
        ...

    def checking(self, command: str) -> Side:
        """Check all of the sealed log as an auditor does, with this command; the rate is in facts."""
        ...

    def checking_credit(self) -> Side:
        """Check one fact of a sealed log as an auditor does."""
        ...

    def proving(self) -> Side:
        """Prove over HTTP that facts are in the log."""
        ...

    def delivering(self) -> Side:
        """Tell a receiver of this machine of a backlog by webhooks."""
        ...
