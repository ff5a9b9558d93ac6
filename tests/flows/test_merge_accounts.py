"""Two accounts of one person become one: nothing is lost, nothing is doubled, and the books add up."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Drain
from tests.factories import deals, goods, people, shop
from tests.factories.money import fill_wallet
from tests.factories.shop import CONSOLE, SHOP, Shopper
from tuanzi.deals.groupbuy.contracts import Reward, RewardKind
from tuanzi.flows.merge_accounts import merge_accounts
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import AccountGone, MemberNotFound, MergeChoiceMissing, MergeWithItself
from tuanzi.people.consent import api as consent
from tuanzi.people.consent.contracts import Decision, Kind
from tuanzi.trade.cart import api as cart
from tuanzi.trade.cart.contracts import Owner
from tuanzi.trust.audit.contracts import Entry

ENTRY = Entry("system", "test", "members.merge", "member", "test")
PLACES = (
    ("orders_order", "member_id"),
    ("payments_payment", "payer"),
    ("groupbuy_seat", "member_id"),
    ("groupbuy_team", "leader_id"),
    ("groupbuy_reward", "leader_id"),
    ("cart_line", "member_id"),
    ("sharing_link", "sharer_id"),
    ("sharing_touch", "member_id"),
    ("notices_message", "member_id"),
    ("accounts_address", "member_id"),
    ("accounts_wechat", "member_id"),
    ("accounts_note", "member_id"),
    ("consent_entry", "member_id"),
    ("tracking_event", "member_id"),
)


async def belonging(db: Database, member_id: MemberId) -> dict[str, int]:
    return {table: await shop.count(db, table, f"{column} = '{member_id.hex}'") for table, column in PLACES}


async def spendable(tx: Tx, member_id: MemberId) -> int:
    return (await wallet.wallet(tx, member_id)).balance.minor


async def busy(db: Database, http: httpx.AsyncClient, drain: Drain) -> Shopper:
    """Somebody who has bought, leads a finished and an open team, shares, has a cart and agreed to things."""
    activity, _ = await shop.team_with_one_seat(db, http, drain, size=2, reward=Reward(RewardKind.CASHBACK, Money(1000)))
    sku_id = deals.sku_of(activity)
    person = await shop.shopper(db, http, wallet=100_000)
    await person.bought(person.wish(sku_id))
    led = await person.bought(person.wish(sku_id, activity=activity))
    await drain()
    friend = await shop.shopper(db, http, wallet=100_000)
    await friend.bought(friend.wish(sku_id, activity=activity, team_id=led["team_id"]))
    await drain()
    await person.post("/cart/lines", {"sku_id": str(sku_id), "quantity": 2})
    link = (await person.post("/share-links", {"kind": "product", "target_id": str(activity.draft.product_id)})).json()
    await friend.post(f"/share-links/{link['code']}/visits")
    await person.post("/consents", {"decisions": [{"kind": "marketing", "version": 1, "is_given": True}]})
    await drain()
    return person


async def test_everything_moves_and_both_names_lead_to_one(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    one, two = await busy(db, client, drain), await busy(db, client, drain)
    before = [await belonging(db, each.member_id) for each in (one, two)]
    money = await spendable(db.reader, one.member_id) + await spendable(db.reader, two.member_id)
    frozen = sum([(await wallet.wallet(db.reader, each.member_id)).frozen.minor for each in (one, two)])
    assert frozen > 0, "a cashback was promised to each"
    figures = [await accounts.get(db.reader, each.member_id) for each in (one, two)]
    async with db.transaction() as tx:
        await merge_accounts(tx, one.member_id, two.member_id, "mine", ENTRY)
    await drain()
    after = await belonging(db, two.member_id)
    expected = {table: sum(each[table] for each in before) for table, _ in PLACES}
    assert {table: after[table] for table in expected if table not in {"cart_line", "tracking_event", "consent_entry"}} == {
        table: count for table, count in expected.items() if table not in {"cart_line", "tracking_event", "consent_entry"}
    }
    assert after["cart_line"] == 2
    assert set((await belonging(db, one.member_id)).values()) == {0}
    assert await spendable(db.reader, two.member_id) == money
    assert (await wallet.wallet(db.reader, two.member_id)).frozen.minor == frozen
    assert (await wallet.wallet(db.reader, one.member_id)).frozen.minor == 0
    known = await accounts.get(db.reader, two.member_id)
    assert (known.orders, known.paid_minor) == (sum(each.orders for each in figures), sum(each.paid_minor for each in figures))
    gone = await accounts.get(db.reader, one.member_id)
    assert (gone.merged_into, gone.phone_masked) == (two.member_id, None)
    assert (await one.get("/me")).status_code == 401
    await shop.sound(db)


async def test_a_repeated_merge_changes_nothing_and_a_merge_with_oneself_is_refused(db: Database) -> None:
    async with db.transaction() as tx:
        one, two, three = [await people.member(tx) for _ in range(3)]
        await fill_wallet(tx, one, 700)
        await merge_accounts(tx, one, two, "mine", ENTRY)
    async with db.transaction() as tx:
        await merge_accounts(tx, one, two, "mine", ENTRY)
        assert await spendable(tx, two) == 700
        assert await tx.fetchval("SELECT count(*) FROM accounts_member WHERE merged_into IS NOT NULL") == 1
        with pytest.raises(MergeWithItself):
            await merge_accounts(tx, two, two, "mine", ENTRY)
        with pytest.raises(AccountGone):
            await merge_accounts(tx, one, three, "mine", ENTRY)
        with pytest.raises(MemberNotFound):
            await merge_accounts(tx, MemberId.new(), three, "mine", ENTRY)


async def test_where_both_have_a_phone_somebody_has_to_choose(db: Database) -> None:
    phones = [people.phone_number() for _ in range(4)]
    async with db.transaction() as tx:
        one, two, three, four = [await people.member(tx, phone=phone) for phone in phones]
        with pytest.raises(MergeChoiceMissing) as asked:
            await merge_accounts(tx, one, two, None, ENTRY)
        assert asked.value.fields == {"both": ["phone"]}
        await merge_accounts(tx, one, two, "mine", ENTRY)
        await merge_accounts(tx, three, four, "theirs", ENTRY)
        assert await accounts.phone_of(tx, two) == phones[1]
        assert await accounts.phone_of(tx, four) == phones[2]
        assert await accounts.find_by_phone(tx, phones[3]) is None


async def test_both_in_one_living_team_waits_for_its_end(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    activity, team_id = await shop.team_with_one_seat(db, client, drain, size=3)
    sku_id = deals.sku_of(activity)
    leader = MemberId.of(await db.reader.fetchval("SELECT leader_id FROM groupbuy_team"))
    joined = MemberId.of(await db.reader.fetchval("SELECT member_id FROM groupbuy_seat WHERE member_id <> $1", leader))
    owner = await people.as_staff(db)
    body = {"source_id": str(joined), "keep": "mine", "reason": "同一个人"}
    headers = {**owner, "Idempotency-Key": shop.fresh_key()}
    refused = await client.post(f"{CONSOLE}/members/{leader}/merge", json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "groupbuy.team_shared")
    assert (await accounts.get(db.reader, joined)).gone_at is None
    last = await shop.shopper(db, client, wallet=100_000)
    await last.bought(last.wish(sku_id, activity=activity, team_id=team_id))
    await drain()
    headers = {**owner, "Idempotency-Key": shop.fresh_key()}
    assert (await client.post(f"{CONSOLE}/members/{leader}/merge", json=body, headers=headers)).status_code == 204
    await drain()
    await shop.sound(db)


async def test_a_member_proves_that_the_other_account_is_theirs(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    phone = people.phone_number()
    async with db.transaction() as tx:
        other = await people.member(tx, phone=phone)
        await fill_wallet(tx, other, 4200)
    person = await shop.shopper(db, client)
    await client.post(f"{SHOP}/sign-in/codes", json={"phone": phone})
    await drain()
    proof = {"phone": phone, "code": await people.read_code(client, db)}
    asked = await person.post("/me/merge", proof)
    assert (asked.status_code, asked.json()["code"], asked.json()["both"]) == (409, "accounts.merge_choice_missing", ["phone"])
    done = await person.post("/me/merge", {**proof, "keep": "theirs"})
    assert (done.status_code, done.json()["phone_masked"][-4:]) == (200, phone[-4:])
    assert (await person.get("/wallet")).json()["balance"]["amount"] == 4200
    assert (await person.post("/me/merge", {**proof, "keep": "theirs"})).json()["code"] == "accounts.code_expired"
    log = await db.reader.fetchrow("SELECT actor_kind, action FROM audit_entry ORDER BY position DESC LIMIT 1")
    assert log is not None
    assert (log["actor_kind"], log["action"]) == ("member", "accounts.merge")


async def test_of_two_consents_the_stricter_counts(db: Database) -> None:
    async with db.transaction() as tx:
        one, two = await people.member(tx), await people.member(tx)
        await consent.decide(tx, one, [Decision(Kind.MARKETING, 1, is_given=False)], "settings", "")
        await consent.decide(tx, two, [Decision(Kind.MARKETING, 1, is_given=True)], "settings", "")
        await merge_accounts(tx, one, two, "mine", ENTRY)
        assert await consent.refusing(tx, [two], Kind.MARKETING) == {two}
        assert len(await consent.history(tx, two)) == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_carts_and_wallets_of_any_two_add_up(db: Database, data: Any) -> None:
    """The larger quantity of each sku stays, every coin is there once, whatever both had; and both orders of merging tell the same."""
    async with db.transaction() as tx:
        skus = [await goods.one_sku(tx) for _ in range(3)]
        one, two = await people.member(tx), await people.member(tx)
        had: dict[MemberId, dict[Any, int]] = {one: {}, two: {}}
        for member, sku in itertools.product((one, two), skus):
            quantity = data.draw(st.integers(0, 5))
            if quantity:
                await cart.add(tx, Owner(member_id=member), sku, quantity)
                had[member][sku] = quantity
        coins = [data.draw(st.integers(0, 10**9)) for _ in range(2)]
        for member, amount in zip((one, two), coins, strict=True):
            if amount:
                await fill_wallet(tx, member, amount)
        await merge_accounts(tx, one, two, "mine", ENTRY)
        lines = await tx.fetch("SELECT sku_id, quantity FROM cart_line WHERE member_id = $1", two)
        assert {row["sku_id"]: row["quantity"] for row in lines} == {
            sku: max(had[one].get(sku, 0), had[two].get(sku, 0)) for sku in {*had[one], *had[two]}
        }
        assert (await spendable(tx, one), await spendable(tx, two)) == (0, sum(coins))
