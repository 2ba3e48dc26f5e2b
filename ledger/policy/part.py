"""What every part of a policy is: frozen, strict, each number with its unit in its name."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Numbers of one topic, with the business rules' own as defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")
