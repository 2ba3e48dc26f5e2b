"""Print the specs as what they are: a description of the product. `make specs`."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

SPECS = Path(__file__).parent / "specs"
# The order of the story; a theme that is not named here comes last.
STORY = (
    *("courses", "sessions", "enrolment", "checking", "closing", "correcting", "voiding", "never_happened"),
    *("rating", "completing", "receiving", "redeeming", "debt", "expiry", "requests"),
)


def themes(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Give each file's title and its sentences, in the order in which they are written."""
    order = {f"test_{theme}": number for number, theme in enumerate(STORY)}
    for path in sorted(folder.glob("test_*.py"), key=lambda path: (order.get(path.stem, len(order)), path.stem)):
        module = ast.parse(path.read_text(encoding="utf-8"))
        title = (ast.get_docstring(module) or path.stem).partition("\n\n")[0]
        yield " ".join(title.split()), [sentence(name) for name in names(module)]


def names(module: ast.Module) -> Iterator[str]:
    """Name the tests."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


def sentence(name: str) -> str:
    """Read a function's name aloud."""
    words = name.removeprefix("test_").replace("_", " ")
    return f"{words[0].upper()}{words[1:]}."


def main() -> None:
    """Write title after title, with its sentences below it."""
    for title, sentences in themes(SPECS):
        sys.stdout.write(f"\n{title}\n\n")
        sys.stdout.writelines(f"  - {one}\n" for one in sentences)


if __name__ == "__main__":
    main()
