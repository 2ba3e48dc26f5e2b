"""Who signs: key names, ids and strings (C2SP signed-note), with Ed25519 beneath.

A verifier key is public, `name+id+base64(type, key)`; a signer key is `PRIVATE+KEY+` and the same with the secret seed.
The type says what is signed: a note's text (0x01, logs) or a cosignature (0x04, witnesses).
"""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from projections.audit.tlog.cosignature import TIME, cosigned_message
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.strict import check_lines, from_base64, to_base64, utf8

ED25519 = 0x01
COSIGNATURE = 0x04
KEY_SIZE = 32
ID_SIZE = 4
STRING_MAX = 1024
_PRIVATE = "PRIVATE+KEY+"


def check_name(name: str) -> str:
    """Give back a key's name if it may be one."""
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise Invalid("a key's name is not empty and has neither spaces nor plus signs")
    check_lines(name + "\n")
    return name


@dataclass(frozen=True)
class VerifierKey:
    """Whose signatures are believed."""

    name: str
    type: int
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.type not in {ED25519, COSIGNATURE} or len(self.public) != KEY_SIZE:
            raise Invalid("only Ed25519 keys and cosignature keys are known here")

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a verifier key; its id must be its own."""
        name, key_type, public, key_id = _split(text)
        key = cls(name, key_type, public)
        if key.id.hex() != key_id:
            raise Invalid("a key's id is not its own")
        return key

    def __str__(self) -> str:
        return f"{self.handle}+{to_base64(bytes([self.type]) + self.public)}"

    @property
    def handle(self) -> str:
        """Name and id: which key it was, for whoever has it."""
        return f"{self.name}+{self.id.hex()}"

    @property
    def id(self) -> bytes:
        """Four bytes that find the key again: an index, not a proof."""
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:ID_SIZE]

    def verify(self, text: str, signature: bytes) -> int | None:
        """Check a signature under a note's text; a cosignature's time is returned."""
        time, message = None, utf8(text)
        if self.type == COSIGNATURE:
            time = int.from_bytes(signature[:TIME])
            signature, message = signature[TIME:], cosigned_message(text, time)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise Invalid(f"the signature of {self.name} is not genuine") from None
        return time


@dataclass(frozen=True)
class SignerKey:
    """Who signs. Its seed is never shown by accident."""

    name: str
    type: int
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_SIZE:
            raise Invalid("a secret seed has 32 bytes")
        _ = self.verifier  # which checks the rest

    @classmethod
    def parse(cls, text: str) -> "SignerKey":
        """Read a signer key; its id must be that of its public half."""
        if not text.startswith(_PRIVATE):
            raise Invalid("this is no signer key")
        name, key_type, seed, key_id = _split(text.removeprefix(_PRIVATE))
        key = cls(name, key_type, seed)
        if key.verifier.id.hex() != key_id:
            raise Invalid("a key's id is not its own")
        return key

    def secret(self) -> str:
        """Write the signer key, for a file that only its owner can read."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{to_base64(bytes([self.type]) + self.seed)}"

    @cached_property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.type, self._private.public_key().public_bytes_raw())

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, text: str, time: int | None = None) -> bytes:
        """Sign a note's text; a cosigner, and nobody else, says at what time."""
        if (time is not None) != (self.type == COSIGNATURE):
            raise Invalid("a cosignature has a time, and no other signature has one")
        if time is None:
            return self._private.sign(utf8(text))
        message = cosigned_message(text, time)
        return time.to_bytes(TIME) + self._private.sign(message)


def _split(text: str) -> tuple[str, int, bytes, str]:
    if len(text) > STRING_MAX:
        raise Invalid(f"a key is longer than {STRING_MAX} characters")
    name, _, rest = text.partition("+")
    key_id, _, content = rest.partition("+")
    typed = from_base64(content)
    return name, typed[0] if typed else 0, typed[1:], key_id
