"""Finding columns by their headings, whatever a release or a language calls them."""

from collections.abc import Mapping, Sequence
from unicodedata import normalize

Columns = dict[str, int]
Aliases = Mapping[str, tuple[str, ...]]


def heading(cell: str) -> str:
    """Write a heading the one way it is compared: full-width, case and spaces make no difference."""
    return " ".join(normalize("NFKC", cell).casefold().replace("\ufeff", "").split())


def columns(cells: Sequence[str], aliases: Aliases, required: Sequence[str]) -> Columns | None:
    """Map names to positions, or say by None that a required one is not there."""
    found: Columns = {}
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        places.setdefault(heading(cell), place)
    for name, known in aliases.items():
        for alias in known:
            if alias in places:
                found[name] = places[alias]
                break
    return found if all(name in found for name in required) else None


def cell(cells: Sequence[str], found: Columns, name: str) -> str:
    """Read one cell by its column's name; a short row and an absent column read as empty."""
    place = found.get(name)
    return cells[place].strip() if place is not None and place < len(cells) else ""
