"""`merit branch-report`: a branch with all below it in a period, as a workbook."""

from pathlib import Path
from typing import Annotated

import typer

from api import branch_report as reports
from api.cli.documents import reading, refuse, url, write
from api.cli.exits import examples
from api.cli.growth import InLanguage
from api.cli.moments import moment
from api.cli.requirement import AsOf, Period, RecordedAsOf, checked
from api.cli.showing import waiting
from api.documents import Form
from ledger.recording import utc_now
from projections.branch_report import report
from projections.compliance.sources import AsOf as AsOfBoth


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "branch-report",
        epilog=examples(
            "merit branch-report CD --xlsx cd.xlsx",
            "merit branch-report CD --period 2026 --as-of 2026-06-30 --language zh --xlsx cd.xlsx",
        ),
    )(branch_report)


def branch_report(
    branch: Annotated[str, typer.Argument(help="A branch, with all below it.")],
    xlsx: Annotated[Path, typer.Option(help="The workbook to write.", dir_okay=False)],
    period: Period = None,
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
    language: InLanguage = None,
) -> None:
    """Write the people, categories, courses and weeks of a branch in a period; exit 1 if nobody knows the branch."""
    when = AsOfBoth(moment(as_of, "--as-of"), moment(recorded_as_of, "--recorded-as-of"))
    year = checked(period)
    with reading(url(), report.VIEWS) as connection, waiting("Reporting"):
        made = reports.reported(connection, branch, year, utc_now(), when)
    if made is None:
        refuse(f"there is no branch {branch}", f"没有分支机构 {branch}")
    with waiting("Writing"):
        content = reports.document(made, language)
    write(content, xlsx, Form.XLSX)
