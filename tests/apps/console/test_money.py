"""Finance's lists: payments and refunds with their orders and people."""

from __future__ import annotations

import httpx

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.shop import CONSOLE
from tuanzi.kernel.db import Database


async def test_payments_and_refunds_are_found_and_sorted(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    sku_id = await shop.on_shelf(db, stock=20, price=1000)
    buyer = await shop.shopper(db, client, wallet=100_000)
    small = await buyer.bought(buyer.wish(sku_id))
    large = (await buyer.order(buyer.wish(sku_id, quantity=3))).json()["order"]
    await buyer.pay_at_the_provider((await buyer.pay(large["id"], "sandbox")).json())
    await drain()
    staff = await people.as_staff(db)

    async def ask(path: str, **params: str | int) -> list[str]:
        body = (await client.get(CONSOLE + path, params=params, headers=staff)).json()
        assert body["total"] == len(body["items"])
        return [each["order_number"] for each in body["items"]]

    numbers = (small["number"], large["number"])
    assert await ask("/payments", sort="amount") == list(numbers)
    assert await ask("/payments", sort="-amount") == [*reversed(numbers)]
    assert await ask("/payments", method="sandbox") == [large["number"]]
    assert await ask("/payments", number=small["number"][:12]) == [small["number"]]
    assert await ask("/payments", order_id=large["id"], state="paid") == [large["number"]]
    assert await ask("/payments", payer=str(buyer.member_id), amount_min=2000) == [large["number"]]
    assert await ask("/payments", state="mismatch") == []

    for order, to in ((small, "balance"), (large, "gateway")):
        body = {"amount": 100, "reason": "坏果", "to": to}
        await client.post(f"{CONSOLE}/orders/{order['id']}/refunds", json=body, headers=staff | {"Idempotency-Key": shop.fresh_key()})
    assert await ask("/refunds", sort="created") == list(numbers)
    assert await ask("/refunds", to="balance", state="done") == [small["number"]]
    assert await ask("/refunds", state="pending") == [large["number"]]
    assert await ask("/refunds", stuck="true") == []
    assert await ask("/payments", refunded="true", sort="amount") == list(numbers)
    item = (await client.get(f"{CONSOLE}/refunds", params={"to": "gateway"}, headers=staff)).json()["items"][0]
    assert (item["reason_label"], item["buyer"]["nickname"], item["is_stuck"]) == ("坏果", "小团", False)
