"""The base of everything that crosses the wire."""

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """A wire model: unknown fields are refused, values are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000)
