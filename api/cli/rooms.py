"""Which module holds which command: one is read when it is asked for, so that the program starts at once."""

from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_group

# In the order of the help.
ROOMS: Final = {
    "demo": "demo",
    "serve": "serving",
    "follow": "serving",
    "account": "account",
    "explain": "account",
    "requirement": "requirement",
    "compliance": "compliance",
    "growth": "growth",
    "branch-report": "branch_report",
    "status": "status",
    "rebuild": "views",
    "reconcile": "reconciling",
    "trial-balance": "trial_balance",
    "totals": "totals",
    "schedule": "scheduling",
    "simulate": "simulating",
    "seal": "sealing",
    "copy": "copying",
    "deliver": "delivering",
    "backup": "backup",
    "restore": "backup",
    "rebuild-from-copy": "backup",
    "verify": "verifying",
    "anchor": "anchor",
    "vouchers": "vouchers",
    "token": "token",
    "key": "key",
    "import": "importing",
    "adjustments": "adjusting",
    "quarantine": "quarantine",
    "export": "exporting",
    "webhook": "webhook",
    "mail": "mailing",
    "people": "people",
    "period": "period",
    "policy": "policy",
    "db": "db",
    "witness": "witness",
    "evidence": "evidence",
}


class Rooms(TyperGroup):
    """The commands of the program, each read from its module when somebody asks for it."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - click's signature
        """Name every command."""
        return list(ROOMS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - click's signature
        """Read one: a command of its own (`add_to`), or a group of them (`app`)."""
        if cmd_name not in ROOMS:
            return None
        room = import_module(f"api.cli.{ROOMS[cmd_name]}")
        part = typer.Typer()
        if hasattr(room, "app"):
            part.add_typer(room.app, name=cmd_name)
        else:
            room.add_to(part)
        # With a callback it is a group, however many commands there are.
        part.callback()(_nothing)
        return get_group(part).commands[cmd_name]


def _nothing() -> None:
    """Do what stands before every command: nothing."""
