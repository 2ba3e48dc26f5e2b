"""The sealed log: its checkpoint and tiles as files of C2SP tlog-tiles, and proofs that a fact is in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic_core import to_json
from starlette.responses import Response

from api.http import openapi
from api.http.answers import Json
from api.http.in_time import on_a_thread
from api.http.policy import ANYONE, Access, Role, only
from api.http.problems import NotSealedYet, RouteUnknown, TilesDamaged
from api.http.questions.question import Question, parsed
from api.http.routes import Asked, Endpoint, Route
from api.http.schemas import Shapes
from api.http.sealed_shapes import (
    BundleFile,
    CheckpointFile,
    ConsistencyProof,
    File,
    InclusionProof,
    ReceiptFile,
    TileFile,
)
from ledger.log.log import Fact, Log
from projections.audit.published import Consistency, Inclusion, Published, Unsealed
from projections.audit.store import TileStore
from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.leaf import leaf_of
from projections.audit.tlog.shown_fact import ShownFact
from projections.audit.tlog.tiles import TileName, parse_path

T = TypeVar("T")
MaySee = Callable[[Fact], bool]

AUDITOR: Final = only(Role.AUDITOR)
CALLERS: Final = only(Role.EMPLOYEE, Role.TRAINER, Role.OPERATOR, Role.AUDITOR)
TEXT: Final = "text/plain"
BYTES: Final = "application/octet-stream"
FOR_EVER: Final = "max-age=31536000, immutable"  # a path's content never changes


class Sealed:
    """Answers from the folder of tiles, in threads: a disk may be slow."""

    def __init__(self, folder: Path, log: Log) -> None:
        self._log = Published(TileStore(folder))
        self._facts = log

    def routes(self, shapes: Shapes) -> list[Route]:
        """Give every address of the sealed log."""
        files: list[tuple[str, type[File], Endpoint, Access, str]] = [
            ("/v1/log/checkpoint", CheckpointFile, self.checkpoint, ANYONE, TEXT),
            ("/v1/log/tile/{path...}", TileFile, self.tile, ANYONE, BYTES),
            ("/v1/log/tile/entries/{path...}", BundleFile, self.bundle, AUDITOR, BYTES),
            ("/v1/receipts/{position}", ReceiptFile, self.receipt, CALLERS, TEXT),
        ]
        proofs: list[tuple[str, type[Question], Endpoint]] = [
            ("/v1/log/proofs/inclusion", InclusionProof, self.inclusion),
            ("/v1/log/proofs/consistency", ConsistencyProof, self.consistency),
        ]
        described = [
            (path, endpoint, allow, kind, openapi.file_operation(shapes, path, asked, allow, kind))
            for path, asked, endpoint, allow, kind in files
        ]
        described += [
            (path, endpoint, CALLERS, openapi.JSON, openapi.question_operation(shapes, path, asked, CALLERS, "log"))
            for path, asked, endpoint in proofs
        ]
        return [Route("GET", *one) for one in described]

    async def checkpoint(self, asked: Asked) -> Response:
        """Give what is signed now."""
        parsed(CheckpointFile, asked)
        return Response(await _answered(self._log.checkpoint), media_type=TEXT)

    async def tile(self, asked: Asked) -> Response:
        """Give hashes to anybody, and to caches that many share."""
        name = _named(parsed(TileFile, asked).path)
        if name.level is None:  # as entries%2F000: only the other address gives those
            raise RouteUnknown
        return await self._file(name, "public")

    async def bundle(self, asked: Asked) -> Response:
        """Give entries to those who may read the log."""
        return await self._file(_named(f"entries/{parsed(BundleFile, asked).path}"), "private")

    async def _file(self, name: TileName, shared: str) -> Response:
        content = await _answered(self._log.tile, name)
        if content is None:
            raise RouteUnknown
        return Response(content, headers={"Cache-Control": f"{shared}, {FOR_EVER}"}, media_type=BYTES)

    async def receipt(self, asked: Asked) -> Response:
        """Give the proof as a file, or say that the sealer has not come that far."""
        wanted: ReceiptFile = parsed(ReceiptFile, asked)
        return Response(await _answered(self._receipt, wanted.position, _may_see(asked)), media_type=TEXT)

    def _receipt(self, position: int, may_see: MaySee | None) -> bytes:
        seen = filter(may_see, self._facts.between(position, position) if may_see else ())
        return self._log.receipt(position, next((ShownFact(leaf_of(*fact), fact.data) for fact in seen), None))

    async def inclusion(self, asked: Asked) -> Response:
        """Give the proof for programs."""
        wanted: InclusionProof = parsed(InclusionProof, asked)
        return _proof(await _answered(self._log.inclusion, wanted.position), wanted)

    async def consistency(self, asked: Asked) -> Response:
        """Give the proof for those who remember an older checkpoint."""
        wanted: ConsistencyProof = parsed(ConsistencyProof, asked)
        return _proof(await _answered(self._log.consistency, wanted.old, wanted.new), wanted)


def _may_see(asked: Asked) -> MaySee | None:
    """Auditors see every fact; the employees' application those about the person it speaks for; others none."""
    roles = asked.token.roles if asked.token else frozenset()
    if Role.AUDITOR in roles:
        return lambda _: True
    own = f"employee:{asked.person}"
    return (lambda fact: own in fact.tags) if Role.EMPLOYEE in roles and asked.person is not None else None


def _proof(proof: Inclusion | Consistency, wanted: Question) -> Response:
    if wanted.min_position > proof.size:
        raise NotSealedYet(wanted=wanted.min_position, sealed=proof.size)
    return Json(b'{"position":%d,"item":%s}' % (proof.size, to_json(proof._asdict())))


def _named(path: str) -> TileName:
    try:
        return parse_path(f"tile/{path}")
    except Invalid:
        raise RouteUnknown from None


async def _answered(answer: Callable[..., T], *about: Any) -> T:  # noqa: ANN401 - passed on
    try:
        return await on_a_thread(lambda: answer(*about))
    except Unsealed as no:
        raise NotSealedYet(wanted=no.wanted, sealed=no.sealed) from None
    except Invalid as no:
        raise TilesDamaged from no
