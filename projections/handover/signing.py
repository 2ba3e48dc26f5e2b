"""Signatures of Standard Webhooks: HMAC-SHA256 over id, time and body, one for each secret that holds."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

PREFIX: Final = "whsec_"
BYTES: Final = 32


def new_secret() -> str:
    """Make a secret; it is shown once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def headers(ident: str, seconds: int, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """Give the three headers that a receiver checks."""
    content = b"%s.%d.%s" % (ident.encode(), seconds, body)
    signatures = " ".join(f"v1,{_signature(key, content)}" for key in keys)
    return {"webhook-id": ident, "webhook-timestamp": str(seconds), "webhook-signature": signatures}


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
