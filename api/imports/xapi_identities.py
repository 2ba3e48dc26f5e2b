"""Who a statement speaks of and what: the identifiers in it, each as one comparable string."""

import re
from typing import Any

from api.imports import reasons_of_statements as reasons
from api.imports.reasons import Reason, Refused

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").fullmatch
_IDENTIFIERS = {"mbox": "", "mbox_sha1sum": "sha1:", "openid": "openid:"}


def mapping(value: object, reason: Reason) -> dict[str, Any]:
    """Pass a JSON object on, and refuse anything else."""
    if type(value) is not dict:
        raise Refused(reason)
    return value


def actor(value: object, missing: Reason) -> tuple[str, str | None]:
    """Name an agent or an identified group by its one identifier, and its account if it has one."""
    agent = mapping(value, missing)
    found: list[tuple[str, str | None]] = []
    if "account" in agent:
        account = mapping(agent["account"], reasons.ACTOR_BROKEN)
        name, home = account.get("name"), account.get("homePage")
        if type(name) is not str or type(home) is not str or not name or not home:
            raise Refused(reasons.ACTOR_BROKEN)
        found.append((f"account:{home}|{name}", name))
    for field, prefix in _IDENTIFIERS.items():
        if field in agent:
            text = agent[field]
            if type(text) is not str or not text or (not prefix and not text.lower().startswith("mailto:")):
                raise Refused(reasons.ACTOR_BROKEN)
            # Mail systems make no difference of case, and one person must not become two.
            found.append((prefix + (text if field == "openid" else text.lower()), None))
    if len(found) != 1:
        raise Refused(reasons.ACTOR_BROKEN)
    return found[0]


def target(value: object) -> tuple[str, str]:
    """Name the object by type and id."""
    thing = mapping(value, reasons.OBJECT_MISSING)
    kind = thing.get("objectType", "Activity")
    if kind == "Activity":
        identity = thing.get("id")
        if type(identity) is not str or not identity:
            raise Refused(reasons.OBJECT_MISSING)
        return kind, identity
    if kind == "StatementRef":
        return kind, uuid(thing.get("id"), reasons.OBJECT_MISSING)
    if kind in ("Agent", "Group"):
        return kind, actor(thing, reasons.OBJECT_MISSING)[0]
    raise Refused(reasons.OBJECT_TYPE)


def uuid(value: object, reason: Reason) -> str:
    """Write a UUID the one way it is compared."""
    if type(value) is not str or not _UUID(value):
        raise Refused(reason)
    return value.lower()
