"""After an erasure nothing by which the person could be known is left anywhere, and the books still add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.contract.furnished import picture
from tests.factories import deals, people, shop
from tests.factories.money import fill_wallet, move, wallet_of
from tests.factories.shop import CONSOLE, SHOP, Shopper
from tuanzi.kernel import clock, crypto, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.keys.models import CONTEXT as KEY
from tuanzi.money.ledger import api as ledger
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import AddressDraft, MemberId
from tuanzi.schema import metadata

PHONE, CONTACT = "13977001234", "13977005678"
SECRETS = {
    "nickname": "欧阳铁锤",
    "phone": PHONE,
    "name": "司马砸缸",
    "contact": CONTACT,
    "street": "桃花岛弹指峰77号",
    "remark": "请放在门口的青花坛子里",
    "region": "东海桃花岛",
    "skin": "对花生过敏",
    "device": "铁锤的手机",
    "note": "铁锤说他要转学去华山",
    "member_note": "老顽童介绍来的",
    "birthday": "1987-06-05",
}
"""What one person ever typed, and what staff typed about them. Each is looked for in every column of every table."""


@dataclass
class Known:
    """A person of whom the house knows everything."""

    shopper: Shopper
    owner: dict[str, str]
    files: list[str]


async def known(db: Database, http: httpx.AsyncClient, drain: Drain) -> Known:
    """They signed in, bought, remarked, cancelled, shared, had a poster drawn, led a team, were written about, looked at and exported."""
    before, owner = files(), await people.as_staff(db)
    activity, _ = await shop.team_with_one_seat(db, http, drain, size=2)
    sku_id = deals.sku_of(activity)
    await http.post(f"{SHOP}/sign-in/codes", json={"phone": PHONE})
    await drain()
    body = {"phone": PHONE, "code": await people.read_code(http, db), "device": SECRETS["device"], "agreed": True}
    session = (await http.post(f"{SHOP}/sign-in/phone", json=body, headers={"X-Visitor": "visitor-tiechui"})).json()
    headers = {"Authorization": f"Bearer {session['access_token']}", "X-Visitor": "visitor-tiechui"}
    own = MemberId.parse(session["member"]["id"])
    async with db.transaction() as tx:
        await fill_wallet(tx, own, 1_000_000)
        draft = AddressDraft(SECRETS["name"], CONTACT, "370783", SECRETS["street"], is_default=True)
        address = await accounts.add_address(tx, own, draft)
    person = Shopper(http, own, str(address.id), headers)
    profile = {
        "nickname": SECRETS["nickname"],
        "region": SECRETS["region"],
        "birthday": SECRETS["birthday"],
        "gender": "male",
        "attributes": {"skin": SECRETS["skin"]},
    }
    assert (await http.patch(f"{SHOP}/me", json=profile, headers=headers)).status_code == 200
    assert (await http.put(f"{SHOP}/me/avatar", files={"file": ("a.png", picture())}, headers=headers)).status_code == 200
    wish = person.wish(sku_id)
    shown = (await person.quote(wish))["hash"]
    bought = (await person.post("/orders", {**wish, "quote_hash": shown, "remark": SECRETS["remark"]})).json()["order"]
    await person.pay(bought["id"])
    unpaid = (await person.order(person.wish(sku_id))).json()["order"]
    assert (await person.post(f"/orders/{unpaid['id']}/cancel", {"reason": "不想要了"})).status_code < 300
    own_team = await person.bought(person.wish(sku_id, activity=activity))
    await drain()
    friend = await shop.shopper(db, http, wallet=100_000)
    await friend.bought(friend.wish(sku_id, activity=activity, team_id=own_team["team_id"]))
    await drain()
    link = (await person.post("/share-links", {"kind": "team", "target_id": own_team["team_id"]})).json()
    assert (await http.get(f"{SHOP}/share-links/{link['code']}/poster.webp")).status_code == 200
    other = (await friend.post("/share-links", {"kind": "product", "target_id": str(activity.draft.product_id)})).json()
    await person.post(f"/share-links/{other['code']}/visits")
    event = {"id": "01890000-0000-7000-8000-00000000abcd", "name": "page_view", "version": 1, "at": clock.now().isoformat()}
    await http.post(f"{SHOP}/events", json={"events": [{**event, "properties": {"page": "home"}}]}, headers=headers)

    async def clerk(method: str, path: str, said: Any = None) -> Any:
        answer = await http.request(method, CONSOLE + path, json=said, headers={**owner, "Idempotency-Key": shop.fresh_key()})
        assert answer.status_code < 300, f"{path}: {answer.text}"
        return answer.json() if answer.content else None

    await clerk("POST", f"/orders/{bought['id']}/notes", {"text": SECRETS["note"]})
    await clerk("POST", f"/members/{own}/notes", {"text": SECRETS["member_note"]})
    await clerk("POST", f"/members/{own}/reveal", {"fields": ["phone", "addresses"], "reason": "打电话确认"})
    await clerk("POST", f"/orders/{bought['id']}/reveal", {"reason": "打电话确认"})
    await clerk("GET", f"/members?q={PHONE}")
    await clerk("POST", "/order-exports", {"filters": {"q": CONTACT}, "format": "csv", "columns": []})
    for order in (bought, own_team):
        await clerk("POST", f"/orders/{order['id']}/ship", {"carrier": "sf", "waybill": f"SF{order['number'][-10:]}"})
    assert (await person.post("/data-exports")).status_code == 202
    await drain()
    for order in (bought, own_team):
        assert (await person.post(f"/orders/{order['id']}/receive")).status_code < 300
    await drain()
    return Known(person, owner, sorted(files() - before))


def files() -> set[str]:
    """Every file in the store."""
    store = ports.get(Config).data_dir / "media"
    return {str(each.relative_to(store)) for each in store.rglob("*") if each.is_file()}


async def settle(db: Database, drain: Drain, shift: Any, person: Shopper) -> None:
    """Time passes until orders are completed; then the wallet is emptied by the house."""
    shift(timedelta(days=30))
    await drain()
    async with db.transaction() as tx:
        left = (await wallet.wallet(tx, person.member_id)).balance.minor
        if left:
            await ledger.post(tx, shop.fresh_key(), "test", "test", move(wallet_of(person.member_id), "platform:goodwill_cost", left))


async def everything(db: Database) -> list[tuple[str, str]]:
    """Every value of every table as text, with where it stands."""
    columns = await db.reader.fetch(
        """SELECT c.relname AS "table", a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"""
    )
    found: list[tuple[str, str]] = []
    for column in columns:
        rows = await db.reader.fetch(
            f'SELECT "{column["name"]}"::text AS value FROM "{column["table"]}" WHERE "{column["name"]}" IS NOT NULL'
        )
        found += [(f"{column['table']}.{column['name']}", row["value"]) for row in rows]
    for table in metadata.sorted_tables:
        for name in [each.name for each in table.columns if each.info.get("sealed", KEY) != KEY]:
            rows = await db.reader.fetch(f'SELECT "{name}" AS value FROM "{table.name}" WHERE "{name}" IS NOT NULL')
            found += [(f"{table.name}.{name} (opened)", crypto.open_(row["value"], table.columns[name].info["sealed"])) for row in rows]
    return found


async def traces(db: Database) -> set[tuple[str, str]]:
    """Which of the person's words stand where."""
    return {(name, where) for where, value in await everything(db) for name, word in SECRETS.items() if word in value}


