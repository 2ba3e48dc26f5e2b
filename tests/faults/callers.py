"""Callers who repeat a request under its key until it is answered, and what they ask for."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator

from faults.journal import Journal
from faults.linearizable import RECORDED
from faults.scene import CODES, caller, points, rewards, session

from ledger.decisions.cancel_redemption import CancelRedemption
from ledger.decisions.enrol_learner import EnrolLearner
from ledger.decisions.fulfil_redemption import FulfilRedemption
from ledger.decisions.redeem_reward import RedeemReward
from ledger.decisions.refund_redemption import RefundRedemption
from ledger.decisions.restock_reward import RestockReward
from ledger.decisions.withdraw_enrolment import WithdrawEnrolment
from ledger.folds import Folds
from ledger.log.log import LogUnavailable
from ledger.recording import Command, Past, utc_now
from ledger.refusals.refused import Refused, Unanswered
from ledger.writing import Ledger

PAUSE_SECONDS = 0.05
PEOPLE = [f"e{n}" for n in range(12)]
REWARDS = [f"r{n}" for n in range(4)]
SESSION = "S"

# The outcome, and the first position where the answer names one; None: no answer, ask again.
Answer = tuple[str, int | None] | None
Ask = Callable[[str, Command], Awaitable[Answer]]


def scene() -> list[Command]:
    """Few people and things, so that everybody is in everybody's way."""
    return [*rewards(REWARDS, stock=40, price=3), *points(PEOPLE, 1000), *session(SESSION, seats=6)]


def asking(ledger: Ledger) -> Ask:
    """Ask a ledger in this process; anything but an answer or a promised refusal is a failure that shows."""

    async def ask(key: str, command: Command) -> Answer:
        try:
            recorded = await ledger.submit((command,), caller(key))
        except (Unanswered, LogUnavailable):
            return None
        except Refused as no:
            return no.code, None
        except Exception as bug:  # noqa: BLE001 - the check shows it as an answer nobody should get
            return f"FAILED {bug!r}", None
        return RECORDED, recorded.first

    return ask


async def ask_until_answered(ask: Ask, journal: Journal, key: str, command: Command) -> None:
    """Ask, and ask again with the same key."""
    journal.asked(key, command)
    while (answer := await ask(key, command)) is None:  # noqa: ASYNC110 - as any client waits before it asks again
        await asyncio.sleep(PAUSE_SECONDS)
    journal.answered(key, *answer)


def redemption_of(key: str) -> str:
    """Name the redemption that the request with this key makes, if it is granted."""
    return Past(Folds(0), {}, caller(key), utc_now(), CODES).new_id()


def mixed(seed: int, slot: str) -> Iterator[tuple[str, Command]]:
    """Ask endlessly for things that get in each other's way; the same again for the same seed and slot."""
    chance = random.Random(f"{seed}{slot}")
    n = 0
    while True:
        key, n = f"{slot}-{n}", n + 1
        yield key, _one(chance, slot, n)


def _one(chance: random.Random, slot: str, n: int) -> Command:
    employee, reward = chance.choice(PEOPLE), chance.choice(REWARDS)
    # One's own earlier requests and those of the caller beside: two who settle the same redemption.
    neighbour = f"{slot[:-1]}{chance.choice('01')}"
    redemption = redemption_of(f"{neighbour}-{max(0, n - chance.randint(1, 8))}")
    kinds: list[Callable[[], Command]] = [
        lambda: RedeemReward(employee=employee, reward=reward),
        lambda: CancelRedemption(redemption=redemption),
        lambda: FulfilRedemption(redemption=redemption),
        lambda: RefundRedemption(redemption=redemption, because="UNUSED"),
        lambda: EnrolLearner(session=SESSION, employee=employee),
        lambda: WithdrawEnrolment(session=SESSION, employee=employee),
        lambda: RestockReward(reward=reward, units=1),
    ]
    return chance.choices(kinds, weights=[8, 3, 3, 2, 2, 2, 1])[0]()
