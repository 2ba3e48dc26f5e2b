"""Policy documents: read strictly, refused by line and column, written out as the same document again."""

import hashlib
import json
import re
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.policy import DEFAULT_POLICY, layers
from ledger.policy.document import PARTS, canonical
from ledger.policy.layers import Layer, Stated, Version, merged, overlay
from ledger.policy.reading import BYTES
from ledger.policy.writing import document_yaml, whole_yaml
from ledger.refusals.policies import (
    PolicyKeyTwice,
    PolicyKeyUnknown,
    PolicyNotPlain,
    PolicyOfCompany,
    PolicySaysNothing,
    PolicyStatedAlone,
    PolicyTooDeep,
    PolicyTooLong,
    PolicyUnreadable,
    PolicyValueWrong,
)
from ledger.refusals.refused import Refused

GOLDEN = Path(__file__).parents[1] / "golden" / "default-1.json"
GUIDE = Path(__file__).parents[2] / "docs" / "policy.md"
SZ = Layer(branch="SZ")

# The text, the refusal, where it stands and what it is about.
REFUSED: tuple[tuple[str, type[Refused], dict[str, object]], ...] = (
    ("", PolicySaysNothing, {}),
    ("# only a remark", PolicySaysNothing, {}),
    ("learner: {}", PolicySaysNothing, {}),
    ("null", PolicySaysNothing, {}),
    ("- learner", PolicyValueWrong, {"line": 1, "path": "policy"}),
    ("learner:", PolicyValueWrong, {"line": 1, "path": "learner"}),
    ("learner: 5", PolicyValueWrong, {"line": 1, "path": "learner"}),
    ("learner:\n\tpoints_per_credit: 1", PolicyUnreadable, {"line": 2, "column": 1}),
    ("learner: {points_per_credit: 1", PolicyUnreadable, {"line": 1}),
    ("learner:\n  a\x07: 1", PolicyUnreadable, {"line": 2, "column": 4}),
    ("learner: &a\n  points_per_credit: 1", PolicyNotPlain, {"line": 1, "column": 10}),
    ("learner: *a", PolicyNotPlain, {"line": 1, "column": 10}),
    ("learner:\n  points_per_credit: !!int 1", PolicyNotPlain, {"line": 2, "column": 22}),
    ("!!python/object:os.system {}", PolicyNotPlain, {"line": 1}),
    ("learner:\n  <<: *other", PolicyNotPlain, {"line": 2}),
    ("? [a]\n: 1", PolicyNotPlain, {"line": 1}),
    ("%YAML 1.2\n---\nlearner: {}", PolicyNotPlain, {"line": 1}),
    ("learner: {points_per_credit: 1}\n---\nlearner: {}", PolicyNotPlain, {"line": 2}),
    ("learner: [[[[[[[[[[1]]]]]]]]]]", PolicyTooDeep, {"line": 1, "limit": 8}),
    ("[" * 20_000, PolicyTooDeep, {"line": 1}),
    ("#" * (BYTES + 1), PolicyTooLong, {"limit": BYTES, "bytes": BYTES + 1}),
    ("learner: {points_per_credit: 1}\nlearner: {}", PolicyKeyTwice, {"line": 2, "path": "learner"}),
    ("learner:\n  a: 1\n  a: 1", PolicyKeyTwice, {"line": 3, "column": 3, "path": "learner.a"}),
    ("learners: {points_per_credit: 1}", PolicyKeyUnknown, {"line": 1, "column": 1, "path": "learners"}),
    ("zone: Asia/Tokyo", PolicyKeyUnknown, {"path": "zone"}),
    ("learner:\n  points: 1", PolicyKeyUnknown, {"line": 2, "column": 3, "path": "learner.points"}),
    # What somebody wrote by mistake may be anything, a name for example: it is not put on record.
    ("learner:\n  Lin Wei: 1", PolicyKeyUnknown, {"line": 2, "path": "learner.?"}),
    (
        "learner: {points_per_credit: 1}\nattendance:\n  minimum_share: 80",
        PolicyValueWrong,
        {"line": 3, "path": "attendance.minimum_share"},
    ),
    ("attendance: {minimum_share: 80%}", PolicyValueWrong, {"wanted": "a number", "wanted_zh": "数字"}),
    ("attendance: {minimum_share: 0.80001}", PolicyValueWrong, {"wanted": "a number of at most 4 decimal places"}),
    ("attendance: {minimum_share: -0.1}", PolicyValueWrong, {"wanted": "at least 0"}),
    ("attendance: {minimum_share: .nan}", PolicyValueWrong, {"wanted": "a number"}),
    ("attendance: {minimum_share: .inf}", PolicyValueWrong, {"wanted": "a number"}),
    ("attendance: {minimum_share: NaN}", PolicyValueWrong, {"wanted": "a number"}),
    ("attendance: {minimum_share: 8e-1}", PolicyValueWrong, {"wanted": "a number, written plainly"}),
    ("attendance: {minimum_share: '0.8'}", PolicyValueWrong, {"wanted": "a number, written plainly"}),
    ("attendance: {late_after_minutes: 10m}", PolicyValueWrong, {"wanted": "a whole number"}),
    ("attendance: {late_after_minutes: 10.5}", PolicyValueWrong, {"wanted": "a whole number"}),
    ("attendance: {late_after_minutes: '10'}", PolicyValueWrong, {"wanted": "a whole number"}),
    ("attendance: {late_after_minutes: true}", PolicyValueWrong, {"wanted": "a whole number"}),
    ("attendance: {late_after_minutes: }", PolicyValueWrong, {"wanted": "a whole number"}),
    ("learner: {points_per_credit: -1}", PolicyValueWrong, {"wanted": "at least 0"}),
    ("learner: {points_per_credit: 1001}", PolicyValueWrong, {"wanted": "at most 1000"}),
    ("trainer: {points_per_taught_hour: 10000001}", PolicyValueWrong, {"wanted": "at most 10000000"}),
    ("trainer: {minimum_ratings: 0}", PolicyValueWrong, {"wanted": "at least 1"}),
    (f"learner: {{points_per_credit: {'9' * 5000}}}", PolicyValueWrong, {"wanted": "a whole number"}),
    ("leaving: {grace_days: 367}", PolicyValueWrong, {"wanted": "at most 366", "wanted_zh": "不大于 366 的值"}),
    ("leaving: {treatment: keep}", PolicyValueWrong, {"wanted": "one of 'pay_out' or 'lapse'"}),
    (
        "points:\n  activate_after_days: 0\n  expire: {rule: soon}",
        PolicyValueWrong,
        {"line": 3, "path": "points.expire"},
    ),
    (
        "points:\n  activate_after_days: 0\n  expire:\n    rule: on_day\n    last_day: 2026-02-29",
        PolicyValueWrong,
        {"line": 5, "path": "points.expire.last_day"},
    ),
    (
        "points:\n  activate_after_days: 0\n  expire:\n    rule: never\n    months: 3",
        PolicyKeyUnknown,
        {"line": 5, "path": "points.expire.months"},
    ),
    (
        "points:\n  expire: {rule: never}",
        PolicyStatedAlone,
        {"line": 2, "path": "points.expire", "missing": "points.activate_after_days"},
    ),
    (
        "points:\n  activate_after_days: 28\n  expire: {rule: after_months, months: 1}",
        PolicyValueWrong,
        {"line": 1, "path": "points"},
    ),
    (
        "redemption:\n  approvals:\n  - {above_points: 9, step: hr}\n  - {above_points: 9, step: hr}",
        PolicyValueWrong,
        {"line": 2, "path": "redemption.approvals"},
    ),
    (
        "redemption:\n  approvals:\n  - above_points: 9\n    step: hr\n  - above_points: 10\n    step: boss",
        PolicyValueWrong,
        {"line": 6, "column": 5, "path": "redemption.approvals.1.step"},
    ),
    (
        "redemption:\n  approvals:\n  - {above_points: 9}",
        PolicyValueWrong,
        {"line": 3, "path": "redemption.approvals.0"},
    ),
)


