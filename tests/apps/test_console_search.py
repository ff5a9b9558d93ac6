"""One field finds orders, buyers, products and group-buys, and nothing that one may not see."""

from __future__ import annotations

from typing import Any

import httpx

from tests.factories import deals, people
from tuanzi.goods.catalog import api as catalog
from tuanzi.kernel.db import Database


async def find(client: httpx.AsyncClient, headers: dict[str, str], words: str) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/console/search", params={"q": words}, headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_everything_is_found_by_what_people_have_at_hand(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
        phone = people.phone_number()
        member_id = await people.member(tx, nickname="林小满", phone=phone)
    (buyer,) = await deals.buyers(db, 1)
    order = await deals.order(db, buyer, activity)
    title = (await catalog.get_products(db.reader, [activity.draft.product_id]))[activity.draft.product_id].title
    headers = await people.as_staff(db, "operator")
    assert [(hit["kind"], hit["id"], hit["amount"]["amount"]) for hit in await find(client, headers, order.number[:8])] == [
        ("order", str(order.id), order.payable.minor)
    ]
    for written in (phone, phone.removeprefix("+86"), f" {phone.removeprefix('+')} "):
        (hit,) = await find(client, headers, written)
        assert (hit["kind"], hit["id"], hit["title"]) == ("member", str(member_id), "林小满")
        assert "****" in hit["note"]
    assert {hit["kind"] for hit in await find(client, headers, title[:4])} == {"product", "groupbuy"}
    assert await find(client, headers, "没有这样的东西") == []


async def test_what_one_may_not_see_is_not_found(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    (buyer,) = await deals.buyers(db, 1)
    order = await deals.order(db, buyer, activity)
    reviewer = await people.as_staff(db, "content_reviewer")
    assert await find(client, reviewer, order.number) == []
    assert (await client.get("/api/v1/console/search", params={"q": "1"}, headers=reviewer)).status_code == 422
    assert (await client.get("/api/v1/console/search", params={"q": "12"})).status_code == 401
