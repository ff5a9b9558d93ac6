"""Members in the console: the list finds what each filter names, contacts stay masked, and whoever looks in clear is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.shop import CONSOLE
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId


class Desk:
    """Somebody at the console."""

    def __init__(self, http: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.http, self.headers = http, headers

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.http.get(CONSOLE + path, params=params, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, **body: Any) -> httpx.Response:
        headers = {**self.headers, "Idempotency-Key": shop.fresh_key()}
        return await self.http.post(CONSOLE + path, json=body, headers=headers)

    async def found(self, **params: Any) -> set[str]:
        body = await self.get("/members", limit=100, **params)
        assert body["total"] == len(body["items"])
        return {each["id"] for each in body["items"]}


@pytest.fixture
async def desk(client: httpx.AsyncClient, db: Database) -> Desk:
    return Desk(client, await people.as_staff(db))


async def test_each_filter_finds_what_it_names(desk: Desk, db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    phone = people.phone_number()
    async with db.transaction() as tx:
        quiet = await people.member(tx, nickname="安静的小林", phone=phone, level=2)
        await accounts.set_source(tx, quiet, "share")
    buyer = await shop.shopper(db, client, wallet=10_000)
    sku_id = await shop.on_shelf(db, stock=5, price=3000)
    await buyer.bought(buyer.wish(sku_id))
    await buyer.post("/consents", {"decisions": [{"kind": "marketing", "version": 1, "is_given": True}]})
    await drain()
    quiet_id, buyer_id = str(quiet), str(buyer.member_id)
    both = {quiet_id, buyer_id}
    assert await desk.found() == both
    assert await desk.found(q=phone) == {quiet_id}
    assert await desk.found(q=phone.removeprefix("+86")) == {quiet_id}
    assert await desk.found(q="安静") == {quiet_id}
    assert await desk.found(q=buyer_id) == {buyer_id}
    assert await desk.found(q="100%") == set()
    assert await desk.found(phone="not a phone") == set()
    assert await desk.found(level=2) == {quiet_id}
    assert await desk.found(source="share") == {quiet_id}
    assert await desk.found(has_orders=True) == {buyer_id}
    assert await desk.found(has_orders=False) == {quiet_id}
    assert await desk.found(marketing="given") == {buyer_id}
    assert await desk.found(marketing="unasked") == {quiet_id}
    assert await desk.found(paid_min=3000, paid_max=3000) == {buyer_id}
    assert await desk.found(registered_since=(clock.now() + timedelta(hours=1)).isoformat()) == set()
    assert await desk.found(state="erased") == set()


@pytest.mark.parametrize("sort", ["registered", "-registered", "seen", "-seen", "paid", "-paid", "orders", "-orders"])
async def test_every_order_is_walked_without_gap_or_repetition(desk: Desk, db: Database, sort: str) -> None:
    async with db.transaction() as tx:
        everybody = {str(await people.member(tx)) for _ in range(7)}
    seen: list[str] = []
    cursor = None
    while True:
        body = await desk.get("/members", sort=sort, limit=3, **({"cursor": cursor} if cursor else {}))
        seen += [each["id"] for each in body["items"]]
        cursor = body["next"]
        if cursor is None:
            break
    assert (len(seen), set(seen)) == (7, everybody)


async def test_a_look_in_clear_is_written_down(desk: Desk, db: Database) -> None:
    phone = people.phone_number()
    async with db.transaction() as tx:
        member = await people.member(tx, phone=phone)
        await people.address(tx, member)
    page = await desk.get(f"/members/{member}")
    digits = phone.removeprefix("+86")
    assert page["phone"] == f"{digits[:3]}****{digits[-4:]}"
    assert digits not in str(page)
    shown = (await desk.post(f"/members/{member}/reveal", fields=["phone", "addresses"], reason="核对地址")).json()
    assert (shown["phone"], shown["email"], shown["addresses"][0]["name"]) == (digits, None, "张三")
    (entry,) = (await desk.get("/audit", action="members.reveal"))["items"]
    assert (entry["object_id"], entry["after"]) == (str(member), {"fields": ["addresses", "phone"], "reason": "核对地址"})
    assert digits not in str(await desk.get("/audit"))
    assert (await desk.post(f"/members/{member}/reveal", fields=["phone"], reason=" ")).status_code == 422
    analyst = Desk(desk.http, await people.as_staff(db, "analyst"))
    assert (await analyst.post(f"/members/{member}/reveal", fields=["phone"], reason="x")).status_code == 403


async def test_the_page_tells_what_is_known(desk: Desk, db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    buyer = await shop.shopper(db, client, wallet=10_000)
    sku_id = await shop.on_shelf(db, stock=5, price=3000)
    await buyer.bought(buyer.wish(sku_id))
    await drain()
    assert (await desk.post(f"/members/{buyer.member_id}/notes", text="喜欢软桃")).status_code == 201
    page = await desk.get(f"/members/{buyer.member_id}")
    assert (page["orders"], page["paid"]["amount"], page["wallet"]["balance"]["amount"]) == (1, 3000, 7000)
    assert [(each["text"], each["author"]) for each in page["notes"]] == [("喜欢软桃", "小美")]
    assert [each["kind"] for each in page["consents"]][:2] == ["terms", "privacy"]
    entries = (await desk.get(f"/members/{buyer.member_id}/wallet-entries"))["items"]
    assert [each["amount"]["amount"] for each in entries] == [-3000, 10_000]
    assert len((await desk.get(f"/members/{buyer.member_id}/devices"))["items"]) == 1
    assert (await desk.post(f"/members/{buyer.member_id}/sign-out")).json() == {"devices": 1}
    assert (await desk.get(f"/members/{buyer.member_id}/devices"))["items"] == []
    assert (await buyer.post("/data-exports")).status_code == 401
    stranger = await desk.http.get(f"{CONSOLE}/members/{MemberId.new()}", headers=desk.headers)
    assert stranger.json()["code"] == "accounts.member_not_found"