@pytest.mark.parametrize(("text", "refusal", "details"), REFUSED, ids=[text[:48] for text, _, _ in REFUSED])
def test_a_mistake_is_named_with_its_line(text: str, refusal: type[Refused], details: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        canonical(text)
    assert type(refused.value) is refusal, refused.value
    assert details.items() <= refused.value.details.items(), refused.value.details
    assert "{" not in refused.value.en()
    assert "?" not in refused.value.chinese().replace("learner.?", "")
    assert "?" not in refused.value.en().replace("learner.?", "")


@pytest.mark.parametrize("mistakes", [("treatment: keep", "grace_days: -1"), ("grace_days: -1", "treatment: keep")])
def test_of_several_mistakes_the_first_is_named(mistakes: tuple[str, str]) -> None:
    with pytest.raises(PolicyValueWrong) as refused:
        canonical("leaving:\n  {}\n  {}".format(*mistakes))
    assert refused.value.details["line"] == 2


def test_what_is_the_same_for_all_is_the_company_s_to_state() -> None:
    text = "learner: {points_per_credit: 2}\ncatalogue: {kept_for_hours: 24}"
    with pytest.raises(PolicyOfCompany) as refused:
        canonical(text, SZ)
    assert (refused.value.details["line"], refused.value.details["path"]) == (2, "catalogue")
    assert json.loads(canonical(text))["catalogue"] == {"kept_for_hours": 24}


def test_a_document_has_one_form_however_it_is_written() -> None:
    written = "# 注释\nlearner:\n    points_per_credit: 2   # two\nattendance: {late_after_minutes: 5}\n"
    assert canonical(written) == '{"attendance":{"late_after_minutes":5},"learner":{"points_per_credit":2}}'
    assert canonical('{"learner": {"points_per_credit": 2}, "attendance": {"late_after_minutes": 5}}') == canonical(
        written
    )


def test_the_documentation_s_example_is_a_document_and_its_mistake_one() -> None:
    example = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert example is not None
    assert set(json.loads(canonical(example[1], SZ))) == {"attendance", "points", "redemption"}
    with pytest.raises(PolicyValueWrong) as refused:
        canonical(example[1].replace("0.75 ", "80%"), SZ)
    assert f"merit: {refused.value.en()}\n{refused.value.chinese()}" in GUIDE.read_text()


def test_a_value_is_kept_whole_so_that_no_later_default_changes_it() -> None:
    stated = json.loads(canonical("points:\n  activate_after_days: 0\n  expire: {rule: after_months}"))
    assert stated["points"]["expire"] == {"rule": "after_months", "months": 24}


def test_the_default_policy_never_changes_what_it_once_said() -> None:
    kept = json.loads(GOLDEN.read_text())
    today = DEFAULT_POLICY.model_dump(mode="json")
    assert today["version"] == kept.pop("version")
    assert today["zone"] == kept.pop("zone")
    for part, fields in kept.items():
        assert fields.items() <= today[part].items()


def test_the_default_policy_is_a_document_that_reads_in_again() -> None:
    document = canonical(whole_yaml(DEFAULT_POLICY))
    assert document_yaml(document) == whole_yaml(DEFAULT_POLICY)
    assert merged(DEFAULT_POLICY, [_version(document)]).model_dump(exclude={"version"}) == DEFAULT_POLICY.model_dump(
        exclude={"version"}
    )


_numbers = count(1)


def _version(document: str, layer: Layer = SZ) -> Version:
    return Version(f"v-{next(_numbers)}", layer, document, "zhou")


def hundredths(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda n: Decimal(n).scaleb(-2))


LIFETIMES = st.one_of(
    st.builds(lambda n: {"rule": "after_months", "months": n}, st.integers(14, 600)),
    st.builds(lambda n: {"rule": "at_year_end", "years_later": n}, st.integers(0, 50)),
    st.builds(lambda day: {"rule": "on_day", "last_day": str(day)}, st.dates(date(2026, 1, 1), date(2190, 1, 1))),
    st.just({"rule": "never"}),
)
APPROVALS = st.lists(st.integers(1, 9_999), max_size=4, unique=True).map(
    lambda points: [{"above_points": above, "step": "hr"} for above in sorted(points)]
)
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "attendance": {"minimum_share": hundredths(0, 100), "late_after_minutes": st.integers(0, 60)},
    "online": {"pass_mark": hundredths(0, 10_000), "unlisted_credits": hundredths(0, 999)},
    "learner": {"points_per_credit": st.integers(0, 99)},
    "trainer": {"well_rated_points": st.integers(1, 99), "minimum_ratings": st.integers(1, 9)},
    "leaving": {"grace_days": st.integers(0, 366), "treatment": st.sampled_from(("pay_out", "lapse"))},
    "redemption": {"approvals": APPROVALS, "approval_days": st.integers(1, 366)},
}
LIVES = st.fixed_dictionaries({"expire": LIFETIMES, "activate_after_days": st.integers(0, 366)})
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={part: st.fixed_dictionaries({}, optional=fields) for part, fields in FIELDS.items()} | {"points": LIVES},
).filter(lambda document: any(document.values()))


