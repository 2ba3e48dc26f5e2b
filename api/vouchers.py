"""Voucher codes outside the log: encrypted in a table of the office, known everywhere else by their digest."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.decisions.load_vouchers import LoadVouchers
from ledger.events import VouchersLoaded
from ledger.recording import Caller
from ledger.refusals.vouchers import VouchersKnown
from ledger.rotating_code import RotatingCodes
from ledger.writing import Ledger

Connection = psycopg.Connection[Any]

CODE = re.compile(r"[\x21-\x7e]{4,200}")
HAND = 1_000
NONCE_BYTES = 12

KEEP = "insert into office.vouchers (voucher, reward, sealed) values (%s, %s, %s) on conflict do nothing"
WHOSE = "select voucher, reward from office.vouchers where voucher = any(%s)"
SEALED = "select voucher, sealed from office.vouchers where voucher = any(%s)"

# Why a line was put aside: no code, the same as an earlier line, loaded before, or another reward's.
Reason = Literal["BAD_LINE", "DOUBLE", "KNOWN", "OTHER_REWARD"]


class PutAside(NamedTuple):
    """A line that was not taken. What it says is a secret, so nobody repeats it."""

    line: int
    reason: Reason


class Loaded(NamedTuple):
    """How many codes a file brought, and which of its lines none."""

    codes: int
    put_aside: list[PutAside]


class Safe:
    """Encrypts codes, and names them so that nobody without the ledger's secret can guess one from its name."""

    def __init__(self, codes: RotatingCodes) -> None:
        self._name = codes.key_for("voucher names")
        self._cipher = AESGCM(codes.key_for("voucher codes"))

    def name(self, code: str) -> str:
        """Give the digest that facts know a code by."""
        return hmac.new(self._name, code.encode(), hashlib.sha256).hexdigest()

    def sealed(self, code: str) -> bytes:
        """Encrypt a code, bound to its name."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, code.encode(), self.name(code).encode())

    def opened(self, voucher: str, sealed: bytes) -> str:
        """Decrypt a code; one that was put under another's name is not opened."""
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], voucher.encode()).decode()


def load(ledger: Ledger, connection: Connection, safe: Safe, reward: str, lines: Iterable[str]) -> Loaded:
    """Take a file in, one code a line; killed or repeated, no code is taken twice and none is lost."""
    aside: list[PutAside] = []
    line_of: dict[str, int] = {}
    code_of: dict[str, str] = {}
    for line, text in enumerate(lines, 1):
        code = text.strip()
        voucher = safe.name(code)
        if not code:
            continue
        if not CODE.fullmatch(code):
            aside.append(PutAside(line, "BAD_LINE"))
        elif voucher in line_of:
            aside.append(PutAside(line, "DOUBLE"))
        else:
            line_of[voucher], code_of[voucher] = line, code
    taken, names = 0, iter(line_of)
    while hand := list(islice(names, HAND)):
        new, reasons = _hand(ledger, connection, safe, reward, {name: code_of[name] for name in hand})
        taken += new
        aside += [PutAside(line_of[name], reason) for name, reason in reasons.items()]
    return Loaded(taken, sorted(aside))


def codes(connection: Connection, safe: Safe, vouchers: Sequence[str]) -> list[str]:
    """Give codes in the clear, in this order."""
    sealed = dict(connection.execute(SEALED, [list(vouchers)]).fetchall())
    return [safe.opened(voucher, sealed[voucher]) for voucher in vouchers]


def _hand(
    ledger: Ledger, connection: Connection, safe: Safe, reward: str, code_of: dict[str, str]
) -> tuple[int, dict[str, Reason]]:
    """Keep the codes before the facts name them, so that every code a fact names can be opened."""
    caller = Caller("vouchers", operator=True)
    try:
        # First asked what would be recorded, so that the codes of a mistaken reward are not kept.
        ledger.rehearse((LoadVouchers(reward=reward, vouchers=tuple(code_of)),), caller)
    except VouchersKnown:
        return 0, dict.fromkeys(code_of, "KNOWN")
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(KEEP, [(name, reward, safe.sealed(code)) for name, code in code_of.items()])
        rows = cursor.execute(WHOSE, [list(code_of)]).fetchall()
    reasons: dict[str, Reason] = {name: "OTHER_REWARD" for name, whose in rows if whose != reward}
    ours = tuple(name for name in code_of if name not in reasons)
    if not ours:
        return 0, reasons
    try:
        done = ledger.record(LoadVouchers(reward=reward, vouchers=ours), caller)
    except VouchersKnown:
        return 0, reasons | dict.fromkeys(ours, "KNOWN")
    new = {name for event in done.events if isinstance(event, VouchersLoaded) for name in event.vouchers}
    return len(new), reasons | {name: "KNOWN" for name in ours if name not in new}
