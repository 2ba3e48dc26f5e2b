"""What a witness signs (C2SP tlog-cosignature v1): a checkpoint, and when it was the newest one seen."""

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.merkle import SIZE_MAX
from projections.audit.tlog.strict import utf8

TIME = 8  # bytes before the signature proper: seconds since 1970


def cosigned_message(text: str, time: int) -> bytes:
    """Give the bytes that an Ed25519 cosigner signs."""
    if not 0 <= time <= SIZE_MAX:
        raise Invalid("a cosignature's time is out of range")
    return utf8(f"cosignature/v1\ntime {time}\n{text}")
