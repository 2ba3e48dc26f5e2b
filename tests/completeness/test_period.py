"""A year under one root: each can prove their own, and shows nobody else's."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from cli.program import merit, said
from completeness.closing import attempt, close
from completeness.proving import check, proof
from completeness.scene import YEAR, Company, bookkept
from views.appending import append

from ledger import events as e
from projections.audit import periods
from projections.audit.figures.year_proof import parse_year_proof
from projections.audit.tlog.merkle import leaf_hash
from projections.audit.tlog.tlog_proof import parse_tlog_proof
from projections.compliance import closing, view
from projections.connecting import connected, opened
from projections.follow import catch_up

PLAIN = lambda year, salt, categories, _: year.leaf(salt, categories)  # noqa: E731 - as it was


def of_2025(owner: psycopg.Connection) -> periods.Closed:
    found = periods.closed(owner, "2025")
    assert found is not None
    return found


def ended() -> list[e.Event]:
    """Two people closed the year."""
    year: dict[str, Any] = {"period": "2025", "begins": YEAR.begins, "ends": YEAR.ends, "effective_at": YEAR.ends}
    return [e.ClosingBegun(**year, beginner="zhou", because="YEAR_END"), e.PeriodClosed(**year, closer="qian")]


def stood(company: Company) -> periods.Standings:
    with connected(company.url) as reader:
        return closing.figures(reader, "2025")


def test_everybody_can_prove_the_year_that_a_bookkeeper_says(sealed: Company, tmp_path: Path) -> None:
    facts = sealed.facts()
    (seal,) = [(position, fact) for position, fact in facts if isinstance(fact, e.PeriodSealed)]
    books = bookkept([one for one in facts if one[0] <= seal[1].as_of], YEAR)
    # Begun as fact 901, closed as 902, and so sealed as of that.
    assert (seal[0], seal[1].as_of, seal[1].people) == (903, 902, len(books))
    for person, right in books.items():
        found = check(proof(sealed, person, tmp_path / "p.json"), "--person", person, "--period", "2025")
        assert (found["verdict"], found["code"], found["employee"]) == ("valid", "year", person)
        assert (found["points"], found["count"]) == (right["points"], right["facts"])
        assert found["credits"] == {name: f"{amount:.2f}" for name, amount in right["credits"].items()}
        assert (found["people"], found["position"], found["as_of"]) == (len(books), 903, 902)


def test_the_file_holds_nobody_elses_name_nor_a_hash_that_could_be_guessed(sealed: Company, tmp_path: Path) -> None:
    facts = sealed.facts()
    books = bookkept([one for one in facts if one[0] <= 900], YEAR)
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        years, categories = periods._years(owner, of_2025(owner), None)
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
                assert leaf_hash(periods._leaf(years[other], salt, categories, stood(sealed))) not in hashes
            assert leaf_hash(other.encode()) not in hashes
        # The leaves stand in the order of their hashes: who is next to whom says nothing about anybody.
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        kept = owner.execute("select hash, employee from office.period_leaves order by number").fetchall()
    assert [hashed for hashed, _ in kept] == sorted(hashed for hashed, _ in kept)
    assert [who for _, who in kept] != sorted(who for _, who in kept)


def test_nothing_but_the_salts_keeps_the_hashes_from_being_guessed(sealed: Company) -> None:
    """The negative control: who has the salt can guess the rest."""
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        years, categories = periods._years(owner, of_2025(owner), None)
        for hashed, who, salt in owner.execute("select hash, employee, salt from office.period_leaves").fetchall():
            assert leaf_hash(periods._leaf(years[who], salt, categories, stood(sealed))) == hashed


def test_a_year_that_is_sealed_is_sealed_as_it_was_however_often_it_is_asked_for(sealed: Company) -> None:
    before = sealed.facts()
    again = said(merit("period", "seal", "2025", "--by", "qian", "--json", url=sealed.url))
    assert (again["as_of"], sealed.facts()) == (902, before)
    with opened(sealed.url, "spec", periods.SETTINGS) as owner:
        roots = owner.execute("select distinct root from office.period_leaves").fetchall()
    assert [root for (root,) in roots] == [fact.root for _, fact in before if isinstance(fact, e.PeriodSealed)]
    begun = merit("period", "close", "2025", "--by", "zhou", url=sealed.url)
    assert (begun.returncode, "PERIOD_NOT_OPEN" in begun.stderr or "is sealed" in begun.stderr) == (1, True)


def test_a_tree_that_was_kept_is_gone_on_with_and_another_attempts_is_forgotten(company: Company) -> None:
    company.record(seed=8, count=300)
    append(company.log, ended())
    with opened(company.url, "spec", periods.SETTINGS) as owner, connected(company.url) as reader:
        catch_up(reader, [view])
        tree = attempt(owner, reader)
        assert attempt(owner, reader) == tree
        # Another run was deriving at the same time, and kept its own.
        owner.execute("update office.period_trees set as_of = 0")
        other = attempt(owner, reader)
        owner.execute("update office.period_trees set as_of = %s", [tree.as_of])
        assert other.root != tree.root
        count = "select count(distinct root) from office.period_leaves"
        periods.forget_others(owner, "2025")
        assert owner.execute(count).fetchone() == (2,)  # either may still become a fact
        done = said(merit("period", "seal", "2025", "--json", url=company.url))
        assert done["root"] == min(tree.root, other.root)
        assert owner.execute(count).fetchone() == (1,)
        assert owner.execute("select root from office.period_trees").fetchall() == [(done["root"],)]


def test_a_standing_that_the_facts_do_not_lead_to_is_not_sealed(company: Company) -> None:
    company.record(seed=8, count=300)
    append(company.log, ended())
    with connected(company.url) as reader:
        catch_up(reader, [view])
        reader.execute("update view_compliance.standings set earned = earned + 1 where period = '2025'")
    ran = merit("period", "seal", "2025", url=company.url)
    assert (ran.returncode, "does not follow from the facts" in ran.stderr) == (1, True)
    assert not [fact for _, fact in company.facts() if isinstance(fact, e.PeriodSealed)]


def test_how_everybody_stands_is_part_of_what_is_sealed(sealed: Company, tmp_path: Path) -> None:
    standings = stood(sealed)
    assert standings
    for person, stands in standings.items():
        found = check(proof(sealed, person, tmp_path / "p.json"))
        assert found["standing"] == stands.said()
        assert Decimal(found["standing"]["earned"]) == sum(map(Decimal, found["credits"].values()))


def test_an_older_seal_is_proven_as_it_was_sealed(company: Company, tmp_path: Path) -> None:
    """Years used to be sealed by one person, at once, without how people stand."""
    company.record(seed=8, count=900, people=9)
    older = periods.Closed(YEAR, 900, None)
    with opened(company.url, "spec", periods.SETTINGS) as owner, patch.object(periods, "_leaf", PLAIN):
        tree = periods.derive(owner, older, {})
    about = {"period": "2025", "begins": YEAR.begins, "ends": YEAR.ends, "effective_at": YEAR.ends}
    append(company.log, [e.PeriodSealed(**about, **tree._asdict())])
    company.seal()
    found = check(proof(company, "E00003", tmp_path / "p.json"), "--person", "E00003", "--period", "2025")
    assert (found["verdict"], found["as_of"], found["standing"]) == ("valid", 900, {})


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
    assert close(company)["people"] > 0
    options = ("--person", "E00003", "--out", str(tmp_path / "p"))
    ran = merit("period", "proof", "2025", *options, url=company.url, LEDGER_TILES=str(company.store.folder))
    assert (ran.returncode, "not under a checkpoint yet" in ran.stderr, (tmp_path / "p").exists()) == (1, True, False)
