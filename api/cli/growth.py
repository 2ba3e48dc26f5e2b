"""`merit growth`: a person's growth file, in the shell, as a workbook, in print, as JSON."""

from typing import Annotated

import typer
from msgspec import json

from api import growth as growths
from api.cli.documents import Pdf, Xlsx, one_form, reading, refuse, url, write
from api.cli.exits import examples
from api.cli.moments import moment
from api.cli.requirement import AsOf, RecordedAsOf, Who
from api.cli.showing import AsJson, say, show_json, show_table, waiting
from ledger.recording import utc_now
from projections.compliance.sources import AsOf as AsOfBoth
from projections.documents.language import Language
from projections.growth import file, report

InLanguage = Annotated[Language | None, typer.Option(help="Chinese or English; else both.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "growth",
        epilog=examples("merit growth E-1016", "merit growth E-1016 --pdf E-1016.pdf --language zh"),
    )(growth)


def growth(
    employee: Who,
    as_of: AsOf = None,
    recorded_as_of: RecordedAsOf = None,
    language: InLanguage = None,
    xlsx: Xlsx = None,
    pdf: Pdf = None,
    as_json: AsJson = False,
) -> None:
    """Show a person's career, credits of every period, transcript, curve, certificates and honours."""
    when = AsOfBoth(moment(as_of, "--as-of"), moment(recorded_as_of, "--recorded-as-of"))
    form = one_form(xlsx, pdf, as_json)
    with reading(url(), file.VIEWS) as connection:
        made = file.growth(connection, employee, utc_now(), when)
    if not made.career and not made.transcript:
        refuse(f"nothing is known of {employee}", f"没有 {employee} 的记录")
    if form and (path := pdf or xlsx):
        with waiting("Writing"):
            content = growths.document(made, form, language)
        write(content, path, form)
    elif as_json:
        show_json(json.decode(bytes(made)))
    else:
        for name, value in report.heading(made, language):
            say(f"{name}  {value}")
        for part in report.parts(made, language):
            headings = [*map(str, part.rows[0])]
            say(f"\n{part.title}")
            show_table([dict(zip(headings, row, strict=True)) for row in part.rows[1:]], headings)
