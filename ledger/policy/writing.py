"""A policy as YAML: read in again, it is the same document."""

import json
from decimal import Decimal
from typing import Any

import yaml

from ledger.policy.document import PARTS, plain
from ledger.policy.whole import Policy


class _Dumper(yaml.SafeDumper):
    """Numbers plainly, and everything spelt out where it stands."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the library's own signature
        return True


_Dumper.add_representer(
    Decimal, lambda dumper, number: dumper.represent_scalar("tag:yaml.org,2002:float", f"{number:f}")
)


def whole_yaml(policy: Policy) -> str:
    """Write every number of a policy."""
    return _yaml({part: getattr(policy, part).model_dump() for part in PARTS})


def document_yaml(document: str) -> str:
    """Write what a canonical document states."""
    stated = json.loads(document)
    numbers = {
        part: kind.model_validate_json(json.dumps(stated[part])) for part, kind in PARTS.items() if part in stated
    }
    return _yaml({part: one.model_dump(include=set(stated[part])) for part, one in numbers.items()})


def _yaml(said: dict[str, Any]) -> str:
    return yaml.dump(plain(said), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
