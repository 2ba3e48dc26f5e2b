"""Every command that a module adds is found by its name, and by reading that module only."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
import typer
from typer.main import get_group

from api import cli
from api.cli.rooms import ROOMS

MODULES = [module.name for module in iter_modules(cli.__path__) if module.name != "__main__"]


def added_by(module: Any) -> list[str]:
    app = typer.Typer()
    app.callback()(lambda: None)
    module.add_to(app)
    return sorted(get_group(app).commands)


@pytest.mark.parametrize("name", MODULES)
def test_what_a_module_adds_is_found_there(name: str) -> None:
    module = import_module(f"api.cli.{name}")
    listed = sorted(command for command, room in ROOMS.items() if room == name)
    if hasattr(module, "add_to"):
        assert listed == added_by(module)
    else:
        assert len(listed) == hasattr(module, "app")


def test_a_command_reads_no_other_room() -> None:
    asked = "import sys; from api.cli import main; sys.argv = ['merit', 'totals', '--help']\ntry: main()\nfinally: "
    asked += "print(sorted(name for name in sys.modules if name.startswith('api.cli.')), 'alembic' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert "'api.cli.totals'" in said
    assert "'api.cli.serving'" not in said
    assert said.rstrip().endswith("False")