def yaml_of(document: Stated) -> str:
    """Write a document by hand, in the flow style that is JSON with plain numbers."""

    def flow(value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{name}: {flow(one)}" for name, one in value.items()) + "}"
        return "[" + ", ".join(map(flow, value)) + "]" if isinstance(value, list) else str(value)

    return flow(document)


@given(DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_what_goes_out_reads_in_again_to_the_same_document(said: Stated) -> None:
    document = canonical(yaml_of(said))
    assert canonical(document_yaml(document)) == document
    assert document_yaml(canonical(document_yaml(document))) == document_yaml(document)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
@settings(max_examples=150, deadline=None)
def test_laying_documents_over_each_other_is_associative(a: Stated, b: Stated, c: Stated) -> None:
    assert overlay(overlay(a, b), c) == overlay(a, overlay(b, c))
    assert overlay({}, a) == a


@given(st.lists(DOCUMENTS, max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_layers_together_are_a_policy_and_the_last_word_is_the_last_layer_s(said: list[Stated]) -> None:
    versions = [_version(canonical(yaml_of(document))) for document in said]
    policy = merged(DEFAULT_POLICY, versions)
    for part in PARTS:
        fresh = type(getattr(policy, part)).model_validate(getattr(policy, part).model_dump())
        assert fresh == getattr(policy, part)
    expected = DEFAULT_POLICY.model_dump(mode="json", exclude={"version", "zone"})
    for version in versions:
        expected = overlay(expected, json.loads(version.document))
    assert policy.model_dump(mode="json", exclude={"version", "zone"}) == expected


@given(DOCUMENTS, st.lists(DOCUMENTS, max_size=3))
@settings(max_examples=50, deadline=None)
def test_a_version_gives_the_same_numbers_for_ever(said: Stated, others: list[Stated]) -> None:
    version = _version(canonical(yaml_of(said)))
    before = merged(DEFAULT_POLICY, [version])
    for other in others:
        merged(DEFAULT_POLICY, [_version(canonical(yaml_of(other))), version])
    layers._merged.cache_clear()
    assert merged(DEFAULT_POLICY, [version]) == before
    assert (
        hashlib.sha256(version.document.encode()).digest()
        == hashlib.sha256(canonical(document_yaml(version.document)).encode()).digest()
    )
