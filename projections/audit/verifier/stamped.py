"""The time stamp that a package may carry: the newest of the log, out of the fact `AnchorRecorded`."""

from base64 import b64encode
from collections.abc import Mapping

from projections.audit.figures.data import data_of
from projections.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.policy import Policy
from projections.audit.tlog.tlog_proof import parse_tlog_proof
from projections.audit.verifier.credit import proven
from projections.audit.verifier.manifest import STAMP, STAMP_PROOF, STAMPED


def check_stamp(members: Mapping[str, bytes], policy: Policy, checkpoint: Checkpoint) -> None:
    """The stamp is the one in the log, over a checkpoint of this log; `openssl ts` checks the authority's signature."""
    fact, _, _ = proven(parse_tlog_proof(members[STAMP_PROOF]), policy)
    said, stamped = data_of(fact), parse_checkpoint(members[STAMPED].decode(errors="replace"))
    if fact.leaf.type != "AnchorRecorded" or said.get("token") != b64encode(members[STAMP]).decode():
        raise Invalid("this is not the time stamp in the log")
    if (said.get("log"), said.get("size"), said.get("root")) != (stamped.origin, stamped.size, stamped.root.hex()):
        raise Invalid("this is not the text that was stamped")
    if stamped.origin != checkpoint.origin:
        raise Invalid("another log was stamped")
