"""The commands and their options. argparse, because this must stand alone."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from projections.audit.tlog.invalid import Invalid
from projections.audit.tlog.policy import POLICY_MAX, Policy, parse_policy
from projections.audit.tlog.writers import parse_range
from projections.audit.verifier.account import check_account
from projections.audit.verifier.answers import Answer, Stopped, unchecked
from projections.audit.verifier.comparing import check_pair
from projections.audit.verifier.credit import check_credit
from projections.audit.verifier.database import check_database
from projections.audit.verifier.folder import Folder, read_file, reading
from projections.audit.verifier.package import check_package
from projections.audit.verifier.report import check_report
from projections.audit.verifier.showing import Counting, language_of, show
from projections.audit.verifier.totals import check_totals
from projections.audit.verifier.vouched import Vouched
from projections.audit.verifier.whole_log import check_log
from projections.audit.verifier.words import LANGUAGES
from projections.audit.verifier.year import check_year

NAME = "merit-verify"


def main(arguments: Sequence[str] | None = None, name: str = NAME) -> int:
    """Run one check; the exit code says 0 valid, 1 invalid, 2 could not check."""
    options = _parser(name).parse_args(arguments)
    try:
        answer = _checked(options)
    except Stopped as stopped:
        answer = stopped.answer
    except KeyboardInterrupt:
        answer = unchecked("stopped").answer
    except Exception as bug:  # noqa: BLE001 - whatever happens, it was neither found valid nor invalid
        answer = unchecked("bug", why=repr(bug)).answer
    show(answer, options.lang, as_json=options.json)
    return answer.outcome


def _checked(options: argparse.Namespace) -> Answer:
    policy = _policy(options)
    counting = Counting()
    match options.command:
        case "credit":
            answer = check_credit(options.proof, policy)
        case "log":
            vouched = Vouched(options.writers, options.disowned) if options.writers else None
            answer = check_log(Folder(options.tiles), policy, options.since, vouched, counting)
        case "account":
            answer = check_account(options.account, Folder(options.tiles), policy, options.facts, counting)
        case "package":
            answer = check_package(options.package, policy, options.tiles and Folder(options.tiles), counting)
        case "year":
            answer = check_year(options.file, policy, options.person, options.period)
        case "report":
            answer = check_report(options.file, options.tiles and Folder(options.tiles), policy, counting)
        case "totals":
            answer = check_totals(Folder(options.tiles), policy, options.facts, counting)
        case "db":
            answer = check_database(options.dsn, Folder(options.tiles), policy, counting)
        case _:
            answer = check_pair(options.one, options.other, Folder(options.tiles), policy)
    return answer


def _policy(options: argparse.Namespace) -> Policy:
    if options.policy:
        with reading(options.policy):
            return parse_policy(read_file(options.policy, POLICY_MAX))
    try:
        return parse_policy(f"log {options.key}\nquorum none\n".encode(errors="replace"))
    except Invalid as no:
        raise unchecked("key", why=str(no)) from None


def _parser(name: str) -> argparse.ArgumentParser:
    trust = argparse.ArgumentParser(add_help=False)
    whom = trust.add_mutually_exclusive_group(required=True)
    whom.add_argument("--key", metavar="VKEY", help="the log's verifier key, as it was told you by other means")
    whom.add_argument("--policy", type=Path, metavar="FILE", help="logs, witnesses and quorum (c2sp.org/tlog-policy)")
    trust.add_argument("--lang", choices=LANGUAGES, default=language_of(os.environ), help="default: from LANG")
    trust.add_argument("--json", action="store_true", help="everything that was found, for scripts")
    tiles = argparse.ArgumentParser(add_help=False)
    tiles.add_argument("--tiles", type=Path, metavar="DIR", required=True, help="the published log")

    parser = argparse.ArgumentParser(
        name,
        description="Checks a ledger of learning credits against its transparency log, offline.",
        epilog="Exit codes: 0 valid, 1 invalid, 2 could not check.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    credit = commands.add_parser("credit", parents=[trust], help="one fact, from its proof file")
    credit.add_argument("proof", type=Path, metavar="PROOF")
    log = commands.add_parser("log", parents=[trust, tiles], help="the whole log")
    log.add_argument(
        "--since", type=Path, metavar="CHECKPOINT", help="an older checkpoint that it must have grown from"
    )
    log.add_argument("--writers", type=Path, metavar="FILE", help="verifier keys of those who may append, one a line")
    log.add_argument(
        "--disowned", type=parse_range, metavar="A-B", action="append", default=[], help="known to be signed by nobody"
    )
    account = commands.add_parser("account", parents=[trust, tiles], help="all facts of a person, session or case")
    account.add_argument("account", metavar="ID", help="an employee, or any tag: session:S-1")
    account.add_argument(
        "--facts", type=Path, metavar="FILE", help="facts handed over, which must be all and unchanged"
    )
    package = commands.add_parser("package", parents=[trust], help="an evidence package")
    package.add_argument("package", type=Path, metavar="FILE")
    package.add_argument(
        "--tiles", type=Path, metavar="DIR", help="the published log, to see that nothing was left out"
    )
    year = commands.add_parser("year", parents=[trust], help="one person's year, from its file")
    year.add_argument("file", type=Path, metavar="FILE")
    year.add_argument("--person", metavar="ID", help="whose it must be")
    year.add_argument("--period", metavar="YEAR", help="which year it must be")
    report = commands.add_parser("report", parents=[trust], help="a statement, from its facts")
    report.add_argument("file", type=Path, metavar="FILE")
    report.add_argument("--tiles", type=Path, metavar="DIR", help="the published log, to see that no fact is missing")
    totals = commands.add_parser("totals", parents=[trust, tiles], help="the control totals of every day")
    totals.add_argument("--facts", type=Path, metavar="FILE", required=True, help="the facts' data, as for `account`")
    database = commands.add_parser("db", parents=[trust, tiles], help="the live database against the published log")
    database.add_argument("--dsn", required=True, help="how to reach it, as a libpq URL or conninfo")
    pair = commands.add_parser("diff", parents=[trust, tiles], help="two checkpoints: one history, or a fork")
    pair.add_argument("one", type=Path, metavar="A")
    pair.add_argument("other", type=Path, metavar="B")
    return parser


if __name__ == "__main__":
    sys.exit(main())
