"""An evidence package: whole it is valid; changed, doctored or short of a fact it is not, whoever made it."""

import random
from pathlib import Path
from typing import Any

import pytest
from audit.verifier.published import LOG, STRANGER, signed
from evidence.conftest import Given
from evidence.scene import AT, LIN, Members, Scene, checked, proofs, remade

from ledger.events import EmployeeJoined
from projections.audit.tlog.checkpoint import parse_checkpoint
from projections.audit.tlog.leaf import encode
from projections.audit.tlog.note import parse_note
from projections.audit.tlog.tlog_proof import parse_tlog_proof
from projections.audit.verifier import manifest as m
from projections.audit.verifier.archive import pack
from projections.audit.verifier.custody import write_custody
from projections.audit.verifier.fact_lines import read_facts, write_facts
from projections.audit.verifier.figures import report
from projections.audit.verifier.one_way import read, write
from projections.evidence.handing import handed
from projections.evidence.preparing import Prepared
from projections.evidence.proving import Sealed

FLIPS = 500


def shortened(scene: Scene, members: Members, number: int, **changed: bytes | None) -> Members:
    """Leave one fact out, and do all else as if it had never been: tree, figures, manifest."""
    facts = read_facts(members[m.FACTS])
    del facts[number]
    sealed = parse_checkpoint(parse_note(members[m.CHECKPOINT]).text)
    scope = m.parse_manifest(members[m.MANIFEST]).asked
    return remade(
        members,
        **{
            m.FACTS: write_facts(facts),
            m.TREE: then(scene, members).prove_all(facts),
            m.REPORT: report(scope, sealed.size, facts),
            **changed,
        },
    )


def then(scene: Scene, members: Members) -> Sealed:
    return Sealed.at(scene.store, members[m.CHECKPOINT])


def on_record(scene: Scene, members: Members) -> Members:
    """Have the log know a package that was doctored before it was recorded, as only its preparer can."""
    said = m.parse_manifest(members[m.MANIFEST])
    body = {name: content for name, content in members.items() if name != m.CUSTODY}
    return scene.recorded(Prepared("", m.digest(members[m.MANIFEST]), said.position, body))


def test_a_package_is_valid_alone_and_against_the_published_log(tmp_path: Path, package: Given) -> None:
    for options in ((), package.tiles):
        found = checked(tmp_path, package.members, *options)
        assert (found["code"], found["asked"], found["size"]) == ("package", f"employee:{LIN}", 900)
        assert found["count"] == sum(f"employee:{LIN}" in one.tags for one in package.scene.log.between(1, 900))
        assert (found["review"], found["stamped"]) == ("accepted (qian)", True)
        assert found["custody"] == [901, 902, 903]


def test_without_leaves_completeness_is_not_checked_but_against_the_log(tmp_path: Path, alone: Scene) -> None:
    members = alone.recorded(alone.make(leaves=False))
    assert m.LEAVES not in members
    assert checked(tmp_path, members)["code"] == "partial"
    assert checked(tmp_path, members, "--tiles", alone.store.folder)["code"] == "package"


@pytest.mark.parametrize(
    ("tag", "since", "until"),
    [
        ("employee:E00005", None, AT.replace(year=2025, month=1, day=6)),
        ("employee:E00005", AT.replace(year=2025, month=1, day=4), AT.replace(year=2025, month=1, day=7)),
        (None, AT.replace(year=2025, month=1, day=4), AT.replace(year=2025, month=1, day=6)),
        ("session", None, None),
    ],
)
def test_other_questions(tmp_path: Path, alone: Scene, tag: str | None, since: Any, until: Any) -> None:
    if tag == "session":
        tag = next(tag for one in alone.log.between(1, 900) for tag in one.tags if tag.startswith("session:"))
    members = alone.recorded(alone.make(tag, since, until))
    found = checked(tmp_path, members)
    expected = [
        one
        for one in alone.log.between(1, 900)
        if (tag is None or tag in one.tags)
        and (since is None or one.effective_at >= since)
        and (until is None or one.effective_at < until)
    ]
    assert (found["verdict"], found["count"]) == ("valid", len(expected))
    assert 0 < len(expected) < 900
    short = on_record(alone, shortened(alone, members, 0))
    assert (checked(tmp_path, short)["code"], checked(tmp_path, short)["position"]) == (
        "left_out",
        expected[0].position,
    )


