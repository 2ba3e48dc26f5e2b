"""Learning over HTTP: what was played counts for the completion, a standard is named, and who may say what."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from over_http.served import Served

from api.http.policy import Role

Named = Callable[[str], str]
Asked = tuple[str, dict[str, Any]]


@pytest.fixture
def course(operator: httpx.Client, new: Named) -> str:
    course = new("CPE")
    body = {"course": course, "title": "审计 Audit", "credits": "2.00", "minutes": 100, "calculator": "nasba"}
    assert operator.post("/v1/courses", json=body).status_code == 201
    return course


def played(course: str, *segments: list[str]) -> dict[str, Any]:
    return {"employee": "1007", "course": course, "length_seconds": "100", "segments": segments}


def test_what_was_played_is_united_and_an_award_says_what_it_rests_on(
    operator: httpx.Client, course: str, new: Named
) -> None:
    for segments in ([["0", "50.5"], ["90", "10"]], [["40", "85"]]):
        assert operator.post("/v1/playbacks", json=played(course, *segments)).status_code == 201
    body = {"employee": "1007", "course": course, "completion": new("X"), "source": "lms"}
    checks = {"checks_shown": 5, "checks_answered": 5, "raw_score": {"raw": "17", "max": "20"}}
    completion, award, *_ = operator.post("/v1/completions", json=body | checks).json()["facts"]
    assert (completion["watched_share"], completion["score"]) == ("0.8500", "85.00")
    assert (award["credits"], award["worth"], award["shortfall"]) == ("1.50", "1.50", None)
    assert award["basis"]["calculator"] == {"name": "nasba", "increments_per_credit": 2, "online_checks_per_credit": 3}
    assert (award["basis"]["minutes"], award["basis"]["checks_answered"]) == (100, 5)
    again = operator.post("/v1/completions", json=body | checks | {"completion": new("X")}).json()["facts"][1]
    assert (again["credits"], again["repeat_of"]) == ("0.00", f"completion:{body['completion']}")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"raw_score": {"raw": "21", "max": "20"}}, "SCORE_OFF_SCALE"),
        ({"score": "101"}, "REQUEST_INVALID"),
        ({"checks_shown": 1, "checks_answered": 2}, "REQUEST_INVALID"),
        ({"active_share": "1.0001"}, "REQUEST_INVALID"),
    ],
)
def test_what_cannot_be_is_refused(
    operator: httpx.Client, course: str, new: Named, said: dict[str, Any], code: str
) -> None:
    body = {"employee": "1007", "course": course, "completion": new("X"), "source": "lms"}
    answer = operator.post("/v1/completions", json=body | said)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["title_zh"]


@pytest.mark.parametrize(("credits_", "minutes"), [("2.10", 200), ("-1.00", 100), ("1000000.00", 100), ("2.00", 99)])
def test_a_course_is_worth_no_absurd_credits(operator: httpx.Client, new: Named, credits_: str, minutes: int) -> None:
    body = {"course": new("C"), "title": "课", "credits": credits_, "minutes": minutes, "calculator": "nasba"}
    answer = operator.post("/v1/courses", json=body)
    assert (answer.status_code, answer.json()["code"] in ("CREDITS_OFF_STANDARD", "REQUEST_INVALID")) == (422, True)


def test_only_learners_answer_prompts_only_the_desk_shows_them_and_only_systems_report_playback(
    served: Served, course: str
) -> None:
    answering: Asked = ("/v1/sessions/S-1/prompts/ABCDEFGH/answer", {"employee": "1007"})
    showing: Asked = ("/v1/sessions/S-1/prompts", {})
    playing: Asked = ("/v1/playbacks", played(course, ["0", "1"]))
    may: dict[Role, tuple[Asked, ...]] = {
        Role.EMPLOYEE: (answering,),
        Role.TRAINER: (showing,),
        Role.OPERATOR: (showing, playing),
        Role.AUDITOR: (),
        Role.ADMINISTRATOR: (),
    }
    for role, allowed in may.items():
        headers = {"Merit-On-Behalf-Of": "1007"} if role is Role.EMPLOYEE else {}
        with served.client(role) as client:
            for address, body in (answering, showing, playing):
                status = client.post(address, params={"dry_run": "true"}, json=body, headers=headers).status_code
                assert (status != 403) == ((address, body) in allowed), (role, address, status)
