"""A person's account over HTTP: the statement in three forms, and why a figure is what it is."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import httpx
import psycopg
import pytest
from openpyxl import load_workbook
from over_http.served import Served

from api import account, people
from api.documents import Form

Named = Callable[[str], str]
FORMULA = '=HYPERLINK("http://x","y")'
HOSTILE = [FORMULA, "<para><b>&amp;", "\u202e张\x00三\x1f", "x" * 5_000]


@pytest.fixture
def spent(operator: httpx.Client, rich: str, reward: str) -> tuple[str, int]:
    """Somebody who has two rewards, and the position at which that is known."""
    for _ in range(2):
        done = operator.post("/v1/redemptions", json={"employee": rich, "reward": reward}).json()
    return rich, done["position"]


def asked(client: httpx.Client, who: str, what: str, position: int, **more: Any) -> httpx.Response:
    answer = client.get(f"/v1/accounts/{who}/{what}", params={"min_position": position, **more})
    assert answer.status_code == 200, answer.text
    return answer


def test_a_statement_says_all_that_there_is(operator: httpx.Client, spent: tuple[str, int]) -> None:
    made = asked(operator, spent[0], "statement", spent[1]).json()["item"]
    assert [line["type"] for line in made["entries"]] == [
        "CreditsAwarded",
        "PointsEarned",
        *["RedemptionRequested"] * 2,
    ]
    assert (made["opening"]["active"], made["closing"]["active"], made["closing"]["held"]) == (0, 98, 2)
    assert [(line["active"], line["held"]) for line in made["entries"]] == [(0, 0), (100, 0), (99, 1), (98, 2)]
    assert made["entries"][2]["lots"] == [[made["lots"][0]["lot"], 1]]
    assert made["forecast"] == [{"expires_at": made["lots"][0]["expires_at"], "points": 98}]
    assert made["entries"][0]["effective_at"].endswith("Z")


def test_a_period_begins_with_what_was_there(operator: httpx.Client, spent: tuple[str, int]) -> None:
    whole = asked(operator, spent[0], "statement", spent[1]).json()["item"]["entries"]
    since = whole[2]["effective_at"]
    later = asked(operator, spent[0], "statement", 0, since=since).json()["item"]
    assert (later["opening"]["active"], later["entries"]) == (100, whole[2:])
    sooner = asked(operator, spent[0], "statement", 0, until=since).json()["item"]
    assert (sooner["closing"]["active"], sooner["entries"]) == (100, whole[:2])
    then = asked(operator, spent[0], "statement", 0, recorded_as_of=whole[1]["recorded_at"]).json()["item"]
    assert then["closing"] == sooner["closing"]


def test_terms_add_up_to_the_figure(operator: httpx.Client, spent: tuple[str, int]) -> None:
    for state, figure in (("active", 98), ("held", 2), ("spent", 0)):
        explained = asked(operator, spent[0], "points/explain", spent[1], state=state).json()["item"]
        assert explained["points"] == sum(term["amount"] for term in explained["terms"]) == figure
    first = asked(operator, spent[0], "points/explain", 0).json()["item"]["terms"][0]
    assert (first["rule"], first["value"], first["policy_version"]) == ("learner.points_per_credit", 1, "default-1")
    assert first["what"].startswith("+100: Points for learning, online course X-")
    assert first["what_zh"].endswith("依据政策 default-1 的 learner.points_per_credit = 1。")


@pytest.mark.parametrize("name", HOSTILE, ids=["formula", "markup", "control", "long"])
def test_a_name_is_harmless_in_every_form(operator: httpx.Client, served: Served, new: Named, name: str) -> None:
    who = new("=1+")
    course = {"course": new("C"), "title": "x", "credits": "5.00", "minutes": 60}
    operator.post("/v1/courses", json=course)
    done = {"employee": who, "course": course["course"], "completion": new("=X"), "source": "s", "passed": True}
    position = operator.post("/v1/completions", json=done).json()["position"]
    stored = name.replace("\x00", "")  # PostgreSQL holds every character but this one
    with psycopg.connect(served.url) as office:
        people.keep(office, [people.Person(who, stored)])
    assert asked(operator, who, "statement", position).json()["item"]["name"] == stored
    workbook = asked(operator, who, "statement.xlsx", 0)
    cells = [cell for sheet in load_workbook(BytesIO(workbook.content)) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(isinstance(cell.value, str) for cell in cells if cell.data_type == "n")
    assert asked(operator, who, "statement.pdf", 0).content.startswith(b"%PDF-1.")


def test_files_have_names_and_types(operator: httpx.Client, spent: tuple[str, int]) -> None:
    for form in Form:
        file = asked(operator, spent[0], f"statement.{form}", spent[1])
        assert file.headers["content-type"] == form.media_type
        assert f'filename="statement-{spent[0]}-at-' in file.headers["content-disposition"]
        bare = operator.get(f"/v1/accounts/{spent[0]}/statement.{form}", headers={"Accept": "application/json"})
        assert (bare.status_code, bare.json()["code"]) == (406, "NOT_ACCEPTABLE")


def test_a_file_waits_its_turn_and_no_longer(
    operator: httpx.Client, spent: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.documents.TURN_SECONDS", 0.0)
    refused: list[httpx.Response] = []

    def document(*_: object) -> bytes:
        refused.append(operator.get(f"/v1/accounts/{spent[0]}/statement.xlsx"))
        return b"%PDF"

    monkeypatch.setattr(account, "document", document)
    assert asked(operator, spent[0], "statement.pdf", spent[1]).content == b"%PDF"
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(503, "OVERLOADED")]


@pytest.mark.parametrize("what", ["statement", "statement.xlsx", "statement.pdf"])
def test_what_cannot_be_stated_is_refused(
    operator: httpx.Client, spent: tuple[str, int], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/v1/accounts/{spent[0]}/{what}"
    bounds = {"since": "2026-02-01T00:00:00Z", "until": "2026-02-01T00:00:00Z"}
    reversed_ = operator.get(address, params=bounds)
    assert (reversed_.status_code, reversed_.json()["code"]) == (422, "STATEMENT_REVERSED")
    monkeypatch.setattr(account, "ENTRIES_MAX", 3)
    monkeypatch.setattr(account, "PRINTED_MAX", 3)
    long = operator.get(address, params={"min_position": spent[1]})
    assert (long.status_code, long.json()["code"], long.json()["details"]) == (422, "STATEMENT_TOO_LONG", {"limit": 3})
    assert {account.limit(form) for form in (None, *Form)} == {3}


def test_an_application_shows_a_person_only_their_own(employee: httpx.Client, spent: tuple[str, int]) -> None:
    for what in ("statement", "statement.xlsx", "statement.pdf", "points/explain"):
        refused = employee.get(f"/v1/accounts/{spent[0]}/{what}", headers={"Merit-On-Behalf-Of": "somebody-else"})
        assert (refused.status_code, refused.json()["code"]) == (403, "NOT_THIS_PERSON")
