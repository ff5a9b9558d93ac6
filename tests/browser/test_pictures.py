"""The shopper's pictures of the documentation, taken from a demo shop that lives through one afternoon."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import uuid4  # noqa: TID251 - an Idempotency-Key, not an id of ours

import pytest
from playwright.async_api import expect

from tests.browser import album
from tests.browser.conftest import Arrive, Running
from tests.browser.friend import Friend
from tests.browser.operator import Operator
from tests.browser.shopper import Shopper

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Find = Callable[[str], Awaitable[str]]
DAY_S = 86_400
TOMATO, FAMILY = "番茄", "5斤家庭装"
NEWS = ("【寿光市】快件已揽收，正发往济南转运中心", "【济南市】快件到达济南转运中心", "【北京市】快件正在派送，快递员 王师傅")


@asynccontextmanager
async def friends(base_url: str, operator: Operator, phones: dict[str, Shopper]) -> AsyncIterator[list[Friend]]:
    """Three members with the phone numbers of the three phones."""
    faces = (("小满", "1f338", "#ffe0e6"), ("一帆", "1f33b", "#fff0cc"), ("果果", "1f353", "#e4f2e4"))
    people = [Friend(base_url, phone.phone) for phone in phones.values()]
    try:
        yield [await person.enter(operator, *face) for person, face in zip(people, faces, strict=True)]
    finally:
        for person in people:
            await person.leave()


class Album:
    """Keeps what a phone shows, small enough for a page of the documentation."""

    def __init__(self, shopper: Shopper, suffix: str = "") -> None:
        self.shopper, self.suffix = shopper, suffix

    async def keep(
        self, name: str, path: str | None = None, *, shows: str | None = None, text: str | re.Pattern[str] | None = None
    ) -> None:
        """Open a path, wait for what must be seen and for the pictures in view, and keep the screen."""
        if path is not None:
            await self.shopper.go(path)
        if shows is not None:
            await self.shopper.sees(shows, text)
        await album.keep(self.shopper.page, f"{name}{self.suffix}")


async def _buys(phone: Shopper, shots: Album, product_id: str) -> str:
    """From the product to the result page, keeping each step; the order's id."""
    await shots.keep("product", f"pkg-goods/product/index?id={product_id}", shows="open-team")
    await phone.tap("open-team")
    await phone.tap(f"sku-option-0-{FAMILY}")
    await shots.keep("sku", shows="sku-confirm")
    await phone.tap("sku-confirm")
    await shots.keep("checkout", shows="checkout-payable", text="49.00")
    order_id = await phone.place()
    await shots.keep("cashier", shows="pay-now")
    await phone.tap("pay-sandbox")
    await phone.tap("pay-now")
    await shots.keep("gateway", shows="pay-confirm")
    await phone.tap("pay-confirm")
    await phone.page.wait_for_url(re.compile("result"))
    await phone.sees("result-head", "还差2人")
    return order_id


async def _ships(operator: Operator, order_id: str) -> None:
    await operator.order_in(order_id, "preparing")
    await operator.call("POST", f"/orders/{order_id}/ship", {"carrier": "sf", "waybill": f"SF{uuid4().int % 10**13:013d}"})
    parcel = (await operator.order_in(order_id, "shipped"))["parcels"][0]
    for news in NEWS:
        await operator.call("POST", f"/parcels/{parcel['id']}/events", {"text": news})


async def _team(friend: Friend, albums: tuple[Album, Album, Album], product_id: str, team_id: str) -> None:
    """A friend joins: the team on three phones, and the poster to find the last one."""
    await friend.buy(product_id, team_id=team_id)
    for shots in albums:
        await shots.keep("team", f"pkg-goods/team/index?id={team_id}", shows="team-status", text=re.compile("1"))
    phone = albums[0].shopper
    await phone.tap("team-invite")
    await phone.tap("share-poster")
    await expect(phone.at("share-paper")).to_have_attribute("data-state", "drawn", timeout=20_000)
    await albums[0].keep("poster", shows="share-poster-image")


async def test_the_pictures_of_the_documentation(arrive: Arrive, operator: Operator, product: Find, running: Running) -> None:
    await operator.gateway()
    tomato, apple = await product(TOMATO), await product("苹果")
    phones = {key: await arrive(key, language="en" if key == "en" else "zh-CN", dark=key == "dark") for key in ("zh", "en", "dark")}
    zh, en, dark = Album(phones["zh"]), Album(phones["en"], "-en"), Album(phones["dark"], "-dark")
    async with friends(running.base_url, operator, phones) as (me, first, second):
        for key, phone in phones.items():
            await me.lends(phone, "en" if key == "en" else "zh-CN")
        for shots in (zh, en, dark):
            await shots.keep("home", "", shows="category-all")
        await zh.keep("category", "pages/category/index", shows="category-whole")
        order_id = await _buys(phones["zh"], zh, tomato)
        for shots in (en, dark):
            await shots.keep("product", f"pkg-goods/product/index?id={tomato}", shows="open-team")
        await _team(first, (zh, en, dark), tomato, (await me.call("GET", f"/orders/{order_id}"))["team_id"])

        alone = (await me.buy(apple))["id"]
        await operator.order_in(alone, "preparing")
        await operator.call("POST", f"/orders/{alone}/refunds", {"amount": 1280, "reason": "坏果包赔", "to": "balance"})
        await second.buy(tomato, team_id=(await me.call("GET", f"/orders/{order_id}"))["team_id"])
        await _ships(operator, order_id)
        for shots in (zh, en):
            await shots.keep("order", f"pkg-trade/order/index?id={order_id}", shows="order-parcel")
        for shots in (zh, dark):
            await shots.keep("wallet", "pkg-member/wallet/index", shows="wallet-frozen", text="5.00")
    await _fails(phones["zh"], zh, operator, tomato)


async def _fails(phone: Shopper, shots: Album, operator: Operator, product_id: str) -> None:
    """A second team that nobody joins: everything comes back by itself."""
    await phone.go(f"pkg-goods/product/index?id={product_id}")
    await phone.tap("open-team")
    await phone.choose(FAMILY)
    order_id = await phone.place()
    await phone.pay()
    await operator.order_in(order_id, "waiting")
    await operator.shift_clock(DAY_S + 60)
    await operator.order_in(order_id, "closed")
    await operator.refunded(order_id)
    await shots.keep("refund", f"pkg-trade/order/index?id={order_id}", shows="order-refunds", text="已退")
