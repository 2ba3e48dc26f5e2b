"""Who works where, who reports to whom and who stands in, on paper."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from points.accounts import No, after

GRACE = timedelta(days=30)


@dataclass
class Person:
    """A person's place."""

    branch: str | None = None
    # When the person last joined or was given a position, and the end of the last day.
    newest: datetime | None = None
    leaves_at: datetime | None = None
    position: str | None = None
    # Who leads the person, from when.
    led: list[tuple[datetime, str]] = field(default_factory=list)
    # The moment at which the account of who leaves is settled.
    settles_at: datetime | None = None
    settled: bool = False
    # deputy -> from when, until when
    deputies: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)


class People:
    """The company."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.of = {name: Person() for name in names}
        self.heads: dict[str, list[tuple[datetime, str]]] = {}
        self.now = datetime.min.replace(tzinfo=UTC)

    def bosses(self, who: str) -> list[str]:
        """Everybody a person reports to, the nearest first."""
        found: list[str] = []
        while (boss := self.manager(found[-1] if found else who)) is not None and boss not in found:
            found.append(boss)
        return found

    def manager(self, who: str, at: datetime | None = None) -> str | None:
        person = self.of.get(who)
        return self.newest(person.led, at) if person else None

    def headed(self, branch: str, at: datetime | None = None) -> str | None:
        return self.newest(self.heads.get(branch, []), at)

    def newest(self, steps: list[tuple[datetime, str]], at: datetime | None) -> str | None:
        """Of the steps that have begun, the one that began last; of equals, the one that was said last."""
        begun = [step for step in steps if step[0] <= (at or self.now)]
        return max(reversed(begun), key=lambda step: step[0])[1] if begun else None

    def join(self, who: str, branch: str, now: datetime) -> None:
        person = self.of[who]
        if person.branch == branch and person.settles_at is None:
            raise No("ALREADY_JOINED")
        person.branch, person.settles_at, person.leaves_at, person.newest = branch, None, None, now

    def leave(self, who: str, last_day: date, today: date) -> None:
        """Who joins again does not leave."""
        person = self.of[who]
        if person.settles_at is not None:
            raise No("ALREADY_LEAVING")
        if last_day > today + timedelta(days=366):
            raise No("LAST_DAY_TOO_FAR")
        if person.newest is not None and person.newest >= after(last_day):
            raise No("LEFT_BEFORE_LATER")
        person.settles_at, person.leaves_at, person.settled = after(last_day + GRACE), after(last_day), False

    def settle(self, who: str, now: datetime) -> datetime:
        """Give the moment for which an account is settled, once."""
        person = self.of[who]
        if person.settles_at is None:
            raise No("NOT_LEAVING")
        if person.settled:
            raise No("ACCOUNT_ALREADY_SETTLED")
        if now < person.settles_at:
            raise No("GRACE_NOT_OVER")
        person.settled = True
        return person.settles_at

    def assign(self, who: str, position: str, now: datetime) -> None:
        person = self.of[who]
        if person.branch is None or (person.leaves_at is not None and person.leaves_at <= now):
            raise No("NOT_EMPLOYED")
        if person.position == position:
            raise No("POSITION_UNCHANGED")
        person.position, person.newest = position, now

    def report(self, who: str, manager: str) -> None:
        if self.manager(who) == manager:
            raise No("REPORTS_ALREADY")
        if who == manager or who in self.bosses(manager):
            raise No("REPORTING_CIRCLE")
        self.of[who].led.append((self.now, manager))

    def head(self, branch: str, who: str) -> None:
        if self.headed(branch) == who:
            raise No("HEADS_ALREADY")
        self.heads.setdefault(branch, []).append((self.now, who))

    def appoint(self, who: str, deputy: str, since: datetime, until: datetime, now: datetime) -> None:
        if who == deputy:
            raise No("SELF_ACTION_FORBIDDEN")
        if until <= since or until <= now:
            raise No("DEPUTY_TERM_INVALID")
        self.of[who].deputies[deputy] = since, until

    def withdraw(self, who: str, deputy: str) -> None:
        if self.of[who].deputies.pop(deputy, None) is None:
            raise No("NOT_DEPUTY")

    def holder(self, step: str, requester: str, approvers: list[str]) -> str | None:
        """Whose approval it is; nobody's if that person may not give it."""
        branch = self.of[requester].branch
        holders = {
            "line_manager": self.manager(requester),
            "branch_head": self.headed(branch) if branch else None,
            "hr": None,
        }
        who = holders[step]
        if who is None or who == requester or who in approvers or requester in self.bosses(who):
            return None
        return who
