"""One file a layout: a module placed here that names its LAYOUT is offered."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from api.imports.layout import Layout


@cache
def offered() -> dict[str, Layout]:
    """Collect every layout in this folder by its name."""
    found: list[Layout] = [import_module(f"{__name__}.{module.name}").LAYOUT for module in iter_modules(__path__)]
    return {layout.name: layout for layout in found}
