"""Evidence packages over HTTP: an auditor asks, another signs off, and everybody who fetches one is on record."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from audit.verifier.running import verify
from over_http.served import Served
from sealing.scene import KEY, seal_all

ZHOU, QIAN = ({"Merit-On-Behalf-Of": name} for name in ("zhou", "qian"))
Named = Callable[[str], str]


@pytest.fixture
def seal(served: Served) -> Callable[[], int]:
    return lambda: seal_all(served.url, served.tiles)


def asked(auditor: httpx.Client, person: str, **more: Any) -> httpx.Response:
    headers = {**ZHOU, **more.pop("headers", {})}
    return auditor.post("/v1/evidence", json={"employee": person, "purpose": "appeal 申诉", **more}, headers=headers)


def checked(folder: Path, answer: httpx.Response) -> dict[str, Any]:
    file = folder / "fetched.zip"
    file.write_bytes(answer.content)
    return verify("package", file, "--key", KEY.verifier)


def test_a_package_is_asked_for_reviewed_and_fetched(
    seal: Callable[[], int], auditor: httpx.Client, rich: str, tmp_path: Path
) -> None:
    size = seal()
    made = asked(auditor, rich)
    assert made.status_code == 201, made.text
    (fact,) = made.json()["facts"]
    assert (fact["type"], fact["preparer"], fact["position"]) == ("EvidencePrepared", "zhou", size)
    address = f"/v1/evidence/{fact['package']}"

    early = auditor.get(address)
    assert (early.status_code, early.json()["code"]) == (404, "EVIDENCE_NOT_SEALED")
    seal()
    fetched = auditor.get(address, headers=QIAN)
    assert fetched.headers["content-type"] == "application/zip"
    assert f'filename="evidence-{rich}-at-{size}.zip"' in fetched.headers["content-disposition"]
    assert "content-length" not in fetched.headers  # streamed
    found = checked(tmp_path, fetched)
    assert (found["verdict"], found["package"], found["review"]) == ("valid", fact["package"], None)

    said = {"verdict": "accepted", "note": "complete 完整"}
    own = auditor.post(f"{address}/review", json=said, headers=ZHOU)
    assert (own.status_code, own.json()["code"]) == (403, "REVIEWER_PREPARED_IT")
    assert auditor.post(f"{address}/review", json=said, headers=QIAN).status_code == 201
    seal()
    found = checked(tmp_path, auditor.get(address))
    assert found["review"] == "accepted (qian)"
    assert len(found["custody"]) == 3  # prepared, fetched by Qian, reviewed; this fetch is in the next
    (listed,) = (one for one in every(auditor) if one["package"] == fact["package"])
    assert (listed["verdict"], listed["receivers"]) == ("accepted", ["qian", "auditor-program"])


def every(auditor: httpx.Client) -> list[dict[str, Any]]:
    """List all packages, one a page."""
    rows: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = auditor.get("/v1/evidence", params={"limit": 1, **cursor}).json()
        rows += page["items"]
        if page["next"] is None:
            return rows
        cursor = {"cursor": page["next"]}


def test_the_same_key_is_the_same_package(
    served: Served, seal: Callable[[], int], auditor: httpx.Client, rich: str, new: Named
) -> None:
    seal()
    key = {"Idempotency-Key": new("key")}
    first, again = asked(auditor, rich, headers=key), asked(auditor, rich, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["facts"] == first.json()["facts"]
    assert asked(auditor, rich, headers=key, purpose="another").json()["code"] == "IDEMPOTENCY_CONFLICT"
    kept = {file.stem for file in (served.tiles.parent / "evidence").glob("*")}
    assert first.json()["facts"][0]["package"] in kept
    assert kept == {one["package"] for one in every(auditor)}  # what was refused or repeated left nothing


def test_what_is_refused(seal: Callable[[], int], auditor: httpx.Client, rich: str) -> None:
    seal()
    for said, status, code in (
        ({"employee": "nobody-here"}, 404, "EVIDENCE_EMPTY"),
        ({"employee": "zhou"}, 404, "EVIDENCE_EMPTY"),
        ({"employee": rich, "session": "S-1"}, 422, "REQUEST_INVALID"),
        ({"employee": rich, "purpose": ""}, 422, "REQUEST_INVALID"),
        ({"employee": rich, "since": "1700000000"}, 422, "REQUEST_INVALID"),
        ({"employee": None}, 422, "REQUEST_INVALID"),
    ):
        refused = asked(auditor, "nobody", **said)
        assert (refused.status_code, refused.json()["code"]) == (status, code), refused.text
    refused = asked(auditor, rich, headers={"Merit-On-Behalf-Of": rich})
    assert (refused.status_code, refused.json()["code"]) == (403, "SELF_ACTION_FORBIDDEN")
    for package, status in (("ab" * 32, 404), ("..%2F..%2Fx", 422), ("AB" * 32, 422)):
        assert auditor.get(f"/v1/evidence/{package}").status_code == status


def test_one_package_is_made_at_a_time(seal: Callable[[], int], auditor: httpx.Client, rich: str) -> None:
    """Making one takes memory and seconds; whoever comes second is told so at once."""
    seal()
    with ThreadPoolExecutor(6) as callers:
        statuses = [done.status_code for done in callers.map(lambda _: asked(auditor, rich), range(6))]
    assert set(statuses) <= {201, 503}
    assert 201 in statuses
    assert 503 in statuses
