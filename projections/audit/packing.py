"""`make verifier`: packs the auditors' program into one file, the same bytes from the same sources."""

import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).parents[2]
PACKED = (
    "projections/__init__.py",
    "projections/audit/__init__.py",
    "projections/audit/figures",
    "projections/audit/tlog",
    "projections/audit/verifier",
)
START = """\
import sys

try:
    from projections.audit.verifier.command_line import main
except (ImportError, SyntaxError) as no:
    print("merit-verify needs Python 3.11 or newer and the package cryptography:", no, file=sys.stderr)
    sys.exit(2)
sys.exit(main())
"""


def pack(target: Path) -> str:
    """Write the program; give its SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            _add(archive, "__main__.py", START)
            for name in PACKED:
                path = ROOT / name
                for source in sorted(path.glob("*.py")) if path.is_dir() else [path]:
                    _add(archive, source.relative_to(ROOT).as_posix(), source.read_text(encoding="utf-8"))
    target.chmod(0o755)
    return sha256(target.read_bytes()).hexdigest()


def _add(archive: ZipFile, name: str, content: str) -> None:
    # Without a time of its own: whoever builds it again can compare the digests.
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    archive.writestr(entry, content)


if __name__ == "__main__":
    print(pack(Path(sys.argv[1])), sys.argv[1])  # noqa: T201 - what `make verifier` shows
