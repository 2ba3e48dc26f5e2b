"""A person's proof of their year: made, spoiled, checked."""

import json
from pathlib import Path
from typing import Any

from audit.verifier.running import verify
from cli.program import merit
from completeness.scene import VKEY, Company


def proof(company: Company, person: str, file: Path, period: str = "2025") -> Path:
    options = ("--person", person, "--out", str(file))
    ran = merit("period", "proof", period, *options, url=company.url, LEDGER_TILES=str(company.store.folder))
    assert ran.returncode == 0, ran.stderr
    return file


def check(file: Path, *more: str) -> dict[str, Any]:
    return verify("year", file, "--key", VKEY, *more)


def changed(file: Path, **members: object) -> Path:
    """Hand over another file than was given."""
    content = json.loads(file.read_text(encoding="utf-8"))
    other = file.with_name("changed.json")
    other.write_text(json.dumps({**content, **members}), encoding="utf-8")
    return other
