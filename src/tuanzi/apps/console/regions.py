"""Provinces and their cities, for whoever sets what carrying costs where."""

from __future__ import annotations

from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.people.accounts import api as accounts

console = Router(tags=["fulfilment"])


class CityOut(Wire):
    """A city, or a district directly below its province."""

    code: str
    name: str


class ProvinceOut(CityOut):
    """A province. Codes have six digits (GB/T 2260); a freight rule names a place by the digits before the zeros."""

    cities: list[CityOut]


class ProvincesOut(Wire):
    """All provinces."""

    items: list[ProvinceOut]


@console.get("/regions", access=staff("fulfilment.read"))
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
