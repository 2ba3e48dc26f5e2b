"""What a witness refused: the checkpoint that its log signed, beside the one it had signed before."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock

from projections.audit.durable import put, sync
from projections.audit.tlog.checkpoint import Checkpoint
from projections.audit.witness.judging import Refusal
from projections.audit.witness.submission import Submission

KEPT_OF_A_KIND = 1000


class Evidence:
    """A folder for each reason, a file for each checkpoint in it, and of each kind no more than fit on a desk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one_at_a_time = Lock()

    def keep(self, refusal: Refusal, submission: Submission, refused: Checkpoint, cosigned: bytes) -> Path | None:
        """Keep a refused submission; the same checkpoint again is kept already."""
        kind = self._folder / refusal.objection
        name = sha256(refused.text.encode()).hexdigest()[:16]
        file = kind / f"{refused.size}-{name}.json"
        content = {
            "why": refusal.objection,
            "answered": refusal.status,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "submitted": bytes(submission).decode(),
            "cosigned": cosigned.decode(),
        }
        with self._one_at_a_time:
            for folder in (self._folder, kind):
                folder.mkdir(mode=0o700, exist_ok=True)
            if file.exists() or sum(1 for _ in kind.iterdir()) >= KEPT_OF_A_KIND:
                return None
            put(file, json.dumps(content, ensure_ascii=False, indent=2).encode())
            sync(kind)
        return file
