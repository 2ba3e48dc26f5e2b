"""Control totals: one for each day, however late and however often, and no fact goes missing unseen."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from audit.verifier.running import verify
from cli.program import merit, said
from completeness.scene import ZONE, Company
from sealing.scene import disown_and_seal
from signing import WRITER

from api import rechecking
from ledger import events as e
from ledger.decisions.record_control_totals import RecordControlTotals
from ledger.log.postgres import PostgresLog
from ledger.recording import Caller
from ledger.writing import Ledger
from projections.audit import totals
from projections.connecting import connected

DAYS = 5
TODAY = datetime.now(ZONE).date()


def named(ago: int) -> str:
    """Name the day that was so many days ago."""
    return str(TODAY - timedelta(days=ago))


@pytest.fixture
def days(company: Company) -> Company:
    """Spread some facts over the last days, the day before yesterday left out, as if they had been recorded then."""
    company.record(seed=4, count=600)
    for number, ago in enumerate((5, 4, 3, 1, 0)):
        noon = datetime.combine(TODAY - timedelta(days=ago), datetime.min.time(), ZONE) + timedelta(minutes=1)
        company.tamper(
            f"update ledger.events set recorded_at = '{noon.astimezone(UTC).isoformat()}'"  # noqa: S608 - constants
            f" where position between {number * 120 + 1} and {number * 120 + 120}"
        )
    return company


def recorded(company: Company) -> list[e.ControlTotalsRecorded]:
    return [fact for _, fact in company.facts() if isinstance(fact, e.ControlTotalsRecorded)]


def test_every_day_that_is_over_has_its_totals(days: Company) -> None:
    assert len(said(merit("totals", "--json", url=days.url))["recorded"]) == DAYS
    found = recorded(days)
    assert [(one.period, one.first, one.last) for one in found] == [
        (named(5), 1, 120),
        (named(4), 121, 240),
        (named(3), 241, 360),
        (named(2), 361, 360),
        (named(1), 361, 480),
    ]
    assert [sum(one.day.facts.values()) for one in found] == [120, 120, 120, 0, 120]
    assert [sum(one.total.facts.values()) for one in found] == [120, 240, 360, 360, 480]
    facts = [fact for position, fact in days.facts() if position <= 480]
    assert found[-1].total.credits_awarded == sum(f.credits for f in facts if isinstance(f, e.CreditsAwarded))
    assert found[-1].total.points_earned == sum(f.points for f in facts if isinstance(f, e.PointsEarned)) > 0
    assert found[-1].total.redemptions == sum(isinstance(f, e.RedemptionRequested) for f in facts) > 0


def test_again_and_many_at_once_there_is_one_result(days: Company) -> None:
    with connected(days.url) as one, connected(days.url) as other:
        due = totals.due(one, ZONE)
        assert due == totals.due(other, ZONE)
    together = Barrier(3)

    def record(_: int) -> list[totals.DayTotals]:
        with connected(days.url) as reader, closing(Ledger(PostgresLog.open(days.url, writer=WRITER))) as ledger:
            together.wait()
            return rechecking.record_totals(ledger, reader)

    with ThreadPoolExecutor(3) as pool:
        assert all(done == due[len(due) - len(done) :] for done in pool.map(record, range(3)))
    assert len(recorded(days)) == DAYS
    assert "Every day that is over" in merit("totals", url=days.url).stdout
    assert len(recorded(days)) == DAYS


def test_late_it_goes_on_where_it_was(days: Company) -> None:
    with connected(days.url) as reader, closing(Ledger(PostgresLog.open(days.url, writer=WRITER))) as ledger:
        due = totals.due(reader, ZONE)
        for one in due[:2]:
            ledger.record(RecordControlTotals.model_validate(one._asdict()), Caller("totals", f"totals:{one.period}"))
        assert totals.due(reader, ZONE) == due[2:]
    assert merit("totals", url=days.url).returncode == 0
    told = [one.model_dump(mode="json", exclude={"effective_at"}) for one in recorded(days)]
    assert told == [one._asdict() for one in due]
    assert merit("totals", "--check", url=days.url).returncode == 0


def test_a_clock_that_was_put_back_brings_no_day_back(days: Company) -> None:
    assert merit("totals", url=days.url).returncode == 0
    days.tamper("update ledger.events set recorded_at = recorded_at - interval '3 days' where position > 480")
    with connected(days.url) as reader:
        assert totals.due(reader, ZONE) == []
    assert merit("totals", "--check", url=days.url).returncode == 0


def test_an_append_that_began_before_midnight_is_waited_for(days: Company) -> None:
    """It has read its clock and is not in the log yet; without waiting its day would be closed without it."""
    with connected(days.url) as reader, ThreadPoolExecutor(1) as pool, psycopg.connect(days.url) as appending:
        appending.execute("select pg_advisory_xact_lock(7001, 1)")
        due = pool.submit(totals.due, reader, ZONE)
        with pytest.raises(TimeoutError):
            due.result(timeout=0.5)
        appending.commit()
        assert len(due.result(timeout=30)) == DAYS


def test_an_empty_ledger_has_no_days(company: Company) -> None:
    assert said(merit("totals", "--json", url=company.url)) == {"recorded": []}
    assert said(merit("totals", "--check", "--json", url=company.url)) == {"recorded": 0, "wrong": None}


EARNED = "(select min(position) from ledger.events where type = 'PointsEarned' and position > 240)"
AWARDED = "(select min(position) from ledger.events where type = 'CreditsAwarded' and position > 120)"
SET = "update ledger.events set"


@pytest.mark.parametrize(
    ("statement", "ago", "figure"),
    [
        (
            f"{SET} data = replace(data, '\"points\":', '\"points\":9') where position = {EARNED}",
            3,
            "day.points_earned",
        ),
        (f"delete from ledger.events where position = {EARNED}", 3, "day.facts"),  # noqa: S608 - a constant
        (f"{SET} type = 'CheckedOut' where type = 'CheckedIn' and position between 121 and 240", 4, "day.facts"),
        (f"{SET} data = '{{' where position = {AWARDED}", 4, None),
        (f"{SET} data = replace(data, '\"first\":121', '\"first\":122') where position > 600", 4, "first"),
        (
            f"{SET} data = replace(data, '\"redemptions\":', '\"redemptions\":7') where position = 601",
            5,
            "day.redemptions",
        ),
        (
            f"{SET} data = regexp_replace(data, '(\"total\".*\"redemptions\":)', '\\19') where position = 605",
            1,
            "total.redemptions",
        ),
        ("delete from ledger.events where position = 602", 3, "first"),
    ],
)
def test_the_first_day_that_differs_is_named(days: Company, statement: str, ago: int, figure: str | None) -> None:
    assert merit("totals", url=days.url).returncode == 0
    assert merit("totals", "--check", url=days.url).returncode == 0
    days.tamper(statement)
    ran = merit("totals", "--check", "--json", url=days.url)
    found = json.loads(ran.stdout)["wrong"]
    assert (ran.returncode, found["period"]) == (1, named(ago))
    assert figure in {None, found["figure"]}
    told = merit("totals", "--check", url=days.url).stdout
    assert f"control totals of {named(ago)}" in told
    assert "控制总数" in told
    # The alarm stands in the status, and in a reconciliation.
    assert f"control totals of {named(ago)}" in merit("status", url=days.url).stdout


def handed(company: Company, file: Path) -> Path:
    lines = company.log.execute(
        "select json_build_object('position', position, 'data', data)::text from ledger.events order by position"
    )
    file.write_text("".join(f"{line}\n" for (line,) in lines), encoding="utf-8")
    return file


def check(company: Company, file: Path) -> dict[str, Any]:
    return verify("totals", *company.options, "--facts", file)


def test_an_auditor_adds_them_up_offline(days: Company, tmp_path: Path) -> None:
    days.seal()
    assert check(days, handed(days, tmp_path / "f"))["code"] == "no_totals"
    assert merit("totals", url=days.url).returncode == 0
    days.seal()
    file = handed(days, tmp_path / "f")
    found = check(days, file)
    assert (found["code"], found["days"], found["position"]) == ("totals", DAYS, 480)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    earned = next(n for n, line in enumerate(lines) if '\\"lot\\"' in line and '\\"points\\"' in line)
    file.write_text("".join(lines[:earned] + lines[earned + 1 :]), encoding="utf-8")
    assert (check(days, file)["code"], check(days, file)["position"]) == ("left_out", earned + 1)
    lines[earned] = lines[earned].replace('points\\":', 'points\\":9')
    file.write_text("".join(lines), encoding="utf-8")
    assert (check(days, file)["code"], check(days, file)["position"]) == ("data", earned + 1)


def test_totals_that_were_recorded_wrong_are_found_offline(days: Company, tmp_path: Path) -> None:
    """Somebody had the ledger record, and the sealer seal, what does not add up."""
    assert merit("totals", url=days.url).returncode == 0
    days.tamper(
        "update ledger.events set data = replace(data, '\"redemptions\":', '\"redemptions\":7') where position = 603"
    )
    disown_and_seal(days.store, days.seal, 603)
    found = check(days, handed(days, tmp_path / "f"))
    assert (found["code"], found["period"], found["figure"]) == ("total", named(3), "day.redemptions")
