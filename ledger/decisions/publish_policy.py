"""Put a drafted policy in force."""

from collections.abc import Sequence
from datetime import datetime

from ledger.events import PolicyPublished
from ledger.four_eyes import decider
from ledger.models.policies import PolicyBook, day_of, first_moment
from ledger.policy.layers import Version
from ledger.recording import Command, Past
from ledger.refusals.policies import PolicyBackdated, PolicyOverlaps, PolicyStateWrong, PolicyUnknown
from ledger.vocabulary import Day, Id, ReasonCode


class PublishPolicy(Command):
    """Publish another person's draft from a day on; for a day that is not in the future, say why."""

    version: Id
    since: Day
    because: ReasonCode | None = None

    def decide(self, past: Past) -> PolicyPublished:
        """Refuse the drafter, the past without a reason, and a day before another version's that is still to begin."""
        book = past.read(PolicyBook())
        draft = book.versions.get(self.version)
        if draft is None:
            raise PolicyUnknown(version=self.version)
        publisher = decider(past, draft.drafter)
        if draft.state != "draft":
            raise PolicyStateWrong(version=self.version, state=draft.state)
        begins_at, today = first_moment(self.since), day_of(past.now)
        if begins_at <= past.now and self.because is None:
            raise PolicyBackdated(day=self.since, today=str(today))
        _refuse_before_another(draft, book.of(draft.layer), begins_at, past.now)
        return PolicyPublished(
            version=self.version,
            since=self.since,
            publisher=publisher,
            because=self.because,
            effective_at=past.now,
        )


def _refuse_before_another(draft: Version, published: Sequence[Version], begins_at: datetime, now: datetime) -> None:
    """What is still to begin is not superseded in silence."""
    for other in published:
        if other.begins and other.begins_at is not None and now < other.begins_at >= begins_at:
            raise PolicyOverlaps(
                version=draft.name, day=str(day_of(begins_at)), other=other.name, begins=str(day_of(other.begins_at))
            )
