"""Take a published policy out of force."""

from ledger.events import PolicyRetired
from ledger.four_eyes import decider
from ledger.models.policies import PolicyBook, day_of, first_moment
from ledger.recording import Command, Past
from ledger.refusals.policies import PolicyDayPast, PolicyNotInForce, PolicyUnknown
from ledger.vocabulary import Day, Id, ReasonCode


class RetirePolicy(Command):
    """Say from which day on a version is no longer in force; by then the layers below it speak alone."""

    version: Id
    until: Day
    because: ReasonCode

    def decide(self, past: Past) -> PolicyRetired:
        """Refuse the publisher, what is not published, and a day that is not in the future."""
        version = past.read(PolicyBook()).versions.get(self.version)
        if version is None:
            raise PolicyUnknown(version=self.version)
        if version.publisher is None or version.state != "published":
            raise PolicyNotInForce(version=self.version, state=version.state)
        retirer = decider(past, version.publisher)
        if first_moment(self.until) <= past.now:
            raise PolicyDayPast(day=self.until, today=str(day_of(past.now)))
        return PolicyRetired(
            version=self.version, until=self.until, retirer=retirer, because=self.because, effective_at=past.now
        )
