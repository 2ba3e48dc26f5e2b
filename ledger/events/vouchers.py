"""Facts about voucher codes. A code is a secret: facts know it by a digest that only the ledger's key can make."""

from ledger.events.fact import Event
from ledger.vocabulary import Digest, Id


class VouchersLoaded(Event):
    """Two codes for the bookshop were put aside, to be given out once each."""

    reward: Id
    vouchers: tuple[Digest, ...]


class VouchersAssigned(Event):
    """One of the bookshop's codes is Lin's."""

    redemption: Id
    employee: Id
    reward: Id
    vouchers: tuple[Digest, ...]


class VouchersShown(Event):
    """Lin was shown the code, once."""

    redemption: Id
    employee: Id
    reward: Id
    vouchers: tuple[Digest, ...]
