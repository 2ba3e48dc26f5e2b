"""Evidence packages over HTTP: made and recorded in one request, fetched in another, each transfer on record."""

from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

import anyio.to_thread
from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic_core import to_json
from starlette.responses import Response, StreamingResponse

from api import evidence
from api.http import answers, bodies, openapi
from api.http.commands import caller_of, request_key
from api.http.policy import Role, only
from api.http.questions.question import (
    Cursor,
    Limit,
    Position,
    Question,
    Source,
    page_json,
    parsed,
    read_cursor,
    write_cursor,
)
from api.http.routes import Asked, Route
from api.http.schemas import Shapes
from api.http.the_log import Auditing, reached
from api.http.wire import Wire
from ledger.decisions.hand_over_evidence import HandOverEvidence
from ledger.decisions.prepare_evidence import EvidenceAsked, PrepareEvidence
from ledger.log.log import Log
from ledger.recording import Caller
from ledger.refusals.evidence import EvidenceUnknown
from ledger.refusals.refused import Refused
from ledger.refusals.requests import Overloaded
from ledger.vocabulary import Digest
from ledger.writing import Ledger
from projections.audit.durable import put
from projections.audit.store import TileStore
from projections.audit.verifier.archive import pack, pieces
from projections.audit.verifier.manifest import MANIFEST, parse_manifest
from projections.evidence.preparing import Prepared, file_name
from projections.evidence.register import Registered, packages

AUDITOR: Final = only(Role.AUDITOR)
ZIP: Final = "application/zip"


class EvidenceFile(BaseModel):
    """An evidence package with its custody list as of now; whoever fetches it is on record."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    package: Digest


class Packages(Question):
    """The evidence packages that were ever prepared, who reviewed them, and who was given them."""

    of = Source(Registered, ())
    many = True

    cursor: Cursor | None = None
    limit: Limit = 50


class EvidenceDoor:
    """Makes packages one at a time, and keeps them in a folder."""

    def __init__(self, ledger: Ledger, tiles: Path, folder: Path, limit: int) -> None:
        self._ledger, self._store, self._folder, self._limit = ledger, TileStore(tiles), folder, limit
        self._shape, self._wire = TypeAdapter(EvidenceAsked), Wire(EvidenceAsked)
        self._at_work = Lock()

    def routes(self, shapes: Shapes) -> list[Route]:
        """Give every address but the commands'."""
        every, one = "/v1/evidence", "/v1/evidence/{package}"
        listed = Auditing(self._ledger.log, Packages, _page)
        file = openapi.file_operation(shapes, one, EvidenceFile, AUDITOR, ZIP, "evidence")
        listing = openapi.question_operation(shapes, every, Packages, AUDITOR, "evidence")
        return [
            Route(
                "POST",
                every,
                self.prepare,
                AUDITOR,
                operation=openapi.evidence_operation(shapes, EvidenceAsked, AUDITOR),
            ),
            Route("GET", every, listed, AUDITOR, operation=listing),
            Route("GET", one, self.fetch, AUDITOR, ZIP, file),
        ]

    async def prepare(self, asked: Asked) -> Response:
        """Make a package and put it on record, or neither."""
        caller = caller_of(asked, request_key(asked))
        body = await bodies.read(asked, self._limit)
        if body and isinstance(said := bodies.unambiguous(asked, body), dict):
            self._wire.refuse_loose_moments(said)
        question = bodies.validated(self._shape, body or b"{}")
        made, file = await anyio.to_thread.run_sync(self._made, question, caller)
        command = PrepareEvidence(asked=question, package=made.package, position=made.position)
        try:
            done = await self._ledger.submit((command,), caller)
        except Refused:
            file.unlink()
            raise
        if done.repeat:
            file.unlink()
        return answers.created(done)

    async def fetch(self, asked: Asked) -> Response:
        """Record the transfer, then stream the package."""
        package: str = parsed(EvidenceFile, asked).package
        caller = caller_of(asked, None)
        members = await anyio.to_thread.run_sync(self._read, package)
        receiver = caller.on_behalf_of or caller.actor
        await self._ledger.submit((HandOverEvidence(package=package, receiver=receiver),), caller)
        manifest = parse_manifest(members[MANIFEST])
        named = f'attachment; filename="{file_name(manifest.asked, manifest.position)}"'
        return StreamingResponse(pieces(members), headers={"Content-Disposition": named}, media_type=ZIP)

    def _made(self, question: EvidenceAsked, caller: Caller) -> tuple[Prepared, Path]:
        if not self._at_work.acquire(blocking=False):
            raise Overloaded
        try:
            made = evidence.prepared(self._ledger.log, self._store, question, caller)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = self._file(made.package)
            put(file, pack(made.members))
        finally:
            self._at_work.release()
        return made, file

    def _read(self, package: str) -> dict[str, bytes]:
        with suppress(FileNotFoundError):
            members = evidence.members_of(self._file(package).read_bytes())
            return evidence.with_custody(self._ledger.log, self._store, members)
        raise EvidenceUnknown(package=package)

    def _file(self, package: str) -> Path:
        return self._folder / f"{package}.zip"


def _page(log: Log, question: Packages) -> bytes:
    head, after = reached(log, question.min_position), 0
    if question.cursor is not None:
        (after,) = read_cursor(question.cursor, "Packages", (Position,))
    found = packages(log, after, question.limit + 1)
    page = found[: question.limit]
    more = write_cursor("Packages", [page[-1].position]) if len(found) > len(page) else None
    return b'{"position":%d,%s}' % (head, page_json([to_json(row._asdict()) for row in page], more))