def test_any_flipped_byte_of_the_file_is_invalid(tmp_path: Path, package: Given) -> None:
    """500 places over all members, each hit: the file's own bytes, and the members' under a zip that is right."""
    draw, whole = random.Random(7), pack(package.members)
    for _ in range(FLIPS // 2):
        at = draw.randrange(len(whole))
        spoiled = bytearray(whole)
        spoiled[at] ^= 1 << draw.randrange(8)
        assert checked(tmp_path, bytes(spoiled))["verdict"] == "invalid", at
    names = list(package.members)
    hit = set()
    for number in range(FLIPS // 2):
        name = names[number % len(names)]
        hit.add(name)
        content = bytearray(package.members[name])
        at = draw.randrange(len(content))
        content[at] ^= 1 << draw.randrange(8)
        assert checked(tmp_path, {**package.members, name: bytes(content)})["verdict"] == "invalid", (name, at)
    assert hit == set(package.members)


@pytest.mark.parametrize("name", sorted(m.REQUIRED | m.OPTIONAL))
def test_a_member_that_was_changed_is_named(tmp_path: Path, package: Given, name: str) -> None:
    found = checked(tmp_path, {**package.members, name: package.members[name] + b" "})
    assert (found["code"], found["file"]) == ("member", name)


def test_any_flipped_byte_of_the_custody_list_is_invalid(tmp_path: Path, package: Given) -> None:
    """It is not in the manifest, and holds signatures of witnesses that nobody named."""
    draw, good = random.Random(8), package.members[m.CUSTODY]
    for at in draw.sample(range(len(good)), 80):
        flipped = good[:at] + bytes([good[at] ^ 1 << draw.randrange(8)]) + good[at + 1 :]
        assert checked(tmp_path, {**package.members, m.CUSTODY: flipped})["verdict"] == "invalid", at


def test_any_missing_member_is_not_checked(tmp_path: Path, package: Given) -> None:
    for name in package.members:
        rest = {other: content for other, content in package.members.items() if other != name}
        found = checked(tmp_path, rest)
        assert (found["code"], found["file"]) == ("missing", name)


@pytest.mark.parametrize("name", [*sorted(m.REQUIRED), *sorted(m.TIME_STAMP)])
def test_a_member_that_the_manifest_does_not_name_either_is_missing(tmp_path: Path, package: Given, name: str) -> None:
    assert checked(tmp_path, remade(package.members, **{name: None}))["code"] == "missing"


def test_a_package_without_leaves_and_without_a_log_is_not_checked(tmp_path: Path, package: Given) -> None:
    """Whoever strips the leaves to hide an omission gets no valid package."""
    assert checked(tmp_path, remade(package.members, leaves=None))["verdict"] == "invalid"


@pytest.mark.parametrize("name", ["notes.txt", "../x", "manifest.json~", "Leaves"])
def test_a_stranger_among_the_members_is_invalid(tmp_path: Path, package: Given, name: str) -> None:
    assert checked(tmp_path, {**package.members, name: b"x"})["code"] == "extra"
    assert checked(tmp_path, remade(package.members, **{name: b"x"}))["code"] == "file"


@pytest.mark.parametrize("number", [0, 7, -1])
def test_a_fact_left_out_by_whoever_has_the_package_is_found(tmp_path: Path, package: Given, number: int) -> None:
    """The log knows the package by its manifest, so a manifest written anew is none that it knows."""
    found = checked(tmp_path, shortened(package.scene, package.members, number))
    assert (found["code"], found["file"]) == ("file", m.CUSTODY)


@pytest.mark.parametrize("number", [0, 7, -1])
def test_a_fact_left_out_by_whoever_prepares_the_package_is_named(tmp_path: Path, alone: Scene, number: int) -> None:
    members = alone.make().members
    left = read_facts(members[m.FACTS])[number].leaf.position
    short = on_record(alone, shortened(alone, members, number))
    for options in ((), ("--tiles", alone.store.folder)):
        found = checked(tmp_path, short, *options)
        assert (found["code"], found["position"]) == ("left_out", left)
    stripped = on_record(alone, shortened(alone, members, number, leaves=None))
    assert checked(tmp_path, stripped)["code"] == "partial"
    assert checked(tmp_path, stripped, "--tiles", alone.store.folder)["code"] == "left_out"


def test_a_fact_left_out_together_with_its_leaf_is_found(tmp_path: Path, alone: Scene) -> None:
    members = alone.make().members
    left = read_facts(members[m.FACTS])[0].leaf
    own, other = encode(left), encode(left._replace(tags=("employee:E00004",)))
    doctored = members[m.LEAVES].replace(len(own).to_bytes(2) + own, len(other).to_bytes(2) + other)
    short = on_record(alone, shortened(alone, members, 0, leaves=doctored))
    assert (checked(tmp_path, short)["code"], checked(tmp_path, short)["file"]) == ("file", m.LEAVES)


def test_a_fact_changed_by_whoever_prepares_the_package_is_found(tmp_path: Path, alone: Scene) -> None:
    members = alone.make().members
    facts = read_facts(members[m.FACTS])
    changed = [facts[0]._replace(leaf=facts[0].leaf._replace(actor="somebody")), *facts[1:]]
    doctored = on_record(alone, remade(members, **{m.FACTS: write_facts(changed)}))
    assert checked(tmp_path, doctored)["code"] == "root"


def test_a_fact_of_somebody_else_does_not_belong(tmp_path: Path, alone: Scene) -> None:
    members, other = alone.make().members, alone.make("employee:E00004").members
    facts = {one.leaf.position: one for name in (members, other) for one in read_facts(name[m.FACTS])}
    both = [facts[position] for position in sorted(facts)]
    changed = {m.FACTS: write_facts(both), m.TREE: then(alone, members).prove_all(both)}
    assert checked(tmp_path, on_record(alone, remade(members, **changed)))["code"] == "added"


@pytest.mark.parametrize("name", ["credits", "active", "debt"])
def test_doctored_figures_are_found_even_when_they_were_recorded(tmp_path: Path, alone: Scene, name: str) -> None:
    members = alone.make().members
    said = read(members[m.REPORT])
    said["totals"][0][name] = "999.00" if name == "credits" else 999
    doctored = on_record(alone, remade(members, **{m.REPORT: write(said)}))
    assert checked(tmp_path, doctored)["code"] == "figures"


def test_a_report_doctored_after_it_was_recorded_is_found(tmp_path: Path, package: Given) -> None:
    for name in (m.PDF, m.XLSX, m.POLICIES, m.PROGRAM):
        changed = remade(package.members, **{name: package.members[name] + b"\n"})
        assert checked(tmp_path, changed)["verdict"] == "invalid", name


def test_policies_are_those_that_the_facts_name(tmp_path: Path, alone: Scene) -> None:
    members = alone.make().members
    assert read(members[m.POLICIES])["default-1"]["learner"] == {"points_per_credit": 1}
    doctored = on_record(alone, remade(members, **{m.POLICIES: write({})}))
    assert checked(tmp_path, doctored)["file"] == m.POLICIES


@pytest.mark.parametrize("name", sorted(m.TIME_STAMP))
def test_the_time_stamp_is_the_one_in_the_log(tmp_path: Path, alone: Scene, name: str) -> None:
    members = alone.make().members
    assert b"\n600\n" in members[m.STAMPED]
    for other in (members[name] + b"\0", members[name].replace(b"600", b"599")):
        if other != members[name]:
            doctored = on_record(alone, remade(members, **{name: other}))
            assert checked(tmp_path, doctored)["file"] == m.STAMP


@pytest.mark.parametrize("changes", [{"position": 899}, {"preparer": "wang"}, {"purpose": "另一用途"}])
def test_the_log_knows_it_for_the_same_purpose(tmp_path: Path, alone: Scene, changes: dict[str, Any]) -> None:
    found = checked(tmp_path, alone.recorded(alone.make(), **changes))
    assert (found["code"], found["file"]) == ("file", m.CUSTODY)


def test_another_package_s_custody_list_does_not_fit(tmp_path: Path, alone: Scene) -> None:
    one, other = alone.recorded(alone.make()), alone.recorded(alone.make("employee:E00004"))
    assert checked(tmp_path, {**one, m.CUSTODY: other[m.CUSTODY]})["file"] == m.CUSTODY


def test_a_transfer_or_review_that_is_kept_back_is_found_in_the_published_log(tmp_path: Path, package: Given) -> None:
    known = [parse_tlog_proof(proof) for proof in proofs(package.members)]
    for gone in (1, 2):
        kept = write_custody(proof for number, proof in enumerate(known) if number != gone)
        found = checked(tmp_path, {**package.members, m.CUSTODY: kept}, *package.tiles)
        assert (found["code"], found["position"]) == ("left_out", 901 + gone)


def test_what_happened_to_a_package_since_is_told(tmp_path: Path, alone: Scene) -> None:
    made = alone.make()
    members = alone.recorded(made)
    assert checked(tmp_path, members)["review"] is None
    alone.passed_on(made)
    assert checked(tmp_path, members, "--tiles", alone.store.folder)["newer"] == [902, 903]
    assert checked(tmp_path, handed(alone.log, alone.store, members), "--tiles", alone.store.folder)["newer"] == []


def test_a_checkpoint_of_somebody_else_is_not_believed(tmp_path: Path, alone: Scene) -> None:
    members = alone.make().members
    last = parse_checkpoint(parse_note(members[m.CHECKPOINT]).text)
    for note in (signed(last, STRANGER), signed(last._replace(size=899)), signed(last._replace(root=bytes(32)), LOG)):
        doctored = on_record(alone, remade(members, **{m.CHECKPOINT: note}))
        assert checked(tmp_path, doctored)["verdict"] == "invalid"


def test_a_log_that_is_older_or_another_does_not_tell(tmp_path: Path, package: Given) -> None:
    older = Scene(tmp_path / "older")
    older.append([EmployeeJoined(employee=LIN, branch="chengdu", effective_at=AT)])
    older.seal()
    assert checked(tmp_path, package.members, "--tiles", older.store.folder)["code"] == "tiles_older"
    rewritten = Scene(tmp_path / "rewritten")
    rewritten.append([EmployeeJoined(employee="E00004", branch="chengdu", effective_at=AT)] * 1000)
    rewritten.seal()
    assert checked(tmp_path, package.members, "--tiles", rewritten.store.folder)["code"] == "rewritten"
