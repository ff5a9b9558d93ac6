"""The words of shops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NAME_LENGTH_MAX = 30
SLOGAN_LENGTH_MAX = 60
PHONE_LENGTH_MAX = 20
HOURS_LENGTH_MAX = 60
ADDRESS_LENGTH_MAX = 200
PHONE = r"^[0-9+() -]{5,20}$"
"""A number as people print it: an area code, a 400 number, an extension."""


@dataclass(frozen=True, slots=True)
class ShopProfile:
    """What the shop says of itself; empty is not said. ``hotline_hours`` are words ("9:00–21:00"), the return fields say where goods go back to."""

    name: str = ""
    slogan: str = ""
    hotline: str = ""
    hotline_hours: str = ""
    return_name: str = ""
    return_phone: str = ""
    return_address: str = ""


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """The profile with its version; version 0 was never written."""

    profile: ShopProfile
    version: int
    updated_at: datetime | None
