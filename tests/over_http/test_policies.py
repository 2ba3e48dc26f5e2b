"""Policies over HTTP: drafted and published by two people, read by auditors, explained for a person."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from over_http.served import Served

from api.http.policy import Role

Named = Callable[[str], str]
TEXT = "# 深圳\nattendance:\n  minimum_share: 0.75\n"


@pytest.fixture
def administrator(served: Served) -> Iterator[httpx.Client]:
    with served.client(Role.ADMINISTRATOR) as client:
        yield client


def person(name: str) -> dict[str, str]:
    return {"Merit-On-Behalf-Of": name}


@pytest.fixture
def branch(operator: httpx.Client, new: Named) -> str:
    """A branch of its own, with one person who is called like it."""
    name = new("B")
    assert operator.post("/v1/members", json={"employee": name, "branch": name}).status_code == 201
    return name


def facts(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 201, answer.text
    told: list[dict[str, Any]] = answer.json()["facts"]
    return told


def test_a_policy_goes_from_draft_to_force_to_its_end(
    administrator: httpx.Client, auditor: httpx.Client, branch: str
) -> None:
    draft = administrator.post("/v1/policies", json={"branch": branch, "document": TEXT}, headers=person("zhou"))
    version = facts(draft)[0]["version"]
    assert version == f"{branch}-1"
    since = str((datetime.now(UTC) + timedelta(days=3)).date())
    publish = {"since": since}
    own = administrator.post(f"/v1/policies/{version}/publish", json=publish, headers=person("zhou"))
    assert (own.status_code, own.json()["code"]) == (403, "SELF_ACTION_FORBIDDEN")
    done = administrator.post(f"/v1/policies/{version}/publish", json=publish, headers=person("qian"))
    at = {"min_position": done.json()["position"]}
    item = auditor.get(f"/v1/policies/{version}", params=at).json()["item"]
    assert (item["state"], item["since"], item["drafter"], item["publisher"]) == ("published", since, "zhou", "qian")
    assert item["document"] == "attendance:\n  minimum_share: 0.75\n"
    as_json = auditor.get(f"/v1/policies/{version}", params={"form": "json"}).json()["item"]
    assert as_json["document"] == '{"attendance":{"minimum_share":"0.75"}}'
    listed = auditor.get("/v1/policies", params={"branch": branch, "state": "published"}).json()["items"]
    assert [one["version"] for one in listed] == [version]
    before = {"branch": branch, "recorded_as_of": draft.json()["recorded_at"]}
    assert [one["state"] for one in auditor.get("/v1/policies", params=before).json()["items"]] == ["draft"]
    assert auditor.get("/v1/policies/none").status_code == 404


def test_the_policy_of_a_person_names_whose_word_each_value_is(
    administrator: httpx.Client, auditor: httpx.Client, branch: str
) -> None:
    version = facts(
        administrator.post("/v1/policies", json={"branch": branch, "document": TEXT}, headers=person("zhou"))
    )[0]["version"]
    day = datetime.now(UTC) + timedelta(days=3)
    publish = {"since": str(day.date())}
    done = administrator.post(f"/v1/policies/{version}/publish", json=publish, headers=person("qian"))
    later = {"at": (day + timedelta(days=2)).isoformat()}

    def values(**params: str) -> dict[str, tuple[object, str]]:
        item = auditor.get(f"/v1/members/{branch}/policy", params=params).json()["item"]
        return {one["path"]: (one["value"], one["version"]) for one in item["values"]}

    assert values()["attendance.minimum_share"] == ("0.8000", "default-1")
    assert values(**later)["attendance.minimum_share"] == ("0.75", version)
    assert values(**later)["learner.points_per_credit"] == (1, "default-1")
    then = datetime.fromisoformat(done.json()["recorded_at"]) - timedelta(microseconds=1)
    unknown = values(**later, recorded_as_of=then.isoformat())
    assert unknown["attendance.minimum_share"] == ("0.8000", "default-1")
    item = auditor.get(f"/v1/members/{branch}/policy", params=later).json()["item"]
    assert (item["version"], item["branch"]) == (f"default-1+{version}", branch)


def test_a_mistake_is_answered_with_its_line_in_both_languages(administrator: httpx.Client) -> None:
    wrong = {"document": "learner:\n  points_per_credit: many\n"}
    refused = administrator.post("/v1/policies", json=wrong, headers=person("zhou")).json()
    assert (refused["code"], refused["details"]["line"], refused["details"]["column"]) == ("POLICY_VALUE_WRONG", 2, 3)
    assert refused["detail"] == "Line 2, column 3: learner.points_per_credit is to be a whole number."
    assert refused["detail_zh"] == "第 2 行第 3 列：learner.points_per_credit 须为整数。"
