"""Put voucher codes aside, to be given out."""

from typing import Annotated

from pydantic import Field

from ledger.events import VouchersLoaded
from ledger.models.vouchers import Vouchers
from ledger.offering import listed
from ledger.recording import Command, Past
from ledger.refusals.vouchers import NoVouchersWanted, VouchersKnown
from ledger.vocabulary import Digest, Id


class LoadVouchers(Command):
    """Record codes by their digests; those that are known already are left out."""

    reward: Id
    vouchers: Annotated[tuple[Digest, ...], Field(min_length=1, max_length=1_000)]

    def decide(self, past: Past) -> VouchersLoaded:
        """Refuse what is no reward of codes, and codes of which none is new."""
        listed(past, self.reward)
        there = past.read(Vouchers(self.reward))
        if not there.wanted:
            raise NoVouchersWanted(reward=self.reward)
        new = tuple(one for one in dict.fromkeys(self.vouchers) if one not in there.free and one not in there.given)
        if not new:
            raise VouchersKnown(reward=self.reward)
        return VouchersLoaded(reward=self.reward, vouchers=new, effective_at=past.now)
