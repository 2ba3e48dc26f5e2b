"""A process that feeds the readers what libFuzzer makes of good examples; it ends at the first that is taken wrongly.

The first byte says which reader. A second way to write what was read, a forgery that is believed, any error but
`Invalid`, ten seconds or two gigabytes are findings.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["projections.audit"]):
    from audit.test_any_bytes import READERS, Again
    from audit.test_checkpoints import AT, GROWN, LOG, WITNESS, checkpoint, proof, signed
    from audit.test_golden_log import KEY as GOLDEN

    from projections.audit.tlog import note as notes
    from projections.audit.tlog.checkpoint import open_checkpoint
    from projections.audit.tlog.invalid import Invalid
    from projections.audit.tlog.keys import VerifierKey
    from projections.audit.tlog.policy import parse_policy
    from projections.audit.tlog.tlog_proof import parse_tlog_proof
    from projections.audit.witness.submission import Submission, parse_submission, read_cosignature

POLICY = f"log {LOG.verifier}\nwitness w {WITNESS.verifier}\ngroup g 1 w\nquorum g\n".encode()
COSIGNATURE = signed(checkpoint().text).rpartition("— ".encode())
LEAF = GROWN.hashes(0, AT)
GOLDEN_LOG = Path(__file__).parents[3] / "shared" / "vectors" / "tessera" / "testdata" / "log"
GOLDEN_NOTES = [file.read_bytes() for file in sorted(GOLDEN_LOG.glob("checkpoint*"))]
SIGNED = {signed(checkpoint().text), *GOLDEN_NOTES}
TEXTS = {note.rpartition(b"\n\n")[0] + b"\n" for note in SIGNED}


class Forged(Exception):  # noqa: N818 - a finding
    """Something was believed that nobody signed."""


def believed(content: bytes, key: VerifierKey) -> bytes:
    """Open a checkpoint. Nobody but the fuzzer is asking, so only the texts that were signed can be genuine."""
    found, _ = open_checkpoint(content, key, [WITNESS.verifier])
    if found.text.encode() not in TEXTS:
        raise Forged(content)
    return content


def proven(content: bytes) -> bytes:
    """Check a proof: one leaf has one place and one way to the root."""
    found = parse_tlog_proof(content)
    found.verify(LEAF, LOG.verifier, [WITNESS.verifier])
    if (found.index, found.hashes) != (AT, proof().hashes):
        raise Forged(content)
    return bytes(found)


def cosigned(content: bytes) -> bytes:
    """Read a witness's answer."""
    if read_cosignature(checkpoint().text, content, WITNESS.verifier).line.encode() != b"".join(COSIGNATURE[1:]):
        raise Forged(content)
    return content


def trusting(content: bytes) -> bytes:
    """Read a policy, and ask it about a checkpoint."""
    policy = parse_policy(content)
    for log in policy.logs:
        believed(signed(checkpoint().text), log.key)
    return content


EXAMPLES: dict[str, tuple[Again, list[bytes]]] = {
    **{name: (again, [good]) for name, (again, good) in READERS.items()},
    "believed": (partial(believed, key=LOG.verifier), [signed(checkpoint().text)]),
    "golden": (partial(believed, key=GOLDEN), GOLDEN_NOTES),
    "proven": (proven, [bytes(proof()), bytes(proof(b"extra"))]),
    "cosigned": (cosigned, [b"".join(COSIGNATURE[1:])]),
    "policy": (trusting, [POLICY]),
    "submission": (
        lambda content: bytes(parse_submission(content)),
        [bytes(Submission(7, (bytes(32), LEAF), signed(checkpoint().text)))],
    ),
}
NAMES = list(EXAMPLES)


def read(data: bytes) -> None:
    """Let one reader read."""
    if not data:
        return
    again, content = EXAMPLES[NAMES[data[0] % len(NAMES)]][0], data[1:]
    try:
        written = again(content)
    except Invalid:
        return
    if written != content:
        raise Forged(content)


def plant(bug: str) -> None:
    """Break a reader, so that it is seen whether that is found."""
    bugs: dict[str, Callable[[], None]] = {
        "a stray error": lambda: setattr(notes, "from_base64", bytes.fromhex),
        "an unchecked signature": lambda: setattr(VerifierKey, "verify", lambda *_: None),
        "": lambda: None,
    }
    bugs[bug]()


def main() -> None:
    """Write the examples down where libFuzzer begins, and run as many times as it is told."""
    bug, corpus, *options = sys.argv[1:]
    plant(bug)
    for number, (_, examples) in enumerate(EXAMPLES.values()):
        for n, good in enumerate(examples):
            example = bytes([number]) + good
            if not bug:
                read(example)
            (Path(corpus) / f"{number}-{n}").write_bytes(example)
    atheris.Setup([sys.argv[0], *options, corpus], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
