"""Provinces and their cities, for whoever sets what carrying costs where."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.errors import RegionUnknown

console = Router(tags=["fulfilment"])


class CityOut(Wire):
    """A city, or a district directly below its province."""

    code: str
    name: str


class ProvinceOut(CityOut):
    """A province. Codes have six digits (GB/T 2260); a freight rule names a place by the digits before the zeros."""

    cities: list[CityOut]


class PlaceOut(CityOut):
    """A place directly below another; ``is_leaf``: an address may name it."""

    is_leaf: bool


class PlacesOut(Wire):
    """Places directly below another."""

    items: list[PlaceOut]


class ProvincesOut(Wire):
    """All provinces."""

    items: list[ProvinceOut]


@console.get("/regions", access=staff("fulfilment.read", "common"))
async def list_regions(_: Call) -> ProvincesOut:
    """Every province with what stands directly below it."""
    return ProvincesOut(
        items=[
            ProvinceOut(
                code=province.code,
                name=province.name,
                cities=[CityOut(code=city.code, name=city.name) for city in accounts.regions(province.code)],
            )
            for province in accounts.regions(None)
        ]
    )


@console.get("/regions/{code}", access=staff("fulfilment.read", "common"), errors=[RegionUnknown])
async def list_places(_: Call, code: Annotated[str, Path(pattern=r"^\d{6}$")]) -> PlacesOut:
    """What stands directly below a province or a city."""
    return PlacesOut(items=[PlaceOut(code=each.code, name=each.name, is_leaf=not each.has_children) for each in accounts.regions(code)])
