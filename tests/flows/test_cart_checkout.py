"""What was ordered out of the cart is no longer in it; what was bought elsewhere leaves it alone."""

from __future__ import annotations

import secrets
from typing import Any

import httpx

from tests.factories import deals, goods, people
from tuanzi.kernel.db import Database
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.cart import api as cart
from tuanzi.trade.cart.contracts import Owner

SHOP = "/api/v1/shop"


class Buyer:
    """A member with an address and a cart."""

    def __init__(self, client: httpx.AsyncClient, db: Database) -> None:
        self.client, self.db = client, db
        self.headers: dict[str, str] = {}
        self.member_id = MemberId.new()
        self.address_id = ""

    async def sign_in(self) -> None:
        async with self.db.transaction() as tx:
            self.member_id = await people.member(tx)
            self.address_id = str((await people.address(tx, self.member_id)).id)
        self.headers = await people.as_member(self.db, self.member_id)

    async def order(self, lines: list[tuple[Any, int]], deal: dict[str, Any] | None = None) -> httpx.Response:
        body: dict[str, Any] = {
            "lines": [{"sku_id": str(sku_id), "quantity": quantity} for sku_id, quantity in lines],
            "deal": deal,
            "delivery": "ship",
            "address_id": self.address_id,
            "pickup_point_id": None,
        }
        quote = await self.client.post(f"{SHOP}/quotes", json=body, headers=self.headers)
        headers = {**self.headers, "Idempotency-Key": secrets.token_hex(8)}
        return await self.client.post(f"{SHOP}/orders", json={**body, "quote_hash": quote.json()["hash"]}, headers=headers)

    async def in_cart(self) -> dict[Any, int]:
        return {line.sku_id: line.quantity for line in (await cart.show(self.db.reader, Owner(member_id=self.member_id))).lines}


async def test_bought_pieces_leave_the_cart_and_a_refused_order_takes_nothing(db: Database, client: httpx.AsyncClient) -> None:
    mei = Buyer(client, db)
    await mei.sign_in()
    async with db.transaction() as tx:
        first, second = await goods.one_sku(tx, stock=3), await goods.one_sku(tx)
        await cart.add(tx, Owner(member_id=mei.member_id), first, 5)
        await cart.add(tx, Owner(member_id=mei.member_id), second, 1)
    refused = await mei.order([(first, 5)])
    assert refused.json()["code"] == "inventory.sold_out"
    assert await mei.in_cart() == {first: 5, second: 1}
    placed = await mei.order([(first, 3), (second, 1)])
    assert placed.status_code == 201, placed.text
    assert await mei.in_cart() == {first: 2}


async def test_joining_a_team_leaves_the_cart_alone(db: Database, client: httpx.AsyncClient) -> None:
    mei = Buyer(client, db)
    await mei.sign_in()
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
        sku_id = deals.sku_of(activity)
        await cart.add(tx, Owner(member_id=mei.member_id), sku_id, 2)
    placed = await mei.order([(sku_id, 1)], {"kind": "groupbuy", "activity_id": str(activity.id), "team_id": None})
    assert placed.status_code == 201, placed.text
    assert await mei.in_cart() == {sku_id: 2}
