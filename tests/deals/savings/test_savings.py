"""The life of savings: written, published, counted within their limits, used by an order, given back; the price explained again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import people, savings, shop
from tests.factories.shop import CONSOLE
from tuanzi.deals.pricing import api as pricing
from tuanzi.deals.pricing.contracts import ScopeKind
from tuanzi.deals.savings import api, rules, schedule
from tuanzi.deals.savings.contracts import Gain, GainKind, Part, Rule, SavingDraft, SavingKind, SavingState, Step, Tier, UseState, When
from tuanzi.deals.savings.errors import BadSaving, SavingNotFound, SavingStatus, SavingVersion
from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId

Shift = Callable[[timedelta], None]
JULY = datetime(2026, 7, 1, tzinfo=UTC)


async def test_a_draft_is_written_changed_published_and_ended(tx: Tx) -> None:
    made = await api.create(tx, savings.draft())
    changed = await api.change(tx, made.id, made.version, replace(made.draft, name="满20减6"))
    assert (changed.draft.name, changed.status) == ("满20减6", SavingState.DRAFT)
    with pytest.raises(SavingVersion):
        await api.change(tx, made.id, made.version, made.draft)
    published = await api.publish(tx, made.id)
    assert (await api.publish(tx, made.id)).status is SavingState.PUBLISHED
    with pytest.raises(SavingStatus):
        await api.change(tx, made.id, published.version, made.draft)
    assert (await api.end(tx, made.id)).status is SavingState.ENDED
    with pytest.raises(SavingStatus):
        await api.publish(tx, made.id)
    with pytest.raises(SavingNotFound):
        await api.get(tx, type(made.id).new())


def tier(over: int | None, gain: Gain, pieces: int = 0) -> Tier:
    return Tier(threshold=Money(over) if over else None, pieces=pieces, gain=gain)


def amount(off: int) -> Gain:
    return Gain(kind=GainKind.AMOUNT, amount=Money(off))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule(kind=SavingKind.FULL_REDUCTION), "tiers"),
        (Rule(kind=SavingKind.FULL_REDUCTION, tiers=(tier(2000, amount(500)), tier(1000, amount(600)))), "tiers"),
        (Rule(kind=SavingKind.FULL_REDUCTION, tiers=(tier(1000, amount(500)), tier(2000, amount(400)))), "tiers"),
        (Rule(kind=SavingKind.FULL_REDUCTION, tiers=(tier(1000, amount(500)), tier(2000, Gain(kind=GainKind.FREE_SHIPPING)))), "tiers"),
        (Rule(kind=SavingKind.FULL_REDUCTION, tiers=(tier(1000, amount(1000)),)), "gain"),
        (Rule(kind=SavingKind.FULL_REDUCTION, tiers=(tier(1000, Gain(kind=GainKind.PERCENT)),), repeats=True), "repeats"),
        (Rule(kind=SavingKind.NTH_PIECE, buy=1, percent_off_bps=5000), "buy"),
        (Rule(kind=SavingKind.NTH_PIECE, buy=2), "percent"),
        (Rule(kind=SavingKind.BUY_N_GET_M, buy=2), "buy_get"),
        (Rule(kind=SavingKind.MIX, buy=3), "set_price"),
        (Rule(kind=SavingKind.BUNDLE, parts=(Part(SkuId.new(), 1),), set_price=Money(100)), "parts"),
        (Rule(kind=SavingKind.CROSS_SELL, buy=1), "cross_price"),
        (Rule(kind=SavingKind.LIMITED_TIME), "steps"),
        (Rule(kind=SavingKind.LIMITED_TIME, steps=(Step(0, 1000), Step(5, 2000))), "steps"),
    ],
)
async def test_what_cannot_be_is_refused(tx: Tx, rule: Rule, code: str) -> None:
    with pytest.raises(BadSaving) as caught:
        await api.create(tx, savings.draft(rule))
    assert f"savings.flaw_{code}" in {flaw["code"] for flaw in caught.value.fields["errors"]}


def test_a_window_that_is_none() -> None:
    when = When(starts_at=JULY, ends_at=JULY)
    codes = {flaw["code"] for flaw in rules.flaws(replace(_draft(), when=when), JULY)}
    assert codes == {"savings.flaw_window", "savings.flaw_over"}


def _draft() -> SavingDraft:
    return SavingDraft(name="x", rule=savings.full_reduction(), when=When(starts_at=JULY, ends_at=JULY + timedelta(days=60)))


def test_members_day_comes_every_eighth_and_every_wednesday() -> None:
    """Days and hours are the shop's: 10:00 to 22:00 in Shanghai is 02:00 to 14:00 UTC."""
    when = When(starts_at=JULY, ends_at=JULY + timedelta(days=31), weekdays=(3,), month_days=(8, 18), from_minute=600, until_minute=1320)
    found = schedule.times(when, JULY, JULY + timedelta(days=31))
    assert [each.day for each, _ in found] == [1, 8, 15, 18, 22, 29]
    assert all(each.hour == 2 and (until - each) == timedelta(hours=12) for each, until in found)
    assert schedule.is_on(when, datetime(2026, 7, 8, 2, 0, tzinfo=UTC))
    assert not schedule.is_on(when, datetime(2026, 7, 8, 14, 0, tzinfo=UTC))
    assert not schedule.is_on(when, datetime(2026, 7, 9, 3, 0, tzinfo=UTC))
    assert schedule.ends_next(when, datetime(2026, 7, 8, 3, 0, tzinfo=UTC)) == datetime(2026, 7, 8, 14, 0, tzinfo=UTC)


