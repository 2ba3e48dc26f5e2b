"""Every no is a problem document with a stable code, in English and Chinese."""

import httpx
import pytest

from api.http import problem_answers
from api.http.problem_answers import prefers_chinese
from ledger.refusals.refused import REFUSALS, Refused

KINDS = problem_answers.kinds()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_refusal_has_a_status_and_both_languages(kind: type[Refused]) -> None:
    page = problem_answers.explained(kind)
    assert 400 <= page["status"] <= 503
    assert page["detail"].endswith((".", "."))
    assert page["detail_zh"] != Refused.zh
    assert any("\u4e00" <= character <= "\u9fff" for character in page["detail_zh"] + page["title_zh"])
    written = problem_answers.document(kind(), "spec")
    assert {"type", "title", "status", "detail", "title_zh", "detail_zh", "code", "instance"} <= set(written)


def test_every_refusal_of_the_ledger_is_listed(operator: httpx.Client) -> None:
    listed = {page["code"]: page for page in operator.get("/v1/problems").json()["items"]}
    kinds = {"NOT_FOUND", "FORBIDDEN", "CONFLICT", "UNACCEPTABLE", "UNANSWERED", "UNSERVED"}
    assert set(REFUSALS) - kinds <= set(listed)
    for page in listed.values():
        assert operator.get(page["type"]).json() == page
    assert operator.get("/v1/problems/NONE").json()["code"] == "PROBLEM_UNKNOWN"


def test_a_problem_names_its_request(operator: httpx.Client) -> None:
    refused = operator.get("/v1/nothing", headers={"X-Request-Id": "my-request-1"})
    assert refused.headers["x-request-id"] == "my-request-1"
    assert refused.json()["instance"] == "urn:merit:request:my-request-1"
    other = operator.get("/v1/nothing", headers={"X-Request-Id": "no good"})
    assert other.headers["x-request-id"] != "no good"


def test_the_language_is_the_callers(operator: httpx.Client) -> None:
    english = operator.get("/v1/nothing")
    chinese = operator.get("/v1/nothing", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    assert (english.headers["content-language"], english.json()["title"]) == ("en", "Route unknown")
    assert (chinese.headers["content-language"], chinese.json()["title"]) == ("zh-CN", "该地址不存在")
    assert english.json()["detail_zh"] == chinese.json()["detail"]


@pytest.mark.parametrize(
    ("accepted", "chinese"),
    [
        *(("", False), ("en", False), ("zh", True), ("en,zh;q=0.9", False), ("zh;q=0.5,en;q=0.4", True)),
        *(("zh,en", True), ("en,zh", False), ("zh;q=garbage", True), (",;=" * 50, False)),
    ],
)
def test_weights_are_compared(accepted: str, chinese: bool) -> None:  # noqa: FBT001 - a table's column
    assert prefers_chinese(accepted) is chinese
