"""The life of coupons: written, claimed within their limits, used by an order, paid for, given back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import coupons, people, shop
from tests.factories.shop import CONSOLE, Shopper
from tuanzi.deals.coupons import api, rules
from tuanzi.deals.coupons.contracts import (
    Channel,
    CouponKind,
    CouponState,
    Issue,
    Status,
    Template,
    TemplateDraft,
    Validity,
    ValidityMode,
)
from tuanzi.deals.coupons.errors import (
    AllGone,
    BadTemplate,
    CodeTaken,
    CodeUnknown,
    NotClaimable,
    NotForYou,
    ShareTaken,
    TemplateNotFound,
    TemplateStatus,
    TemplateVersion,
)
from tuanzi.deals.coupons.jobs import remind
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.kernel import clock, facts
from tuanzi.kernel.calendar import day_of, start_of
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.people.accounts.events import MemberSignedUp

Shift = Callable[[timedelta], None]
COSTS = ("platform:coupon_cost", "platform:merchant_coupon_cost", "platform:coupons_granted")


async def costs(db: Database) -> tuple[int, ...]:
    found = await ledger.balances(db.reader, COSTS)
    return tuple(found[account].posted for account in COSTS)


# Templates.


async def test_a_draft_is_written_changed_published_and_ended(tx: Tx) -> None:
    made = await api.create(tx, coupons.draft())
    changed = await api.change(tx, made.id, made.version, replace(made.draft, name="满20减6"))
    assert (changed.draft.name, changed.status) == ("满20减6", Status.DRAFT)
    with pytest.raises(TemplateVersion):
        await api.change(tx, made.id, made.version, made.draft)
    published = await api.publish(tx, made.id)
    assert (await api.publish(tx, made.id)).status is Status.PUBLISHED
    with pytest.raises(TemplateStatus):
        await api.change(tx, made.id, published.version, made.draft)
    assert (await api.end(tx, made.id)).status is Status.ENDED
    with pytest.raises(TemplateStatus):
        await api.publish(tx, made.id)
    with pytest.raises(TemplateStatus):
        await api.end(tx, (await api.create(tx, coupons.draft())).id)


def flawed(**said: Any) -> TemplateDraft:
    return coupons.draft(coupons.worth(**{key: said.pop(key) for key in list(said) if key in WORTH}), **said)


WORTH = {"off", "over", "kind", "percent_off_bps", "cap", "scope_ids", "amount"}
FLAWS: list[tuple[dict[str, Any], str]] = [
    ({"amount": None}, "amount"),
    ({"off": 3000, "over": 2000}, "amount_over_threshold"),
    ({"kind": CouponKind.PERCENT}, "percent"),
    ({"kind": CouponKind.GIFT}, "gift"),
    ({"cap": Money(0)}, "cap"),
    ({"scope_ids": (ProductId.new(),)}, "scope"),
    ({"channels": ()}, "channels"),
    ({"code": "ABC123"}, "code"),
    ({"validity": Validity(mode=ValidityMode.AFTER_CLAIM)}, "days"),
    ({"validity": Validity(mode=ValidityMode.FIXED)}, "fixed"),
]


@pytest.mark.parametrize(("said", "flaw"), FLAWS)
async def test_what_cannot_be_is_refused(tx: Tx, said: dict[str, Any], flaw: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        await api.create(tx, flawed(**said))
    assert f"coupons.flaw_{flaw}" in {each["code"] for each in refused.value.fields["errors"]}


async def test_a_code_belongs_to_one_template(tx: Tx) -> None:
    made = await coupons.published(tx, channels=(Channel.CODE,), code="TUANZI")
    with pytest.raises(CodeTaken):
        await api.create(tx, coupons.draft(channels=(Channel.CODE,), code="TUANZI"))
    member = await people.member(tx)
    assert (await api.redeem(tx, member, "tuan-zi")).template_id == made.id
    with pytest.raises(CodeUnknown):
        await api.redeem(tx, member, "TUANZI2")
    with pytest.raises(TemplateNotFound):
        await api.claim(tx, member, made.id)


async def test_more_of_a_published_one(tx: Tx) -> None:
    made = await coupons.published(tx, total=1)
    await api.claim(tx, await people.member(tx), made.id)
    with pytest.raises(AllGone):
        await api.claim(tx, await people.member(tx), made.id)
    await api.set_total(tx, made.id, 2)
    await api.claim(tx, await people.member(tx), made.id)
    with pytest.raises(TemplateStatus):
        await api.set_total(tx, made.id, 1)


# Claiming.


def test_days_are_those_of_the_shops_calendar() -> None:
    now = clock.now()
    today = day_of(now)
    at_once = rules.good_from(Validity(mode=ValidityMode.AFTER_CLAIM, days=1), now)
    assert at_once == (now, start_of(today + timedelta(days=1)))
    tomorrow = rules.good_from(Validity(mode=ValidityMode.AFTER_CLAIM, begins_after_days=1, days=7), now)
    assert tomorrow == (start_of(today + timedelta(days=1)), start_of(today + timedelta(days=8)))


async def test_nobody_gets_more_than_their_share(tx: Tx, shift_clock: Shift) -> None:
    made = await coupons.published(tx, per_member=3, per_member_day=2)
    member = await people.member(tx)
    for _ in range(2):
        await api.claim(tx, member, made.id)
    with pytest.raises(ShareTaken):
        await api.claim(tx, member, made.id)
    shift_clock(timedelta(days=1))
    await api.claim(tx, member, made.id)
    with pytest.raises(ShareTaken):
        await api.claim(tx, member, made.id)
    (offered,) = await api.centre(tx, member)
    assert (offered.claimed, offered.can_claim, offered.is_gone) == (3, False, False)


async def test_for_whom(tx: Tx, db: Database) -> None:
    for_level = await coupons.published(tx, level_min=2)
    with pytest.raises(NotForYou):
        await api.claim(tx, await people.member(tx, level=1), for_level.id)
    await api.claim(tx, await people.member(tx, level=2), for_level.id)


async def test_only_in_its_window(tx: Tx, shift_clock: Shift) -> None:
    now = clock.now()
    made = await coupons.published(tx, claim_since=now + timedelta(hours=1), claim_until=now + timedelta(hours=2))
    member = await people.member(tx)
    with pytest.raises(NotClaimable):
        await api.claim(tx, member, made.id)
    assert await api.centre(tx, member) == []
    shift_clock(timedelta(hours=1))
    await api.claim(tx, member, made.id)
    shift_clock(timedelta(hours=1))
    with pytest.raises(NotClaimable):
        await api.claim(tx, await people.member(tx), made.id)


async def test_new_members_and_paid_orders_bring_coupons(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        welcome = await coupons.published(tx, channels=(Channel.NEW_MEMBER,), name="新人券")
        thanks = await coupons.published(tx, channels=(Channel.AFTER_ORDER,), per_member=None, after_order_min=Money(3000), name="回购券")
    buyer = await shop.shopper(db, client, wallet=100_000)
    cheap, dear = await shop.on_shelf(db, stock=9, price=1000), await shop.on_shelf(db, stock=9, price=5000)
    for sku_id in (cheap, dear, dear):
        await buyer.bought(buyer.wish(sku_id))
    async with db.transaction() as tx:
        facts.record(tx, MemberSignedUp(buyer.member_id, None))
    await drain()
    mine = (await buyer.get("/coupons")).json()["items"]
    assert sorted(each["template_id"] for each in mine) == sorted([str(thanks.id), str(thanks.id), str(welcome.id)])


# Using.


@pytest.fixture
async def buyer(db: Database, client: httpx.AsyncClient) -> Shopper:
    return await shop.shopper(db, client, wallet=1_000_000)


async def given(db: Database, buyer: Shopper, **said: Any) -> Template:
    async with db.transaction() as tx:
        made = await coupons.published(tx, **said)
        await api.give(tx, buyer.member_id, made, Channel.STAFF)
    return made


async def states(db: Database) -> list[str]:
    return [row["state"] for row in await db.reader.fetch("SELECT state FROM coupons_coupon ORDER BY id")]


async def test_the_best_is_used_paid_and_posted(db: Database, client: httpx.AsyncClient, drain: Drain, buyer: Shopper) -> None:
    await given(db, buyer, what=coupons.worth(300, 0), merchant_bps=2500)
    better = await given(db, buyer, what=coupons.worth(500, 0), merchant_bps=2500)
    sku_id = await shop.on_shelf(db, stock=9, price=3000)
    quoted = await buyer.quote(buyer.wish(sku_id))
    assert quoted["payable"]["amount"] == 2500
    assert {each["bearer"] for each in quoted["adjustments"]} == {"platform", "merchant"}
    order = (await buyer.order(buyer.wish(sku_id))).json()["order"]
    assert await states(db) == ["unused", "held"]
    await buyer.pay(order["id"])
    await drain()
    assert await states(db) == ["unused", "used"]
    assert await costs(db) == (375, 125, 500)
    (used,) = (await buyer.get("/coupons?state=used")).json()["items"]
    assert (used["saved"]["amount"], used["order_id"]) == (500, order["id"])
    figures = await api.figures(db.reader, await api.get(db.reader, better.id))
    assert (figures.used, figures.orders, figures.saved, figures.merchant_part) == (1, 1, Money(500), Money(125))
    await shop.sound(db)


async def test_an_unpaid_order_gives_its_coupon_back(db: Database, drain: Drain, buyer: Shopper) -> None:
    await given(db, buyer)
    sku_id = await shop.on_shelf(db, stock=9, price=3000)
    order = (await buyer.order(buyer.wish(sku_id))).json()["order"]
    second = await buyer.quote(buyer.wish(sku_id))
    assert second["payable"]["amount"] == 3000, "one coupon, one order"
    await buyer.post(f"/orders/{order['id']}/cancel", {"reason": ""})
    await drain()
    assert await states(db) == ["unused"]
    assert await costs(db) == (0, 0, 0)
    await shop.sound(db)


@pytest.mark.parametrize(("returns", "state", "cost"), [(True, "unused", 0), (False, "used", 500)])
async def test_a_whole_refund_gives_it_back_if_it_says_so(
    db: Database, client: httpx.AsyncClient, drain: Drain, buyer: Shopper, returns: bool, state: str, cost: int
) -> None:
    await given(db, buyer, returns=returns)
    sku_id = await shop.on_shelf(db, stock=9, price=3000)
    order = await buyer.bought(buyer.wish(sku_id, quantity=2))
    await drain()
    staff = await people.as_staff(db)

    async def refund(body: dict[str, Any]) -> None:
        headers = staff | {"Idempotency-Key": shop.fresh_key()}
        answer = await client.post(f"{CONSOLE}/orders/{order['id']}/refunds", json={**body, "reason": "x"}, headers=headers)
        assert answer.status_code == 201, answer.text
        await drain()

    await refund({"lines": [{"line_id": order["lines"][0]["id"], "quantity": 1}]})
    assert await states(db) == ["used"], "a part is no reason"
    await refund({})
    assert (await states(db), (await costs(db))[2]) == ([state], cost)
    paid = await db.reader.fetchrow("SELECT paid_minor, refunded_minor FROM orders_order")
    assert paid is not None
    assert (paid["paid_minor"], paid["refunded_minor"]) == (5500, 5500)
    await shop.sound(db)


async def test_one_picks_or_takes_none(db: Database, buyer: Shopper) -> None:
    for off in (300, 500):
        await given(db, buyer, what=coupons.worth(off, 0))
    sku_id = await shop.on_shelf(db, stock=9, price=3000)
    mine = (await buyer.get("/coupons")).json()["items"]
    smaller = next(each["id"] for each in mine if each["amount"]["amount"] == 300)
    wish = buyer.wish(sku_id)
    assert (await buyer.quote({**wish, "coupon_ids": [smaller]}))["payable"]["amount"] == 2700
    assert (await buyer.quote({**wish, "coupon_ids": []}))["payable"]["amount"] == 3000
    other = await buyer.quote({**wish, "coupon_ids": ["cpn_" + "0" * 26]})
    assert other["payable"]["amount"] == 3000
    said = {each["why"] for each in other["explanations"] if each["rule"] == "coupons"}
    assert said == {"未选择"}


async def test_somebody_elses_coupon_takes_nothing_off(db: Database, client: httpx.AsyncClient, buyer: Shopper) -> None:
    await given(db, buyer)
    (mine,) = (await buyer.get("/coupons")).json()["items"]
    stranger = await shop.shopper(db, client, wallet=10_000)
    sku_id = await shop.on_shelf(db, stock=9, price=3000)
    wish = {**stranger.wish(sku_id), "coupon_ids": [mine["id"]]}
    assert (await stranger.quote(wish))["payable"]["amount"] == 3000
    assert (await stranger.order(wish)).status_code == 201
    assert await states(db) == ["unused"]


async def test_free_shipping(db: Database, buyer: Shopper, drain: Drain) -> None:
    await shop.charge_freight(db, 800)
    await given(db, buyer, what=coupons.worth(kind=CouponKind.FREE_SHIPPING, amount=None, over=0))
    sku_id = await shop.on_shelf(db, stock=9, price=3000)
    quoted = await buyer.quote(buyer.wish(sku_id))
    assert (quoted["freight"]["amount"], quoted["freight_off"]["amount"], quoted["payable"]["amount"]) == (0, 800, 3000)
    await buyer.bought(buyer.wish(sku_id))
    await drain()
    assert (await states(db), await costs(db)) == (["used"], (800, 0, 800))
    await shop.sound(db)


# The house.


async def test_reminded_once_before_the_end(db: Database, buyer: Shopper, drain: Drain, shift_clock: Shift) -> None:
    await given(db, buyer, remind_hours=48)

    async def told() -> int:
        async with db.transaction() as tx:
            await remind.run(tx, [])
        return await shop.count(db, "facts_outbox", "name = 'coupons.CouponExpiring'")

    assert await told() == 0
    shift_clock(timedelta(days=5, hours=12))
    assert await told() == 1
    assert await told() == 1


async def test_staff_give_to_a_list_once(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    phone = people.phone_number()
    async with db.transaction() as tx:
        made = await coupons.published(tx, channels=(Channel.STAFF,))
        first, _ = await people.member(tx), await people.member(tx, phone=phone)
    staff = await people.as_staff(db, "operator")
    body = {"receivers": [str(first), phone.removeprefix("+86"), "13900009999", str(first)]}
    headers = staff | {"Idempotency-Key": shop.fresh_key()}
    started = await client.post(f"{CONSOLE}/coupon-templates/{made.id}/give", json=body, headers=headers)
    assert started.status_code == 202, started.text
    await drain()
    done = (await client.get(f"{CONSOLE}/errands/{started.json()['errand_id']}", headers=staff)).json()
    assert (done["counts"], [each["code"] for each in done["failures"]]) == ({"given": 2}, ["accounts.member_not_found"])
    assert (await api.get(db.reader, made.id)).issued == 2


async def test_an_unused_coupon_can_be_taken_back(db: Database, client: httpx.AsyncClient, drain: Drain, buyer: Shopper) -> None:
    made = await given(db, buyer)
    (mine,) = (await buyer.get("/coupons")).json()["items"]
    staff = await people.as_staff(db)
    path = f"{CONSOLE}/coupon-templates/coupons/{mine['id']}/void"
    assert (await client.post(path, headers=staff)).status_code == 204
    assert (await client.post(path, headers=staff)).json()["code"] == "coupons.in_use"
    assert [each["state"] for each in (await buyer.get("/coupons?state=over")).json()["items"]] == [CouponState.VOID]
    assert (await buyer.get("/coupons")).json()["items"] == []
    assert (await client.get(f"{CONSOLE}/coupon-templates/{made.id}", headers=staff)).json()["issued"] == 1
    await shop.sound(db)


async def test_the_console_writes_what_the_shop_shows(db: Database, client: httpx.AsyncClient, buyer: Shopper) -> None:
    staff = await people.as_staff(db, "operator")
    body = {
        "name": "全场九折",
        "worth": {"kind": "percent", "percent_off_bps": 1000, "cap": 2000, "threshold": 5000},
        "validity": {"mode": "after_claim", "days": 3},
        "issue": {"channels": ["centre"], "total": 100},
    }
    made = await client.post(f"{CONSOLE}/coupon-templates", json=body, headers=staff)
    assert made.status_code == 201, made.text
    template_id = made.json()["id"]
    assert (await buyer.get("/coupons/centre")).json()["items"] == []
    await client.post(f"{CONSOLE}/coupon-templates/{template_id}/publish", headers=staff)
    (offered,) = (await buyer.get("/coupons/centre")).json()["items"]
    assert (offered["percent_off_bps"], offered["left"], offered["can_claim"]) == (1000, 100, True)
    claimed = await buyer.post(f"/coupons/centre/{template_id}/claim")
    assert (claimed.status_code, claimed.json()["state"]) == (201, "unused")
    again = await buyer.post(f"/coupons/centre/{template_id}/claim")
    assert (again.status_code, again.json()["code"]) == (409, "coupons.share_taken")
    bad = await client.post(f"{CONSOLE}/coupon-templates", json={**body, "validity": {"mode": "after_claim"}}, headers=staff)
    assert (bad.status_code, bad.json()["errors"]) == (
        422,
        [{"path": "days", "code": "coupons.flaw_days", "message": "请填写领取后几天内有效"}],
    )
    assert Issue(channels=()).per_member == 1
