"""A process that appends, and signs what it appends."""

import secrets
from hashlib import sha256
from itertools import count

from ledger.log.writer import Columns
from projections.audit.tlog import append_signature
from projections.audit.tlog.append_signature import NUMBER, sign_append
from projections.audit.tlog.keys import SignerKey


class SigningWriter:
    """Signs with a key that the database does not have. Two processes with one key are two sessions."""

    def __init__(self, key: SignerKey) -> None:
        self.name = key.verifier.handle
        self._key = key
        self._session = secrets.token_bytes(NUMBER)
        self._numbers = count(1)

    def sign(self, columns: Columns) -> bytes:
        """Sign an append; what is decided again is signed again."""
        digests = [sha256(data.encode()).hexdigest() for data in columns.datas]
        signed = append_signature.Columns(*columns[:2], digests, *columns[3:])
        return bytes(sign_append(self._key, self._session, next(self._numbers), signed))
