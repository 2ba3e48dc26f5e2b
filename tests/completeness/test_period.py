"""A year under one root: each can prove their own, and shows nobody else's."""

from pathlib import Path

import psycopg
import pytest
from cli.program import merit, said
from completeness.proving import check, proof
from completeness.scene import YEAR, Company, bookkept

from ledger import events as e
from projections.audit import periods
from projections.audit.figures.year_proof import parse_year_proof
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.tlog_proof import parse_tlog_proof
from projections.connecting import opened


def test_everybody_can_prove_the_year_that_a_bookkeeper_says(sealed: Company, tmp_path: Path) -> None:
    facts = sealed.facts()
    (seal,) = [(position, fact) for position, fact in facts if isinstance(fact, e.PeriodSealed)]
    books = bookkept([one for one in facts if one[0] <= seal[1].as_of], YEAR)
    assert (seal[0], seal[1].as_of, seal[1].people) == (901, 900, len(books))
    for person, right in books.items():
        found = check(proof(sealed, person, tmp_path / "p.json"), "--person", person, "--period", "2025")
        assert (found["verdict"], found["code"], found["employee"]) == ("valid", "year", person)
        assert (found["points"], found["count"]) == (right["points"], right["facts"])
        assert found["credits"] == {name: f"{amount:.2f}" for name, amount in right["credits"].items()}
        assert (found["people"], found["position"], found["as_of"]) == (len(books), 901, 900)


def test_the_file_holds_nobody_elses_name_nor_a_hash_that_could_be_guessed(sealed: Company, tmp_path: Path) -> None:
    facts = sealed.facts()
    books = bookkept([one for one in facts if one[0] <= 900], YEAR)
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        years, categories = periods._years(owner, YEAR, 900, None)
        salts: dict[str, bytes] = dict(owner.execute("select employee, salt from office.period_leaves").fetchall())
    assert len(set(salts.values())) == len(salts) == len(books)
    for person in books:
        file = proof(sealed, person, tmp_path / "p.json")
        parts, text = parse_year_proof(file.read_bytes()), file.read_text(encoding="utf-8")
        shown = text + parse_tlog_proof(parts.sealed).extra.decode()
        others = set(books) - {person}
        assert not any(other in shown or salts[other].hex() in shown for other in others)
        assert salts[person].hex() in text
        # Without the salt, nobody's figures, known or tried, lead to any hash of the file.
        hashes = {*parts.hashes, *parse_tlog_proof(parts.sealed).hashes}
        for other in others:
            for salt in (b"", bytes(32), salts[person]):
                assert leaf_hash(years[other].leaf(salt, categories)) not in hashes
            assert leaf_hash(other.encode()) not in hashes
        # The leaves stand in the order of their hashes: who is next to whom says nothing about anybody.
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        kept = owner.execute("select hash, employee from office.period_leaves order by number").fetchall()
    assert [hashed for hashed, _ in kept] == sorted(hashed for hashed, _ in kept)
    assert [who for _, who in kept] != sorted(who for _, who in kept)


def test_nothing_but_the_salts_keeps_the_hashes_from_being_guessed(sealed: Company) -> None:
    """The negative control: who has the salt can guess the rest."""
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        years, categories = periods._years(owner, YEAR, 900, None)
        for hashed, who, salt in owner.execute("select hash, employee, salt from office.period_leaves").fetchall():
            assert leaf_hash(years[who].leaf(salt, categories)) == hashed


def test_a_year_is_sealed_once_and_a_losers_salts_are_forgotten(sealed: Company) -> None:
    again = merit("period", "seal", "2025", url=sealed.url)
    assert (again.returncode, "was sealed as of position 900" in again.stderr, "封存" in again.stderr) == (
        1,
        True,
        True,
    )
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        roots = owner.execute("select distinct root from office.period_leaves").fetchall()
    assert [root for (root,) in roots] == [fact.root for _, fact in sealed.facts() if isinstance(fact, e.PeriodSealed)]


