"""What every part of a policy is: frozen, strict, each number with its unit in its name."""

from typing import ClassVar, NoReturn

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

CONTRADICTION = "contradiction"


class Part(BaseModel):
    """Numbers of one topic, with the business rules' own as defaults.

    Layers are merged field by field, so a check that looks at several fields names them in `together`: a document
    states all of them or none, and no two documents can contradict each other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Whether branches and positions may have their own.
    personal: ClassVar[bool] = True
    # Of what branches may have their own, what positions may not: it is about people of all positions together.
    of_branches: ClassVar[frozenset[str]] = frozenset()
    together: ClassVar[tuple[frozenset[str], ...]] = ()


def contradict(en: str, zh: str) -> NoReturn:
    """Say in a validator that values cannot stand together: what is to be true instead."""
    raise PydanticCustomError(CONTRADICTION, "{en}", {"en": en, "zh": zh})
