"""Growth files, honours and branch reports over HTTP: what they say, and to whom."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import httpx
import pytest
from openpyxl import load_workbook

Named = Callable[[str], str]
BEGAN = "2026-01-01T00:00:00+08:00"


class Scene(NamedTuple):
    """Two branches, one below the other, with a head each; Lin and Wu are in the lower one."""

    upper: str
    branch: str
    upper_head: str
    head: str
    lin: str
    wu: str
    position: int


@pytest.fixture
def scene(operator: httpx.Client, new: Named) -> Scene:
    upper, branch, course, obligation = new("U"), new("B"), new("C"), new("O")
    upper_head, head, lin, wu = (new(name) for name in ("boss", "head", "lin", "wu"))
    posted(operator, "/v1/branches", {"branch": upper, "name": upper, "since": BEGAN})
    posted(operator, "/v1/branches", {"branch": branch, "name": branch, "parent": upper, "since": BEGAN})
    for person in (lin, wu):
        posted(operator, "/v1/members", {"employee": person, "branch": branch, "since": BEGAN})
    for name, who in ((upper, upper_head), (branch, head)):
        posted(operator, f"/v1/branches/{name}/head", {"head": who})
    listed = {"course": course, "title": "消防", "credits": "200.00", "minutes": 60, "kind": "required"}
    posted(operator, "/v1/courses", listed)
    posted(
        operator,
        "/v1/obligations",
        {"obligation": obligation, "course": course, "branch": upper, "within_days": 400, "until": "2030-12-31"},
    )
    completed = {"employee": lin, "course": course, "completion": new("X"), "source": "spec", "passed": True}
    position = posted(operator, "/v1/completions", completed)
    shown(operator, position)
    return Scene(upper, branch, upper_head, head, lin, wu, position)


def posted(client: httpx.Client, address: str, body: dict[str, Any]) -> int:
    done = client.post(address, json=body)
    assert done.status_code == 201, done.text
    return int(done.json()["position"])


def shown(operator: httpx.Client, position: int) -> None:
    """Wait until everybody knows who heads whom."""
    for address in ("/v1/members/nobody/responsibilities", "/v1/members", "/v1/branches"):
        asked(operator, address, min_position=position)


def asked(client: httpx.Client, address: str, **parameters: Any) -> httpx.Response:
    answer = client.get(address, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer


def status(client: httpx.Client, address: str, person: str | None) -> int:
    return client.get(address, headers={} if person is None else {"Merit-On-Behalf-Of": person}).status_code


def test_a_growth_file_in_three_forms(operator: httpx.Client, scene: Scene) -> None:
    address = f"/v1/accounts/{scene.lin}/growth"
    made = asked(operator, address, min_position=scene.position).json()
    item = made["item"]
    assert made["position"] >= scene.position
    assert [one["branch"] for one in item["career"]] == [scene.branch]
    (period,) = [one for one in item["periods"] if one["earned"] == "200.00"]
    assert sum(Decimal(term["credits"]) for term in period["requirement"]) == Decimal(period["owed"])
    assert [(one["credits"], one["title"]) for one in item["transcript"]] == [("200.00", "消防")]
    assert [one["state"] for one in period["deadlines"]] == []
    assert [one["credits"] for one in item["certificates"]] == ["200.00"]
    assert [one["title"] for one in item["honours"]] == ["credit_champion", "learning_star"]
    assert "名列第 1" in item["honours"][1]["what_zh"]
    book = asked(operator, f"{address}.xlsx", language="en")
    assert load_workbook(BytesIO(book.content)).sheetnames[0] == "Summary"
    assert book.headers["content-disposition"].startswith(f'attachment; filename="growth-{scene.lin}-at-')
    assert asked(operator, f"{address}.pdf", language="zh").content.startswith(b"%PDF-1.")
    early = asked(operator, address, as_of="2025-12-31T00:00:00Z").json()["item"]
    assert (early["career"], early["transcript"]) == ([], [])


def test_what_was_taken_back_is_shown_with_its_reason_and_takes_honours_and_certificates_along(
    operator: httpx.Client, scene: Scene
) -> None:
    address = f"/v1/accounts/{scene.lin}/growth"
    (award,) = asked(operator, address, min_position=scene.position).json()["item"]["transcript"]
    kind, _, completion = award["activity"].partition(":")
    assert kind == "completion"
    void = {"employee": scene.lin, "course": award["course"], "because": "COPIED_ANSWERS"}
    position = posted(operator, f"/v1/completions/{completion}/void", void)
    item = asked(operator, address, min_position=position).json()["item"]
    assert (item["honours"], item["certificates"]) == ([], [])
    first, reversal = item["transcript"]
    assert (reversal["because"], reversal["reverses"]) == ("COPIED_ANSWERS", first["position"])
    before = asked(operator, address, recorded_as_of=award["recorded_at"]).json()["item"]
    assert (before["transcript"], len(before["honours"])) == ([award], 2)


def test_deadlines_are_part_of_how_a_person_stands(operator: httpx.Client, scene: Scene) -> None:
    address = f"/v1/accounts/{scene.lin}/compliance"
    asked(operator, address, min_position=scene.position)
    (deadline,) = asked(operator, address, period="2030").json()["item"]["deadlines"]
    assert (deadline["due"], deadline["state"]) == ("2030-12-31", "done")
    assert scene.upper in deadline["what"]
    assert asked(operator, address, period="2029").json()["item"]["deadlines"] == []
    (row, _) = asked(operator, "/v1/compliance", branch=scene.branch).json()["items"]
    assert row["deadlines"] is None


def test_honours_of_a_branch_page_by_page(operator: httpx.Client, scene: Scene) -> None:
    page = asked(operator, "/v1/honours", branch=scene.upper, limit=1, min_position=scene.position).json()
    rest = asked(operator, "/v1/honours", branch=scene.upper, limit=1, cursor=page["next"]).json()
    assert [(one["title"], one["employee"]) for one in (*page["items"], *rest["items"])] == [
        *(("credit_champion", scene.lin), ("learning_star", scene.lin)),
    ]
    assert rest["next"] is None
    nothing = asked(operator, "/v1/honours", branch=scene.upper, recorded_as_of="2026-01-01T00:00:00Z").json()
    assert nothing["items"] == []


def test_a_branch_report_is_a_workbook(operator: httpx.Client, scene: Scene) -> None:
    file = asked(operator, f"/v1/branches/{scene.upper}/report.xlsx", min_position=scene.position, language="zh")
    people = load_workbook(BytesIO(file.content))["人员"]
    assert sorted(str(row[0].value) for row in people.iter_rows(min_row=2)) == sorted((scene.lin, scene.wu))
    assert f'filename="branch-{scene.upper}-at-' in file.headers["content-disposition"]


def test_figures_and_heat_may_be_asked_of_the_past(operator: httpx.Client, scene: Scene) -> None:
    branch, then = scene.branch, "2026-01-02T00:00:00Z"
    asked(operator, "/v1/compliance/summary", branch=branch, min_position=scene.position)
    early = asked(operator, "/v1/compliance/summary", branch=branch, period="2026", as_of=then).json()["item"]
    assert (early["people"], early["earned"]) == (2, "0.00")
    assert asked(operator, "/v1/compliance/heat", branch=branch, as_of=then).json()["items"] == []


def test_people_read_their_own_file_and_heads_those_of_their_people(
    operator: httpx.Client, employee: httpx.Client, auditor: httpx.Client, scene: Scene
) -> None:
    for form in ("", ".xlsx", ".pdf"):
        address = f"/v1/accounts/{scene.lin}/growth{form}"
        allowed = {who: status(employee, address, who) for who in (scene.lin, scene.head, scene.upper_head)}
        assert set(allowed.values()) == {200}, allowed
        assert (status(employee, address, scene.wu), status(auditor, address, None)) == (403, 200)
    # A head of another branch is a stranger, and a head's own file is no business of those below.
    posted(operator, f"/v1/branches/{scene.branch}/head", {"head": scene.wu})
    shown(operator, posted(operator, f"/v1/branches/{scene.upper}/head", {"head": "other"}))
    for who, code in ((scene.head, 403), (scene.upper_head, 403), (scene.wu, 200), ("other", 200)):
        assert status(employee, f"/v1/accounts/{scene.lin}/growth", who) == code
    # Heads read growth files, not accounts.
    assert status(employee, f"/v1/accounts/{scene.lin}/balance", scene.wu) == 403


def test_a_branch_report_is_for_its_head_and_those_above(
    employee: httpx.Client, auditor: httpx.Client, scene: Scene
) -> None:
    lower, upper = (f"/v1/branches/{name}/report.xlsx" for name in (scene.branch, scene.upper))
    assert status(auditor, lower, None) == 200
    told = {(address, who): status(employee, address, who) for address in (lower, upper) for who in scene[2:6]}
    assert {who for (address, who), code in told.items() if address == lower and code == 200} == {*scene[2:4]}
    assert {who for (address, who), code in told.items() if address == upper and code == 200} == {scene.upper_head}
    assert set(told.values()) == {200, 403}
    unnamed = employee.get(lower)
    assert (unnamed.status_code, unnamed.json()["errors"][0]["code"]) == (422, "MISSING")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/v1/branches/nowhere/report.xlsx", "ROW_UNKNOWN"),
        ("/v1/branches/b/report.xlsx?period=20x6", "REQUEST_INVALID"),
        ("/v1/accounts/x/growth.pdf?language=de", "REQUEST_INVALID"),
        ("/v1/accounts/x/growth?as_of=yesterday", "REQUEST_INVALID"),
        ("/v1/honours?cursor=bm8", "CURSOR_INVALID"),
    ],
)
def test_what_cannot_be_asked_is_refused(operator: httpx.Client, address: str, code: str) -> None:
    assert operator.get(address).json()["code"] == code
