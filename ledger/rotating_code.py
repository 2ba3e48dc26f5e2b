"""The code shown for check-in by qr: for one person, one session and one short step of time."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

CODE_CHARACTERS = 16  # 80 bits: not to be guessed within a step


class RotatingCodes:
    """Makes and checks codes with a secret that only the ledger's processes know."""

    def __init__(self, secret: bytes, *, step_seconds: int = 15) -> None:
        if len(secret) < hashlib.sha256().digest_size:
            raise ValueError("the secret of the rotating codes needs 32 bytes or more")
        self._secret = secret
        self._step_seconds = step_seconds

    def key_for(self, purpose: str) -> bytes:
        """Derive a key of 32 bytes for something else; no code is made from what a purpose says."""
        return hmac.new(self._secret, f"merit/{purpose}".encode(), hashlib.sha256).digest()

    def step(self, moment: datetime) -> int:
        """Number the steps of time."""
        return int(moment.timestamp()) // self._step_seconds

    def ends(self, step: int) -> datetime:
        """When the next code is shown."""
        return datetime.fromtimestamp((step + 1) * self._step_seconds, UTC)

    def code(self, session: str, employee: str, step: int) -> str:
        """Give the code of a person in a session during a step."""
        said = f"{session}\x1f{employee}\x1f{step}".encode()
        digest = hmac.new(self._secret, said, hashlib.sha256).digest()
        return base64.b32encode(digest).decode()[:CODE_CHARACTERS]

    def step_of(self, code: str, session: str, employee: str, now: datetime, *, skew: int) -> int | None:
        """Find the step, at most `skew` away from now, that the code was made for."""
        here = self.step(now)
        given = code.strip().upper().encode()
        for step in range(here + skew, here - skew - 1, -1):
            if hmac.compare_digest(self.code(session, employee, step).encode(), given):
                return step
        return None
