"""Let a request go that nobody approved in time."""

from collections.abc import Sequence

from ledger.events import Event, RedemptionLapsed
from ledger.recording import Command, Past
from ledger.redeeming import about, asked, called_off
from ledger.refusals.approvals import ApprovalNotAwaited, ApprovalNotOverdue
from ledger.vocabulary import Id


class LapseRedemption(Command):
    """Give points and units of an overdue request back, dated on the moment it was due."""

    redemption: Id

    def decide(self, past: Past) -> Sequence[Event]:
        """Refuse what is not overdue, so that a late, early or second run changes nothing."""
        request, so_far = asked(past, self.redemption)
        due = request.lapses_at
        if so_far.state != "requested" or due is None:
            raise ApprovalNotAwaited(redemption=self.redemption, state=so_far.state)
        if past.now < due:
            raise ApprovalNotOverdue(redemption=self.redemption, lapses_at=due.isoformat())
        lapsed = RedemptionLapsed(**about(request), effective_at=due)
        return [lapsed, *called_off(past, request, so_far, "APPROVAL_LAPSED", due)]
