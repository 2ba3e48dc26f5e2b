"""Facts about people who wait for a reward."""

from ledger.events.fact import Event
from ledger.vocabulary import Id, Moment


class WaitingJoined(Event):
    """Lin waits for a mug, behind everybody who waited already."""

    employee: Id
    reward: Id


class WaitingLeft(Event):
    """Lin no longer waits for a mug."""

    employee: Id
    reward: Id


class WaitingCalled(Event):
    """It is Lin's turn: a mug is kept for Lin until Friday."""

    employee: Id
    reward: Id
    until: Moment


class WaitingLapsed(Event):
    """Friday came and Lin had not taken the mug: Lin no longer waits."""

    employee: Id
    reward: Id
