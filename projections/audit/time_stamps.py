"""Time stamps of others (RFC 3161): when a text was there, by an authority's signature."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from projections.audit.posting import Unreached, post
from projections.audit.tlog.invalid import Invalid

SECONDS = 10.0
TOKEN_MAX = 16 * 1024  # bytes
_OK = 200


class TimeStamp(NamedTuple):
    """When, and the authority's answer that proves it."""

    at: datetime
    token: bytes


def read_roots(pem: bytes) -> list[Certificate]:
    """Read the certificates that are trusted: an authority's root, and what stands between it and the signer."""
    try:
        return load_pem_x509_certificates(pem)
    except ValueError:
        raise Invalid("these are no certificates in PEM") from None


def stamped(url: str, text: bytes, roots: Sequence[Certificate], seconds: float = SECONDS) -> TimeStamp:
    """Have a text time-stamped, and believe the answer only if it leads to one of the roots."""
    request = TimestampRequestBuilder().data(text).hash_algorithm(HashAlgorithm.SHA256).build()
    reply = post(url, request.as_bytes(), "application/timestamp-query", seconds, TOKEN_MAX)
    if reply.status != _OK:
        raise Unreached(f"{url} answers {reply.status}")
    return TimeStamp(verify_stamp(reply.body, text, roots, request.nonce), reply.body)


def verify_stamp(token: bytes, text: bytes, roots: Sequence[Certificate], nonce: int | None = None) -> datetime:
    """Give the time at which this text was stamped."""
    try:
        answer = decode_timestamp_response(token)
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify_message(answer, text)
        at = answer.tst_info.gen_time
    except (ValueError, VerificationError) as no:
        raise Invalid(f"the time stamp is not genuine: {no}") from no
    return at
