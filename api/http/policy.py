"""Who may do what: service tokens with roles, and a declaration on every route.

Nothing is allowed that is not declared: a route says which roles it serves, and one that does not say so
stops the program from starting.
"""

from enum import StrEnum
from typing import Final, NamedTuple


class Role(StrEnum):
    """What a calling program is for."""

    # The employees' own application: checks in, rates, redeems and reads for the person in front of it.
    EMPLOYEE = "employee"
    # The screen a session is run from: opens, marks, closes, and reads rosters.
    TRAINER = "trainer"
    # HR's program and its data pipelines: courses, sessions, rewards, corrections, and reading what that takes.
    OPERATOR = "operator"
    # Reads everything, the log itself included, and changes nothing: only its evidence packages are on record.
    AUDITOR = "auditor"
    # Payroll's and HR's other systems: read what may leave, as a feed and as payroll's lines, and nothing else.
    INTEGRATION = "integration"
    # Watches the machine (metrics), drafts and publishes policies, says which systems are told of facts; neither
    # reads nor moves a balance.
    ADMINISTRATOR = "administrator"


class UndeclaredAccess(Exception):  # noqa: N818 - it stops the start, it is not caught
    """A route does not say who may call it."""


class Access(NamedTuple):
    """Which roles a route serves; `public` is said aloud, so that it cannot be an omission."""

    roles: frozenset[Role]
    public: bool = False
    # Through the employees' application, also who heads the branch in question, or that of the person, or one above.
    heads: bool = False

    def allows(self, token: "Bearer") -> bool:
        """Deny unless allowed."""
        return self.public or not self.roles.isdisjoint(token.roles)

    def only_for_oneself(self, token: "Bearer") -> bool:
        """Whether nothing but the employees' application lets this token in."""
        return self.roles & token.roles == {Role.EMPLOYEE}

    def described(self) -> str:
        """Say it for people who read the interface's description."""
        if self.public:
            return "Anyone, without a token."
        heads = " For employees: their own, or as head of the branch or of one above it." if self.heads else ""
        return f"Roles: {', '.join(role.value for role in Role if role in self.roles)}.{heads}"


ANYONE: Final = Access(frozenset(), public=True)
SIGNED_IN: Final = Access(frozenset(Role))


def only(*roles: Role) -> Access:
    """Allow these roles and no other."""
    if not roles:
        raise UndeclaredAccess("a route that nobody may call is a mistake; say ANYONE if that is meant")
    return Access(frozenset(roles))


def only_with_heads(*roles: Role) -> Access:
    """Allow these roles, and heads of branches what concerns their people."""
    return only(*roles)._replace(heads=True)


def declared(allow: object, where: str) -> Access:
    """Insist on a declaration when a route is made."""
    if not isinstance(allow, Access) or not (allow.roles or allow.public):
        raise UndeclaredAccess(f"{where} does not say who may call it")
    return allow


class Bearer(NamedTuple):
    """A calling program: the name that facts carry as their actor, and its roles."""

    name: str
    roles: frozenset[Role]
