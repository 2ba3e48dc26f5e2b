"""The log's side of the protocol: a policy's witnesses, asked all at once for their cosignatures."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import NamedTuple

from projections.audit.tlog.note import Signature, parse_note
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.proving import ReadHash
from projections.audit.witness.asked import Ahead, Asked, Refusing, Silent

SECONDS = 2.0


class Cosigned(NamedTuple):
    """A checkpoint's note with the cosignatures that came in time, and what became of the others."""

    note: bytes
    # Whether the policy's quorum is met.
    enough: bool
    # Who refuses, and why: the log was rewritten or rolled back, or somebody's settings are wrong. A person must look.
    refusing: dict[str, str]
    # Who did not answer, and why; asked again with the next checkpoint.
    silent: dict[str, str]
    # Of those who refuse, who has cosigned more facts than there are, and how many: the log was rolled back.
    ahead: dict[str, int]


class Witnesses:
    """The witnesses of a policy that have an address; what each has cosigned is remembered between checkpoints."""

    def __init__(self, policy: Policy, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._policy, self._seconds, self._clock = policy, seconds, clock
        self._asked = {name: Asked(each, clock) for name, each in policy.witnesses.items() if each.url}

    def cosigned(self, note: bytes, read: ReadHash) -> Cosigned:
        """Have a signed checkpoint cosigned, within the seconds given; `read` reads the hashes of its tree.

        Raises `Invalid` if no log of the policy signed it.
        """
        checkpoint, signers = self._policy.open_signed(note)
        until = self._clock() + self._seconds
        answers = {
            name: _begin(partial(asked.ask, checkpoint, note, read, until))
            for name, asked in self._asked.items()
            if self._policy.witnesses[name].key not in signers
        }
        signatures: dict[str, Signature] = {}
        refusing: dict[str, str] = {}
        silent: dict[str, str] = {}
        ahead: dict[str, int] = {}
        for name, answer in answers.items():
            try:
                signatures[name] = answer.result(max(until - self._clock(), 0.0))
            except Refusing as no:
                refusing[name] = str(no)
                if isinstance(no, Ahead):
                    ahead[name] = no.size
            except Silent as no:
                silent[name] = str(no)
            except TimeoutError:
                silent[name] = "it has not answered in time"
        signed = parse_note(note)
        cosigned = signed._replace(signatures=(*signed.signatures, *signatures.values()))
        enough = self._policy.met({*signers, *(self._policy.witnesses[name].key for name in signatures)})
        return Cosigned(bytes(cosigned), enough, refusing, silent, ahead)


def _begin(ask: Callable[[], Signature]) -> Future[Signature]:
    """Ask beside us. Not in a pool, which would wait for the slowest even at the end of the program."""
    answer: Future[Signature] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except BaseException as no:  # noqa: BLE001 - it is raised where the answer is awaited
            answer.set_exception(no)

    threading.Thread(target=run, name="witness", daemon=True).start()
    return answer
