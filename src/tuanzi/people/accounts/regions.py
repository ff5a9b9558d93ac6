"""Provinces, cities and districts with their codes (GB/T 2260): made by ``tools/make_regions.py`` from maintained packages.

The first two digits name the province, the first four the city. Hong Kong and Macao have districts without cities, some cities
have no districts, and Taiwan has no codes below its own: what has nothing below it is a leaf, and addresses name leaves.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import orjson

from tuanzi.people.accounts.contracts import Place, Region
from tuanzi.people.accounts.errors import RegionUnknown

PROVINCE_DIGITS, CITY_DIGITS, CODE_DIGITS = 2, 4, 6


@cache
def names() -> dict[str, str]:
    """Six-digit code -> name, in order of the code."""
    document = orjson.loads((Path(__file__).parent / "regions.json").read_bytes())
    found: dict[str, str] = document["names"]
    return found


def province_of(code: str) -> str:
    """The code of the province of any place."""
    return code[:PROVINCE_DIGITS].ljust(CODE_DIGITS, "0")


def city_of(code: str) -> str:
    """The code of the city of any place; the province's own where there is no city between."""
    return code[:CITY_DIGITS].ljust(CODE_DIGITS, "0")


def parent_of(code: str) -> str | None:
    """The place above, or None for a province."""
    province, city = province_of(code), city_of(code)
    if code == province:
        return None
    return city if city not in {code, province} and city in names() else province


@cache
def _children() -> dict[str | None, list[str]]:
    below: dict[str | None, list[str]] = {}
    for code in names():
        below.setdefault(parent_of(code), []).append(code)
    return below


def children(parent: str | None) -> list[Region]:
    """The places directly below ``parent``; the provinces for None. Raises ``RegionUnknown``."""
    if parent is not None and parent not in names():
        raise RegionUnknown(region_code=parent)
    return [Region(code, names()[code], code in _children()) for code in _children().get(parent, [])]


def child_codes(parent: str | None) -> list[str]:
    """The codes directly below."""
    return _children().get(parent, [])


def place(code: str) -> Place:
    """A leaf with everything above it. A level that this place does not have is an empty text; the districts of Hong Kong and
    Macao repeat their province as the city, as waybills do. Raises ``RegionUnknown``.
    """
    if code not in names() or code in _children():
        raise RegionUnknown(region_code=code)
    province, city = province_of(code), city_of(code)
    if code == province:
        return Place(code, names()[province], "", "")
    if code == city:
        return Place(code, names()[province], names()[city], "")
    return Place(code, names()[province], names()[city], names()[code])