async def test_the_scan_would_find_each_of_them(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    """Otherwise finding nothing would prove nothing."""
    await known(db, client, drain)
    found = {name for name, _ in await traces(db)}
    assert found == set(SECRETS)


async def test_nothing_personal_is_left_and_the_books_add_up(
    db: Database, client: httpx.AsyncClient, drain: Drain, shift_clock: Any
) -> None:
    person = await known(db, client, drain)
    own = person.shopper.member_id
    await settle(db, drain, shift_clock, person.shopper)
    await shop.sign_in_again(db, person.shopper)
    orders = await shop.count(db, "orders_order")
    legs = await db.reader.fetchval("SELECT sum(debit) FROM ledger_leg")
    standing = (await person.shopper.get("/me/erasure")).json()
    assert standing == {"obstacles": [], "proofs": ["code"]}
    assert (await person.shopper.post("/me/erasure/code")).status_code == 202
    await drain()
    code = await people.read_code(client, db)
    wrong = await person.shopper.post("/me/erasure", {"code": "000000" if code != "000000" else "111111"})
    assert wrong.json()["code"] == "accounts.code_wrong"
    answer = await person.shopper.post("/me/erasure", {"code": code})
    assert answer.status_code == 204, answer.text
    await drain()
    assert await traces(db) == set()
    assert await shop.count(db, "accounts_session", f"principal_id = '{own.hex}' AND (ip <> '' OR device <> '')") == 0
    assert await shop.count(db, "consent_entry", f"member_id = '{own.hex}' AND ip <> ''") == 0
    assert await shop.count(db, "tracking_event", f"member_id = '{own.hex}' OR visitor_id = 'visitor-tiechui'") == 0
    left = [name for name in person.files if "avatars" in name or "posters" in name or name.startswith("private/consent")]
    assert left, "the person had a face, a poster and an archive"
    assert set(left) & files() == set()
    assert await shop.count(db, "orders_order") == orders
    assert await db.reader.fetchval("SELECT sum(debit) FROM ledger_leg") == legs
    assert await shop.count(db, "accounts_member", f"id = '{own.hex}' AND nickname = '已注销用户' AND gone_at IS NOT NULL") == 1
    await shop.sound(db)


async def erased_by_staff(http: httpx.AsyncClient, owner: dict[str, str], member_id: MemberId) -> httpx.Response:
    headers = {**owner, "Idempotency-Key": shop.fresh_key()}
    return await http.post(f"{CONSOLE}/members/{member_id}/erase", json={"reason": "来电要求注销"}, headers=headers)


async def test_an_erased_accounts_token_opens_nothing_and_its_phone_starts_anew(
    db: Database, client: httpx.AsyncClient, drain: Drain
) -> None:
    phone = people.phone_number()
    async with db.transaction() as tx:
        member = await people.member(tx, phone=phone)
    headers = await people.as_member(db, member)
    owner = await people.as_staff(db)
    assert (await erased_by_staff(client, owner, member)).status_code == 204
    refused = await client.get(f"{SHOP}/me", headers=headers)
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
    assert (await erased_by_staff(client, owner, member)).json()["code"] == "accounts.account_gone"
    await client.post(f"{SHOP}/sign-in/codes", json={"phone": phone})
    await drain()
    body = {"phone": phone, "code": await people.read_code(client, db)}
    fresh = (await client.post(f"{SHOP}/sign-in/phone", json=body)).json()
    assert fresh["is_new"]
    assert fresh["member"]["id"] != str(member)


async def test_with_money_or_orders_under_way_the_member_is_told_what_to_do(db: Database, client: httpx.AsyncClient) -> None:
    person = await shop.shopper(db, client, wallet=10_000)
    sku_id = await shop.on_shelf(db, stock=5, price=1000)
    order = (await person.order(person.wish(sku_id))).json()["order"]
    said = (await person.get("/me/erasure")).json()["obstacles"]
    assert {each["code"] for each in said} == {"orders.erase_unpaid", "wallet.erase_balance"}
    assert any(order["number"] in each["message"] for each in said)
    owner = await people.as_staff(db)
    answer = await erased_by_staff(client, owner, person.member_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "privacy.not_erasable_yet")
    assert len(answer.json()["obstacles"]) == 2
    assert (await person.get("/me")).status_code == 200


@pytest.mark.parametrize("body", [{}, {"code": "123456", "password": "x"}, {"code": "12"}])
async def test_it_needs_exactly_one_proof(db: Database, client: httpx.AsyncClient, body: dict[str, str]) -> None:
    person = await shop.shopper(db, client)
    assert (await person.post("/me/erasure", body)).status_code == 422
