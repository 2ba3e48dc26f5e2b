"""A receipt is all that an auditor needs of a fact; whoever may not read the fact gets the proof alone."""

from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg
import pytest
from audit.verifier.running import verify
from over_http.served import Served
from sealing.scene import KEY, seal_all

from api.http.policy import Role
from projections.audit.tlog.shown_fact import ShownFact, parse_shown_fact
from projections.audit.tlog.tlog_proof import parse_tlog_proof

SEALED = ("merit_sealed", "merit_unsealed", "merit_witnesses")


@pytest.fixture
def answer(served: Served, operator: httpx.Client, rich: str, reward: str) -> dict[str, object]:
    """What a person's redemption was answered with, sealed since."""
    done = operator.post("/v1/redemptions", json={"employee": rich, "reward": reward})
    assert done.status_code == 201
    seal_all(served.url, served.tiles)
    said: dict[str, object] = done.json()
    return said


def shown(receipt: httpx.Response) -> ShownFact | None:
    assert receipt.status_code == 200
    extra = parse_tlog_proof(receipt.content).extra
    return parse_shown_fact(extra) if extra else None


def test_the_documented_command_takes_what_was_downloaded(
    auditor: httpx.Client, answer: dict[str, object], rich: str, tmp_path: Path
) -> None:
    receipt = auditor.get(str(answer["receipt"]))
    file = tmp_path / "lin.tlog-proof"
    file.write_bytes(receipt.content)
    found = verify("credit", file, "--key", KEY.verifier)
    assert (found["verdict"], found["position"], found["type"]) == ("valid", answer["position"], "RedemptionRequested")
    assert f'"employee":"{rich}"' in found["data"]
    assert len(receipt.content) <= 4096


def test_a_flipped_bit_of_a_receipt_is_found(auditor: httpx.Client, answer: dict[str, object], tmp_path: Path) -> None:
    content = auditor.get(str(answer["receipt"])).content
    file = tmp_path / "flipped.tlog-proof"
    for place in range(0, len(content), 7):
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert verify("credit", file, "--key", KEY.verifier)["verdict"] != "valid", place


def test_what_was_answered_is_what_was_sealed(auditor: httpx.Client, answer: dict[str, object]) -> None:
    fact = shown(auditor.get(str(answer["receipt"])))
    assert fact is not None
    assert answer["data_sha256"] == [fact.leaf.data_sha256]
    assert answer["receipt"] == f"/v1/receipts/{answer['position']}"


def test_a_repeat_is_answered_with_the_same_digests(operator: httpx.Client, rich: str, reward: str) -> None:
    words = {"json": {"employee": rich, "reward": reward}, "headers": {"Idempotency-Key": f"k-{rich}"}}
    first, again = (operator.post("/v1/redemptions", **words) for _ in range(2))  # type: ignore[arg-type]
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["data_sha256"] == first.json()["data_sha256"] != [None]


def test_people_see_their_own_facts_and_nobody_else_s(
    served: Served, answer: dict[str, object], rich: str, new: Callable[[str], str]
) -> None:
    employee = served.bearing(Role.EMPLOYEE)
    address = str(answer["receipt"])
    with served.carrying({**employee, "Merit-On-Behalf-Of": rich}) as own:
        fact = shown(own.get(address))
        assert fact is not None
        assert rich in str(fact.data)
    strangers = [
        {**employee, "Merit-On-Behalf-Of": new("E")},
        employee,
        {**served.bearing(Role.TRAINER), "Merit-On-Behalf-Of": rich},
        {**served.bearing(Role.OPERATOR), "Merit-On-Behalf-Of": rich},
    ]
    for headers in strangers:
        with served.carrying(headers) as other:
            assert shown(other.get(address)) is None


def test_a_fact_that_was_changed_is_not_given_out_under_its_proof(
    served: Served, auditor: httpx.Client, operator: httpx.Client, answer: dict[str, object]
) -> None:
    change = "update ledger.events set data = %s where position = %s"
    with psycopg.connect(served.url, autocommit=True) as owner:
        owner.execute("alter table ledger.events disable trigger all")
        row = owner.execute("select data from ledger.events where position = %s", [answer["position"]]).fetchone()
        assert row
        owner.execute(change, [row[0].replace('"price":1', '"price":0'), answer["position"]])
        try:
            changed = auditor.get(str(answer["receipt"]))
            assert (changed.status_code, changed.json()["code"]) == (500, "TILES_DAMAGED")
            assert operator.get(str(answer["receipt"])).status_code == 200  # the proof is still true
        finally:
            owner.execute(change, [row[0], answer["position"]])
            owner.execute("alter table ledger.events enable trigger all")
    assert shown(auditor.get(str(answer["receipt"]))) is not None


def test_data_too_long_for_a_proof_file_stays_where_it_is(
    auditor: httpx.Client, answer: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.audit.published.EXTRA_MAX", 500)
    fact = shown(auditor.get(str(answer["receipt"])))
    assert fact is not None
    assert (fact.leaf.position, fact.data) == (answer["position"], None)


def test_the_seal_has_its_numbers(served: Served, operator: httpx.Client, answer: dict[str, object]) -> None:
    def numbers() -> dict[str, float]:
        with served.client(Role.ADMINISTRATOR) as administrator:
            lines = administrator.get("/metrics").text.splitlines()
        return {name: float(number) for name, number in (line.split(" ") for line in lines if line.startswith(SEALED))}

    assert numbers()["merit_sealed_size"] == answer["position"]
    assert numbers()["merit_unsealed_seconds"] == 0
    assert numbers()["merit_witnesses_refusing"] == 0
    (served.tiles / "witnesses.json").write_text('{"refusing": {"audit": "422"}, "silent": {"a": "x", "b": "y"}}')
    course = {"course": f"C-{answer['position']}", "title": "T", "credits": "1.00", "minutes": 60}
    assert operator.post("/v1/courses", json=course).status_code == 201
    try:
        now = numbers()
        assert (now["merit_witnesses_refusing"], now["merit_witnesses_silent"]) == (1, 2)
        assert now["merit_unsealed_seconds"] > 0
    finally:
        (served.tiles / "witnesses.json").unlink()