def test_two_at_once_seal_once_and_only_that_trees_salts_stay(sealed: Company) -> None:
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        other = periods.derive(owner, YEAR)  # has kept its leaves, and comes too late to record the root
        count = "select count(distinct root) from office.period_leaves"
        assert owner.execute(count).fetchone() == (2,)
        periods.forget_others(owner, "2025")
        assert owner.execute("select count(*) from office.period_leaves where root = %s", [other.root]).fetchone() == (
            0,
        )
        assert owner.execute(count).fetchone() == (1,)


def test_a_tree_that_may_still_become_a_fact_is_kept(company: Company) -> None:
    company.record(seed=8, count=300)
    with opened(company.url, "spec", periods.SETTINGS) as owner:
        tree = periods.derive(owner, YEAR)
        periods.forget_others(owner, "2025")
        assert owner.execute("select count(*) from office.period_leaves").fetchone() == (tree.people,)


def test_facts_recorded_later_change_nothing_that_is_sealed(sealed: Company, tmp_path: Path) -> None:
    before = parse_year_proof(proof(sealed, "E00003", tmp_path / "before").read_bytes())
    sealed.record(seed=77, count=400, people=9)
    sealed.seal()
    after = proof(sealed, "E00003", tmp_path / "after")
    assert parse_year_proof(after.read_bytes())[:3] == before[:3]
    assert check(after)["verdict"] == check(tmp_path / "before")["verdict"] == "valid"


def test_who_rewrites_a_fact_gets_no_proof(sealed: Company, tmp_path: Path) -> None:
    lot = "(select min(position) from ledger.events where type = 'PointsEarned' and 'employee:E00003' = any(tags))"
    earned = "update ledger.events set data = regexp_replace(data, '\"points\":\\d+', '\"points\":999')"
    sealed.tamper(f"{earned} where position = {lot}")
    options = ("--person", "E00003", "--out", str(tmp_path / "p"))
    ran = merit("period", "proof", "2025", *options, url=sealed.url, LEDGER_TILES=str(sealed.store.folder))
    assert (ran.returncode, "no longer lead to what was sealed" in ran.stderr) == (1, True)


def test_who_is_forgotten_has_no_proof_and_everybody_else_still_has(sealed: Company, tmp_path: Path) -> None:
    old = proof(sealed, "E00004", tmp_path / "old")
    assert "1 sealed years" in merit("period", "forget", "--person", "E00003", url=sealed.url).stdout
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        assert owner.execute("select count(*) from office.period_leaves where employee = 'E00003'").fetchone() == (0,)
    options = ("--person", "E00003", "--out", str(tmp_path / "p"))
    ran = merit("period", "proof", "2025", *options, url=sealed.url, LEDGER_TILES=str(sealed.store.folder))
    assert (ran.returncode, "under no seal" in ran.stderr) == (1, True)
    assert check(old)["verdict"] == check(proof(sealed, "E00004", tmp_path / "new"))["verdict"] == "valid"


@pytest.mark.parametrize("role", ["merit_app", "merit_follow", "merit_seal"])
def test_no_role_of_the_program_reads_salts(ledger_database: str, role: str) -> None:
    with (
        psycopg.connect(ledger_database, options=f"-c role={role}") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("select * from office.period_leaves")


def test_a_seal_that_is_not_under_a_checkpoint_yet(company: Company, tmp_path: Path) -> None:
    company.record(seed=8, count=300)
    company.seal()
    sealed = said(merit("period", "seal", "2025", "--json", url=company.url))
    assert sealed["people"] > 0
    options = ("--person", "E00003", "--out", str(tmp_path / "p"))
    ran = merit("period", "proof", "2025", *options, url=company.url, LEDGER_TILES=str(company.store.folder))
    assert (ran.returncode, "not under a checkpoint yet" in ran.stderr, (tmp_path / "p").exists()) == (1, True, False)
