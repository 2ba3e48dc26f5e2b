"""The packed program answers these questions too, with nothing but Python and `cryptography`."""

import json
from pathlib import Path

from audit.verifier.test_one_file import program, run
from cli.program import merit
from completeness.closing import close
from completeness.proving import proof
from completeness.scene import VKEY, Company
from completeness.test_report import report
from completeness.test_totals import handed

from projections.audit.verifier.answers import INVALID, UNCHECKED, VALID

assert program  # a fixture

TRUST = ["--key", VKEY, "--lang", "en"]


def test_a_year_a_statement_and_totals(company: Company, tmp_path: Path, program: Path) -> None:
    company.record(seed=8, count=500, people=9)
    company.tamper("update ledger.events set recorded_at = recorded_at - interval '1 day'")
    assert merit("totals", url=company.url).returncode == 0
    close(company)
    company.seal()
    year, statement = proof(company, "E00003", tmp_path / "y"), report(company, tmp_path / "r")
    facts = handed(company, tmp_path / "f")
    questions: list[list[object]] = [
        ["year", year],
        ["report", statement, "--tiles", company.store.folder],
        ["totals", "--tiles", company.store.folder, "--facts", facts],
    ]
    english, chinese = ([run(program, *asked, *trust) for asked in questions] for trust in (TRUST, [*TRUST[:-1], "zh"]))
    assert [code for code, _ in english + chinese] == [VALID] * 6
    assert english[0][1].split("\n")[1] == json.loads(year.read_text(encoding="utf-8"))["year"]
    assert all(said.startswith("有效") for _, said in chinese)
    for file, figure in ((year, 'facts\\":'), (statement, '"active": '), (facts, 'price\\":')):
        file.write_text(file.read_text(encoding="utf-8").replace(figure, f"{figure}9"), encoding="utf-8")
    assert [run(program, *asked, *TRUST)[0] for asked in questions] == [INVALID] * 3
    for file in (year, statement, facts):
        file.unlink()
    assert [run(program, *asked, *TRUST)[0] for asked in questions] == [UNCHECKED] * 3
