"""What merchants and developers complained about for ten years in other shops, each as a test that fails there and passes here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import deals, goods, people, shop, trade
from tests.factories.deals import Shift
from tests.factories.money import misbehave
from tests.factories.shop import CONSOLE, Shopper
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money, total
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.money.wallet import api as wallet
from tuanzi.trade.orders import api as orders

pytestmark = pytest.mark.timeout(120)
GROUP = deals.GROUP_PRICE


def yuan(amount: Any) -> int:
    """The minor units of a sum on the wire."""
    assert amount["currency"] == "CNY"
    return int(amount["amount"])


async def balance(db: Database, of: Shopper) -> Money:
    return (await wallet.wallet(db.reader, of.member_id)).balance


async def refunded_by_staff(db: Database, http: httpx.AsyncClient, order_id: str, key: str | None = None, **said: Any) -> httpx.Response:
    clerk = await people.as_staff(db, "customer_service")
    body = {"reason": "regret", "to": "balance", **said}
    return await http.post(f"{CONSOLE}/orders/{order_id}/refunds", json=body, headers={**clerk, "Idempotency-Key": key or shop.fresh_key()})


async def discounted(
    db: Database, http: httpx.AsyncClient, drain: Drain, *lines: tuple[int, int, int], freight: int = 0
) -> tuple[Shopper, Any]:
    """A paid order whose lines (pieces, unit price, paid for the line) were discounted to sums that no piece divides evenly."""
    buyer = await shop.shopper(db, http, wallet=1_000_000)
    async with db.transaction() as tx:
        skus = await trade.stock(tx, *(50 for _ in lines))
        made = [trade.line(sku_id, *line) for sku_id, line in zip(skus, lines, strict=True)]
        placed = await orders.place(tx, trade.draft(made, buyer.member_id, freight=freight))
    assert (await buyer.pay(str(placed.id))).status_code == 201
    await drain()
    return buyer, await buyer.see(str(placed.id))


async def test_item_01_stock_of_one_is_sold_once_whatever_the_way_to_it(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    """Oversell: "库存为1的秒杀…就是事故" (mall #185), check and reservation apart (Vendure #3508), two lines on one item (Medusa #16502)."""
    async with db.transaction() as tx:
        activity = await deals.activity(tx, goods_stock=1)
    sku_id = deals.sku_of(activity)
    people_ = await shop.shoppers(db, client, 20, wallet=10_000)
    twice = people_[0].wish(sku_id, sku_id)
    refused = await people_[0].post("/quotes", twice)
    assert (refused.status_code, refused.json()["code"]) == (422, "pricing.bad_basket"), "two lines of one sku are one line"
    wishes = [each.wish(sku_id, activity=activity if n % 2 else None) for n, each in enumerate(people_)]
    answers = await shop.together(each.order(wish) for each, wish in zip(people_, wishes, strict=True))
    assert answers.counted == {"201": 1, "409 inventory.sold_out": 19}, "alone or in a team, it is the same piece"
    await drain()
    assert await shop.left(db, sku_id) == 0
    assert await shop.count(db, "orders_line") == 1
    await shop.sound(db)


async def test_item_05_a_partial_refund_gives_back_what_the_pieces_cost_and_touches_nothing_else(
    db: Database, client: httpx.AsyncClient, drain: Drain
) -> None:
    """Partial refund with a discount: its share is re-distributed (Vendure #4811), 3.33×3≠10 (mall #356), the exploit of Sonata #177."""
    buyer, order = await discounted(db, client, drain, (3, 400, 1000), (2, 5000, 7777), freight=600)
    first, other = order["lines"]
    assert [yuan(line["payable"]) for line in (first, other)] == [1000, 7777]
    given = []
    for piece in range(3):
        before = await balance(db, buyer)
        answer = await refunded_by_staff(db, client, order["id"], lines=[{"line_id": first["id"], "quantity": 1}])
        assert answer.status_code == 201, answer.text
        given.append(((await balance(db, buyer)) - before).minor)
        page = await buyer.see(order["id"])
        assert [yuan(line["payable"]) for line in page["lines"]] == [1000, 7777], "what was agreed stays as it was agreed"
        assert yuan(page["lines"][1]["refunded"]) == 0, "the other line is not touched"
        assert page["lines"][0]["refunded_quantity"] == piece + 1
    assert (sum(given), max(given) - min(given)) == (1000, 1)
    more = await refunded_by_staff(db, client, order["id"], lines=[{"line_id": first["id"], "quantity": 1}])
    assert (more.status_code, more.json()["code"]) == (409, "orders.refund_too_large")
    rest = await refunded_by_staff(db, client, order["id"])
    assert yuan(rest.json()["refunded"]) == 1000 + 7777 + 600
    assert await balance(db, buyer) == Money(1_000_000), "to the cent, in any order of pieces"
    await drain()
    await shop.sound(db)


async def test_item_06_failed_team_refunds_everybody_without_a_clerk(
    db: Database, client: httpx.AsyncClient, drain: Drain, shift_clock: Shift
) -> None:
    """A failed team's money waits for a clerk (CRMEB), or one gateway error drops the whole batch for ever (likeshop), or it ships (litemall #159)."""
    activity, _ = await shop.team_with_one_seat(db, client, drain, size=4)
    other, other_team = await shop.team_with_one_seat(db, client, drain, size=2)
    lonely, slow = await shop.shoppers(db, client, 2)
    # Another leader paid at the provider, where refunds fail a few times before they work; somebody else never pays.
    opened = (await lonely.order(lonely.wish(deals.sku_of(activity), activity=activity))).json()["order"]
    await misbehave(db, refund_fails_times=3)
    await lonely.pay_at_the_provider((await lonely.pay(opened["id"], "sandbox")).json())
    assert (await slow.order(slow.wish(deals.sku_of(other), activity=other, team_id=other_team))).status_code == 201
    await drain()
    assert await shop.count(db, "orders_order", "state = 'waiting'") == 5
    shift_clock(timedelta(hours=24, minutes=1))
    await drain()
    for _ in range(6):
        shift_clock(timedelta(hours=1))
        await drain()
    states = await db.reader.fetch("SELECT state, close_reason, paid_minor, refunded_minor FROM orders_order WHERE paid_minor > 0")
    assert {tuple(row) for row in states} == {("closed", "groupbuy_failed", GROUP, GROUP)}
    assert len(states) == 5
    assert await shop.count(db, "payments_refund", f"state = 'done' AND amount_minor = {GROUP}") == 5
    assert await shop.count(db, "payments_refund") == 5, "once for everybody"
    assert await shop.count(db, "sandbox_pay_refund", "state = 'done'") == 1
    assert {row["state"] for row in await db.reader.fetch("SELECT state FROM groupbuy_team")} == {"failed"}
    assert await shop.count(db, "audit_entry") == 0, "no person did anything"
    await shop.sound(db)


async def test_item_07_the_seat_is_taken_at_the_order_and_a_full_team_never_swallows_a_payment(
    db: Database, client: httpx.AsyncClient, drain: Drain, shift_clock: Shift
) -> None:
    """Paying races the last seat: an exception inside the call-back (yudao), the late member forgotten (CRMEB), overfill allowed (litemall)."""
    activity, team_id = await shop.team_with_one_seat(db, client, drain, size=2)
    sku_id = deals.sku_of(activity)
    slow, quick, third = await shop.shoppers(db, client, 3, wallet=10_000)
    with deals.till():
        order = (await slow.order(slow.wish(sku_id, activity=activity, team_id=team_id))).json()["order"]
        full = await third.order(third.wish(sku_id, activity=activity, team_id=team_id))
        assert (full.status_code, full.json()["code"]) == (409, "groupbuy.team_full"), "who gets no seat learns it before paying"
        started = (await slow.pay(order["id"], "sandbox")).json()
        shift_clock(timedelta(minutes=16))
        await drain()
        await shop.sign_in_again(db, slow, quick)
        await quick.bought(quick.wish(sku_id, activity=activity, team_id=team_id))
        await drain()
        await deals.till_says_paid(db, await payments.get(db.reader, PaymentId.parse(started["payment_id"])))
        await drain()
        await _late_for_the_team(db, slow, team_id, order["id"])
        shift_clock(timedelta(hours=1))
        await drain()
    await shop.sign_in_again(db, slow)
    page = await slow.see(order["id"])
    assert (yuan(page["refunded"]), [each["state"] for each in page["refunds"]]) == (GROUP, ["done"]), (
        "without an answer the money goes back"
    )
    await shop.sound(db)


async def _late_for_the_team(db: Database, slow: Shopper, team_id: str, order_id: str) -> None:
    """The team is full with others, the money is known, and the choice is offered."""
    team = (await slow.get(f"/teams/{team_id}")).json()
    assert (team["state"], team["paid"]) == ("succeeded", 2)
    assert await shop.count(db, "groupbuy_seat", "state = 'paid'") == 2, "no team is overfilled"
    page = await slow.see(order_id)
    assert (page["state"], yuan(page["paid"]), page["late_choice"]["options"]) == ("closed", GROUP, ["new_team", "refund"])


async def test_item_10_a_refund_asked_twice_or_retried_is_paid_once(
    db: Database, client: httpx.AsyncClient, drain: Drain, shift_clock: Shift
) -> None:
    """Double refund: a retry with a new key (Medusa #16681), a cancel race that doubles the wallet (V2Board #374), holes in the states (sub2api #5188)."""
    sku_id = await shop.on_shelf(db, stock=5)
    buyer = await shop.shopper(db, client)
    order = (await buyer.order(buyer.wish(sku_id))).json()["order"]
    await misbehave(db, refund_fails_times=4)
    await buyer.pay_at_the_provider((await buyer.pay(order["id"], "sandbox")).json())
    await drain()
    key = shop.fresh_key()
    same = await shop.together(refunded_by_staff(db, client, order["id"], key, to="gateway") for _ in range(3))
    assert set(same.counted) <= {"201", "409 orders.move_refused", "409 orders.refund_empty", "409 orders.refund_too_large"}
    cancelled = await shop.together(buyer.post(f"/orders/{order['id']}/cancel", {}) for _ in range(5))
    assert set(cancelled.counted) <= {"200", "409 orders.move_refused"}
    for _ in range(6):
        await drain()
        shift_clock(timedelta(hours=1))
    assert await shop.count(db, "payments_refund") == await shop.count(db, "sandbox_pay_refund") == 1
    assert await shop.count(db, "sandbox_pay_refund", "state = 'done' AND amount_minor = 4990") == 1
    await shop.sign_in_again(db, buyer)
    page = await buyer.see(order["id"])
    assert (page["state"], yuan(page["refunded"]), [each["state"] for each in page["refunds"]]) == ("closed", 4990, ["done"])
    assert await shop.left(db, sku_id) == 5
    await shop.sound(db)


async def test_item_11_paid_in_the_fourteenth_minute_heard_of_in_the_sixteenth(
    db: Database, client: httpx.AsyncClient, drain: Drain, shift_clock: Shift
) -> None:
    """Late payment after the order was closed: the 14-minute scenario (seckill #41), "paid" and cancelled at once (CoreShop #2529)."""
    sku_id = await shop.on_shelf(db, stock=1)
    buyer, next_one = await shop.shoppers(db, client, 2, wallet=10_000)
    order = (await buyer.order(buyer.wish(sku_id))).json()["order"]
    started = (await buyer.pay(order["id"], "sandbox")).json()
    shift_clock(timedelta(minutes=14))
    await drain()
    await misbehave(db, delay_s=120)
    await buyer.pay_at_the_provider(started)
    async with db.transaction() as tx:
        await tx.execute("DELETE FROM jobs_job WHERE name = 'payments.poll_payment'")
        await tx.execute("UPDATE jobs_job SET due_at = due_at + interval '2 minutes' WHERE name LIKE 'sandbox_pay.%'")
    shift_clock(timedelta(minutes=1, seconds=1))
    await drain()
    await shop.sign_in_again(db, buyer, next_one)
    answer = await next_one.order(next_one.wish(sku_id))
    assert answer.status_code == 201, "the piece is free for somebody else"
    shift_clock(timedelta(minutes=5))
    await drain()
    page = await buyer.see(order["id"])
    assert (page["state"], page["close_reason"], page["actions"]) == ("closed", "expired", [])
    assert (yuan(page["paid"]), yuan(page["refunded"]), len(page["refunds"])) == (4990, 4990, 1)
    assert page["refunds"][0]["state"] == "done"
    again = await buyer.pay(order["id"])
    assert (again.status_code, again.json()["code"]) == (409, "payments.over")
    await shop.sound(db)


async def test_item_14_what_is_mine_is_not_found_by_others(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    """Object-level authorisation: order detail of others (mall #994), paying for free (mall #613), SQL in a parameter (litemall #552)."""
    sku_id = await shop.on_shelf(db, stock=10)
    owner, thief = await shop.shoppers(db, client, 2, wallet=10_000)
    order = await owner.bought(owner.wish(sku_id))
    await drain()
    open_ = (await owner.order(owner.wish(sku_id))).json()["order"]
    started = (await owner.pay(open_["id"], "sandbox")).json()
    before = await owner.see(order["id"])
    foreign = [
        await thief.get(f"/orders/{order['id']}"),
        await thief.post(f"/orders/{order['id']}/cancel", {}),
        await thief.post(f"/orders/{order['id']}/receive"),
        await thief.post(f"/orders/{order['id']}/late-choice", {"choice": "refund"}),
        await thief.pay(open_["id"]),
        await thief.get(f"/payments/{started['payment_id']}"),
        await thief.post("/quotes", {**thief.wish(sku_id), "address_id": owner.address_id}),
    ]
    assert {each.status_code for each in foreign} == {404}
    assert await owner.see(order["id"]) == before
    free = await thief.post("/orders", {**thief.wish(sku_id), "quote_hash": "0" * 64, "payable": {"amount": 1, "currency": "CNY"}})
    assert free.status_code == 422, "the price is not the client's to say"
    forged = await client.post("/api/v1/notify/sandbox", json={"id": "EV-1", "out_ref": started["payment_id"], "state": "paid"})
    assert 400 <= forged.status_code < 500
    assert (await owner.see(open_["id"]))["state"] == "awaiting_payment"
    sql = "' OR 1=1; DROP TABLE orders_order; --"
    for path in (f"/orders/{sql}", f"/orders?cursor={sql}", f"/products/{sql}", f"/teams/{sql}"):
        assert (await thief.get(path)).status_code in {404, 422}, path
    assert (await thief.get(f"/products?q={sql}")).json()["items"] == []
    await drain()
    await shop.sound(db)


async def test_item_20_discounts_lie_on_their_lines_and_every_cent_is_somewhere(
    db: Database, client: httpx.AsyncClient, drain: Drain
) -> None:
    """Rounding and allocation: the cent that is lost (mall #356, #492), the discount on the wrong line (Saleor #12107)."""
    await shop.charge_freight(db, 601)
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((3, 3333),))
        other = await goods.one_sku(tx, price=1)
    buyer = await shop.shopper(db, client, wallet=100_000)
    for wish, discount in (
        (buyer.wish(deals.sku_of(activity), quantity=7, activity=activity), 7 * (4990 - 3333)),
        (buyer.wish(deals.sku_of(activity), other, quantity=3), 0),
    ):
        quote = await buyer.quote(wish)
        placed = (await buyer.order(wish, quote_hash=quote["hash"])).json()["order"]
        order = await buyer.see(placed["id"])
        for said in (quote, order):
            assert yuan(said["payable"]) == sum(yuan(line["payable"]) for line in said["lines"]) + yuan(said["freight"])
            assert yuan(said["payable"]) == yuan(said["goods_total"]) - yuan(said["discount_total"]) + yuan(said["freight"])
            assert (yuan(said["discount_total"]), yuan(said["freight"])) == (discount, 601)
            for line in said["lines"]:
                own = sum(yuan(each["amount"]) for each in said["adjustments"] if each["line"] == line["sku_id"])
                assert own == -yuan(line["discount"])
                assert yuan(line["unit_price"]) * line["quantity"] == yuan(line["payable"]) + yuan(line["discount"])
        assert order["lines"] == placed["lines"], "what was said at the order is what is kept"
    assert [each.minor for each in Money(1000).split([1, 1, 1])] == [334, 333, 333]
    assert total(Money(1000).split([3, 3, 3])) == Money(1000)
    buyer, uneven = await discounted(db, client, drain, (3, 400, 1000), (1, 100, 33))
    for _ in range(4):
        assert (await refunded_by_staff(db, client, uneven["id"], amount=258)).status_code == 201
    last = await refunded_by_staff(db, client, uneven["id"], amount=2)
    assert (last.status_code, last.json()["code"]) == (409, "orders.refund_too_large")
    assert (await refunded_by_staff(db, client, uneven["id"], amount=1)).status_code == 201
    page = await buyer.see(uneven["id"])
    assert [yuan(line["refunded"]) for line in page["lines"]] == [1000, 33]
    await drain()
    await shop.sound(db)


def test_the_list_names_what_it_answers() -> None:
    names = [name for name in globals() if name.startswith("test_item_")]
    assert [int(name[10:12]) for name in names] == [1, 5, 6, 7, 10, 11, 14, 20]
    assert all((globals()[name].__doc__ or "").strip() for name in names)
