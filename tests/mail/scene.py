"""Warnings to tell, people with addresses, and the mailer's turns taken by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
from handover.receiving import eventually
from mail.serving import HOST
from views.appending import append

from ledger import events as e
from projections.connecting import opened
from projections.handover.retrying import Patience
from projections.mail import outbox
from projections.mail.process import SETTINGS
from projections.mail.sending import Mailer
from projections.mail.server import Away, Server

SENDER = "merit@learning.example.com"
SOON = Patience(first=0.01, longest=0.05, attempts=4)
NOW = datetime(2026, 3, 24, 4, tzinfo=UTC)


def plain(port: int, **more: Any) -> Server:
    return Server(HOST, port, SENDER, **{"security": "none", **more})


class Scene:
    """One ledger; `owner` may change anything of the office."""

    def __init__(self, url: str, owner: psycopg.Connection[Any], mailing: psycopg.Connection[Any]) -> None:
        self.url, self.owner, self.mailing = url, owner, mailing
        self._count = 0

    @classmethod
    @contextmanager
    def of(cls, url: str) -> Iterator[Scene]:
        with psycopg.connect(url, autocommit=True) as owner, opened(url, "merit mail", SETTINGS) as mailing:
            scene = cls(url, owner, mailing)
            scene.course("消防安全 Fire safety")
            outbox.begin(mailing, 0)
            yield scene

    def course(self, title: str) -> None:
        """Call the course so from now on."""
        self._append(
            e.CourseListed.model_construct(
                effective_at=NOW,
                course="FIRE-1",
                title=title,
                credits=Decimal("2.00"),
                kind="required",
                category="general",
                minutes=90,
            )
        )

    def person(self, employee: str, email: str | None = None, language: str = "zh") -> None:
        """Write down where somebody is told; without an address, one that is made up."""
        self.owner.execute(
            """insert into office.people (employee, name, name_key, email, language) values (%s, '林', 'lin2', %s, %s)
                on conflict (employee) do update set email = excluded.email, language = excluded.language""",
            [employee, f"{employee}@example.com" if email is None else email, language],
        )

    def warn(self, *employees: str, days_left: int = 7) -> None:
        """Let each of them be warned."""
        self._append(
            *(
                e.DeadlineWarningRaised(
                    effective_at=NOW,
                    employee=employee,
                    obligation="O-1",
                    course="FIRE-1",
                    due="2026-03-31",
                    stage="overdue" if days_left < 0 else "7",
                    days_left=days_left,
                )
                for employee in employees
            )
        )

    def fall_behind(self, employee: str) -> None:
        """Let somebody be warned of being behind the line."""
        figures = {"owed": Decimal(150), "counted": Decimal("31.5"), "line": Decimal("74.38")}
        self._append(
            e.PaceWarningRaised(effective_at=NOW, employee=employee, period="2026", day="2026-06-30", **figures)
        )

    def turn(self, server: Server, patience: Patience = SOON) -> bool:
        """Take one turn of a mailer that was just started."""
        mailer = Mailer(self.mailing, server, patience)
        try:
            return mailer.turn()
        finally:
            mailer.close()

    def until(self, server: Server, true: Callable[[], object]) -> None:
        """Take turns until it is so, however often the server is away."""

        def one_more() -> object:
            with suppress(Away):
                self.turn(server)
            return true()

        eventually(one_more, 40)

    def letters(self) -> list[tuple[Any, ...]]:
        """What became of every letter."""
        return self.owner.execute(
            "select employee, state, attempts, code, problem from office.letters order by position"
        ).fetchall()

    def states(self) -> list[str]:
        return [state for _, state, *_ in self.letters()]

    def _append(self, *facts: e.Event) -> None:
        self._count += 1
        append(self.owner, facts, f"scene-{self._count}")
