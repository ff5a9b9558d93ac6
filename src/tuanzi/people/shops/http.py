"""What shoppers are told of the shop."""

from __future__ import annotations

from tuanzi.kernel.http import Call, Router, Wire, anyone
from tuanzi.people.shops import api

shop = Router(prefix="/shop-profile", tags=["shop"])


class ShopProfileOut(Wire):
    """The shop's name, slogan and hotline; empty is not said."""

    name: str
    slogan: str
    hotline: str
    hotline_hours: str


@shop.get("", access=anyone())
async def show_profile(call: Call) -> ShopProfileOut:
    """Who sells here, and how to reach them."""
    said = (await api.profile(call.tx)).profile
    return ShopProfileOut(name=said.name, slogan=said.slogan, hotline=said.hotline, hotline_hours=said.hotline_hours)