async def test_the_calendar(tx: Tx) -> None:
    now = clock.now()
    made = await savings.published(tx, when=When(starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=4)))
    assert await api.current(tx) == []
    (stretch,) = await api.calendar(tx, now, now + timedelta(days=3))
    assert (stretch.saving.id, stretch.until) == (made.id, now + timedelta(days=3))


async def test_an_order_uses_it_and_a_closed_one_gives_it_back(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        made = await savings.published(tx, uses_max=1, per_member=1, merchant_bps=4000)
    sku_id = await shop.on_shelf(db, stock=10, price=3000)
    buyer = await shop.shopper(db, client, wallet=100_000)
    other = await shop.shopper(db, client, wallet=100_000)
    shown = await buyer.quote(buyer.wish(sku_id))
    assert (shown["payable"]["amount"], shown["discount_total"]["amount"]) == (2500, 500)
    too_late = (await other.quote(other.wish(sku_id)))["hash"]
    first = (await buyer.order(buyer.wish(sku_id))).json()["order"]
    assert (await other.order(other.wish(sku_id), quote_hash=too_late)).status_code == 409
    assert (await other.quote(other.wish(sku_id)))["payable"]["amount"] == 3000
    assert (await buyer.post(f"/orders/{first['id']}/cancel", {"reason": "x"})).status_code < 300
    await drain()
    second = await buyer.bought(buyer.wish(sku_id))
    await drain()
    (use,) = await api.of_order(db.reader, OrderId.parse(second["id"]))
    assert (use.off, use.merchant_part, use.state) == (Money(500), Money(200), UseState.USED)
    assert (await api.figures(db.reader, made.id)).orders == 1
    assert {each["bearer"]: each["amount"]["amount"] for each in shown["adjustments"]} == {"platform": -300, "merchant": -200}
    await shop.sound(db)


async def test_pieces_at_a_price_for_a_time(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    rule = Rule(kind=SavingKind.LIMITED_TIME, steps=(Step(3, 5000),))
    async with db.transaction() as tx:
        made = await savings.published(tx, rule)
    sku_id = await shop.on_shelf(db, stock=10, price=1000)
    buyer = await shop.shopper(db, client, wallet=100_000)
    one = await buyer.bought(buyer.wish(sku_id, quantity=2))
    assert (await buyer.quote(buyer.wish(sku_id, quantity=2)))["payable"]["amount"] == 500 + 1000
    stale = (await buyer.quote(buyer.wish(sku_id)))["hash"]
    two = await buyer.bought(buyer.wish(sku_id))
    assert (await buyer.order(buyer.wish(sku_id), quote_hash=stale)).status_code == 409
    assert (await buyer.quote(buyer.wish(sku_id)))["payable"]["amount"] == 1000
    await drain()
    assert [each["payable"]["amount"] for each in (one, two)] == [1000, 500]
    assert await db.reader.fetchval("SELECT taken FROM savings_piece WHERE saving_id = $1", made.id) == 3
    await shop.sound(db)


async def test_a_member_has_a_share_of_each_sku_at_a_price_for_a_time(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    """Two SKUs in one basket are bought as they were shown, and a second piece of either is at its single price."""
    async with db.transaction() as tx:
        await savings.published(tx, Rule(kind=SavingKind.LIMITED_TIME, steps=(Step(0, 5000),)), per_member=1)
    one, other = await shop.on_shelf(db, stock=10, price=1000), await shop.on_shelf(db, stock=10, price=2000)
    buyer = await shop.shopper(db, client, wallet=100_000)
    order = await buyer.bought(buyer.wish(one, other))
    assert order["payable"]["amount"] == 500 + 1000
    again = await buyer.quote(buyer.wish(one, other))
    assert again["payable"]["amount"] == 1000 + 2000
    assert {each["why"] for each in again["explanations"] if each["rule"] == "limited_time"} == {"你已享受过这个优惠"}
    third = await shop.on_shelf(db, stock=10, price=800)
    assert (await buyer.quote(buyer.wish(one, third)))["payable"]["amount"] == 1000 + 400
    await drain()
    assert (await buyer.post(f"/orders/{order['id']}/cancel", {"reason": "x"})).status_code < 300
    await drain()
    await drain()
    assert (await buyer.quote(buyer.wish(one, other)))["payable"]["amount"] == 500 + 1000
    await shop.sound(db)


async def test_a_price_is_explained_again_whatever_became_of_the_offers(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        made = await savings.published(tx)
    sku_id = await shop.on_shelf(db, stock=10, price=3000)
    buyer = await shop.shopper(db, client, wallet=100_000)
    order = await buyer.bought(buyer.wish(sku_id))
    async with db.transaction() as tx:
        await api.end(tx, made.id)
        await tx.execute("UPDATE catalog_sku SET price_minor = price_minor * 2")
    await drain()
    again = await pricing.replay(db.reader, OrderId.parse(order["id"]))
    kept = await db.reader.fetchval("SELECT quote_hash FROM orders_order WHERE id = $1", OrderId.parse(order["id"]))
    assert (again.payable.minor, again.hash) == (order["payable"]["amount"], kept)
    staff = await people.as_staff(db)
    said = (await client.get(f"{CONSOLE}/orders/{order['id']}/price", headers=staff)).json()
    assert said["payable"]["amount"] == 2500
    assert [(each["label"], each["applied"]) for each in said["reasons"] if each["rule"] == "savings"] == [("满20减5", True)]


async def test_the_policy_is_changed_and_followed(db: Database, client: httpx.AsyncClient) -> None:
    staff = await people.as_staff(db)
    nth = Rule(kind=SavingKind.NTH_PIECE, buy=2, percent_off_bps=5000)
    async with db.transaction() as tx:
        await savings.published(tx, group="")
        await savings.published(tx, nth, group="", name="第二件半价")
    sku_id = await shop.on_shelf(db, stock=10, price=2000)
    buyer = await shop.shopper(db, client)
    wish = buyer.wish(sku_id, quantity=2)
    assert (await buyer.quote(wish))["payable"]["amount"] == 4000 - 1000 - 500
    now = (await client.get(f"{CONSOLE}/stacking", headers=staff)).json()
    assert {"full_reduction", "nth_piece", "coupons", "groupbuy", "limited_time"} <= set(now["classes"])
    body: dict[str, Any] = {"choice": "best", "pairs": [{"one": "nth_piece", "other": "full_reduction"}], "version": now["version"]}
    assert (await client.put(f"{CONSOLE}/stacking", headers=staff, json=body)).status_code == 200
    quoted = await buyer.quote(wish)
    assert quoted["payable"]["amount"] == 3000
    assert [each["why"] for each in quoted["explanations"] if each["label"] == "满20减5"] == ["不能与“第二件半价”同时使用"]
    assert (await client.put(f"{CONSOLE}/stacking", headers=staff, json=body)).json()["code"] == "pricing.policy_version"
    body["pairs"][0]["one"] = "nonsense"
    assert (await client.put(f"{CONSOLE}/stacking", headers=staff, json=body)).json()["code"] == "pricing.bad_policy"


async def test_a_draft_is_tried_on_a_basket(db: Database, client: httpx.AsyncClient) -> None:
    staff = await people.as_staff(db)
    sku_id = await shop.on_shelf(db, stock=10, price=3000)
    saving = {
        "name": "满50减8",
        "rule": {"kind": "full_reduction", "tiers": [{"threshold": 5000, "gain": {"kind": "amount", "amount": 800}}]},
        "when": {"starts_at": "2030-01-01T00:00:00Z", "ends_at": "2030-02-01T00:00:00Z"},
    }
    body = {"saving": saving, "lines": [{"sku_id": str(sku_id), "quantity": 2}]}
    shown = (await client.post(f"{CONSOLE}/savings-preview", headers=staff, json=body)).json()
    assert (shown["before"]["payable"]["amount"], shown["after"]["payable"]["amount"]) == (6000, 5200)


async def test_what_is_about_a_product(db: Database, client: httpx.AsyncClient) -> None:
    sku_id, other = await shop.on_shelf(db, stock=1), await shop.on_shelf(db, stock=1)
    product = str(await db.reader.fetchval("SELECT product_id FROM catalog_sku WHERE id = $1", sku_id))
    async with db.transaction() as tx:
        named = await savings.published(tx, scope=ScopeKind.PRODUCTS, scope_ids=(UUID(product),))
        given = await savings.published(
            tx,
            Rule(kind=SavingKind.CROSS_SELL, buy=1, parts=(Part(sku_id, 1),), set_price=Money(0)),
            scope=ScopeKind.EXCEPT_PRODUCTS,
            scope_ids=(UUID(product),),
        )
        bundle = await savings.published(tx, Rule(kind=SavingKind.BUNDLE, parts=(Part(other, 2),), set_price=Money(100)))

    async def about(sku: SkuId) -> set[str]:
        product_id = ProductId.of(await db.reader.fetchval("SELECT product_id FROM catalog_sku WHERE id = $1", sku))
        return {each["id"] for each in (await client.get(f"{shop.SHOP}/savings", params={"product_id": str(product_id)})).json()["items"]}

    assert await about(sku_id) == {str(named.id), str(given.id)}
    assert await about(other) == {str(given.id), str(bundle.id)}


async def test_shoppers_are_told_in_words(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        await savings.published(tx)
    (said,) = (await client.get(f"{shop.SHOP}/savings")).json()["items"]
    assert said["words"] == ["满 20 元减 5 元"]
    hint = await (await shop.shopper(db, client)).quote(
        {"lines": [{"sku_id": str(await shop.on_shelf(db, stock=1, price=1500)), "quantity": 1}]}
    )
    (told,) = (each for each in hint["explanations"] if each["rule"] == "savings")
    assert (told["why"], told["hint"]["missing"]["amount"], told["hint"]["gain"]) == ("还差 5 元", 500, "减 5 元")
