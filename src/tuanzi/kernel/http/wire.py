"""The base of everything that crosses the wire."""

from datetime import date
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

D = TypeVar("D", bound=date)
YEAR_MIN, YEAR_MAX = 1900, 2999


def _in_our_time(value: D) -> D:
    """Years at the edge of the calendar overflow as soon as a zone is applied or a day is added."""
    if not YEAR_MIN <= value.year <= YEAR_MAX:
        raise ValueError(f"a year from {YEAR_MIN} to {YEAR_MAX}")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
"""A point in time as a client says it: with its zone, and in a year in which one can calculate."""

Day = Annotated[date, AfterValidator(_in_our_time)]
"""A calendar day as a client says it."""


class Wire(BaseModel):
    """A wire model: unknown fields are refused, values are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=20_000)
