from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.deals.groupbuy.test_late import late
from tests.factories import deals, people, trade
from tests.factories.reach import delivery
from tuanzi.deals.coupons.contracts import Channel, CouponId, TemplateId
from tuanzi.deals.coupons.events import CouponClaimed, CouponExpiring
from tuanzi.deals.groupbuy import events as groupbuy
from tuanzi.deals.groupbuy.contracts import ActivityId, TeamId
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import events as payments
from tuanzi.money.payments.contracts import PaymentId, RefundId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.reach.notices import api
from tuanzi.reach.notices.contracts import LinkKind, MessageLink
from tuanzi.reach.notices.drafts import WRITERS
from tuanzi.trade.orders import events as orders
from tuanzi.trade.orders.contracts import HoldName, OrderId

Drain = Callable[[], Awaitable[None]]
Shift = Callable[[timedelta], None]
UNTIL = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


async def _texts(tx: Tx, member_id: MemberId, language: str = "zh-CN") -> list[tuple[str, str]]:
    return [(each.title, each.body) for each in await api.inbox(tx, member_id, language)]


async def test_a_payment_is_told_with_the_goods_and_the_amount(tx: Tx) -> None:
    order = await trade.paid(tx)
    fact = orders.OrderPaid(order.id, order.member_id, Money(1000), (), ())
    assert await api.tell(tx, [delivery(fact)]) == 1
    (shown,) = await api.inbox(tx, order.member_id, "zh-CN")
    assert (shown.title, shown.body) == ("付款成功", "已收到「寿光番茄」的付款 ¥10.00，我们会尽快备货。")
    assert shown.message.link == MessageLink(LinkKind.ORDER, str(order.id))
    ((title, body),) = await _texts(tx, order.member_id, "en")
    assert (title, body) == ("Payment received", "We received ¥10.00 for “寿光番茄” and are preparing your order.")


async def test_the_same_fact_twice_is_one_message(tx: Tx) -> None:
    order = await trade.paid(tx)
    arrived = delivery(orders.OrderPaid(order.id, order.member_id, Money(1000), (HoldName("groupbuy", "tea_x"),), ()))
    assert await api.tell(tx, [arrived, arrived]) == 1
    assert await api.tell(tx, [arrived]) == 0
    assert [title for title, _ in await _texts(tx, order.member_id)] == ["付款成功，等待成团"]
    assert len(arrived.messages) == 1


async def test_open_screens_hear_it_in_the_members_language(tx: Tx) -> None:
    member = await people.member(tx, locale="en")
    arrived = delivery(groupbuy.LeaderRewardReleased(TeamId.new(), member, Money(500)))
    await api.tell(tx, [arrived])
    (shown,) = await api.inbox(tx, member, "en")
    assert arrived.messages == [(f"member:{member}", "message", {"id": str(shown.message.id), "title": "Leader cashback arrived"})]
    assert shown.message.link == MessageLink(LinkKind.WALLET, "")


@pytest.mark.parametrize(("to", "title"), [("gateway", "退款成功"), ("balance", "退款成功")])
async def test_a_refund_finds_its_member_through_the_order(tx: Tx, to: str, title: str) -> None:
    order = await trade.paid(tx)
    done = payments.RefundSucceeded(RefundId.new(), "key", str(order.id), Money(250), to)
    other = payments.RefundSucceeded(RefundId.new(), "key2", "something-else", Money(250), to)
    assert await api.tell(tx, [delivery(done), delivery(other)]) == 1
    ((heard, body),) = await _texts(tx, order.member_id)
    assert heard == title
    assert "¥2.50" in body
    assert ("余额" in body) == (to == "balance")


async def test_a_failed_refund_is_not_hidden(tx: Tx) -> None:
    order = await trade.paid(tx)
    await api.tell(tx, [delivery(payments.RefundFailed(RefundId.new(), "key", str(order.id), Money(1000), "bank says no"))])
    ((title, body),) = await _texts(tx, order.member_id)
    assert title == "退款需要多等一会儿"
    assert "bank says no" not in body


async def test_a_late_payment_says_until_when_to_choose(tx: Tx) -> None:
    order = await trade.paid(tx)
    late = orders.OrderPaidLate(order.id, order.member_id, PaymentId.new(), Money(1000), (), UNTIL)
    await api.tell(tx, [delivery(late)])
    ((title, body),) = await _texts(tx, order.member_id)
    assert title == "付款晚了一步，请选择"
    assert "11-22 18:30 前" in body


async def test_who_pays_too_late_for_a_team_is_asked_to_choose_only_if_the_place_is_gone(
    db: Database, drain: Drain, shift_clock: Shift
) -> None:
    with deals.till():
        for full, said in ((False, "付款晚了一步，名额还在"), (True, "付款晚了一步，请选择")):
            _, _, order = await late(db, drain, shift_clock, full=full)
            titles = [title for title, _ in await _texts(db.reader, order.member_id)]
            assert [title for title in titles if "晚了一步" in title] == [said]


async def test_an_unpaid_order_that_expired_is_told_and_a_cancelled_one_is_not(tx: Tx) -> None:
    order = await trade.place(tx)
    cancelled = orders.OrderClosed(order.id, order.member_id, "cancelled", was_paid=False, holds=())
    expired = orders.OrderClosed(order.id, order.member_id, "expired", was_paid=False, holds=())
    assert await api.tell(tx, [delivery(cancelled)]) == 0
    assert await api.tell(tx, [delivery(expired)]) == 1


async def test_a_coupon_that_came_by_itself_is_told_and_ones_own_claim_is_not(tx: Tx) -> None:
    member = await people.member(tx)

    def came(channel: Channel) -> CouponClaimed:
        return CouponClaimed(CouponId.new(), TemplateId.new(), member, channel, "满20减5", clock.now())

    assert await api.tell(tx, [delivery(came(Channel.CENTRE))]) == 0
    assert await api.tell(tx, [delivery(came(Channel.STAFF))]) == 1
    assert await api.tell(tx, [delivery(CouponExpiring(CouponId.new(), TemplateId.new(), member, "满20减5", clock.now()))]) == 1
    assert [title for title, _ in await _texts(tx, member)] == ["优惠券快到期了", "收到一张优惠券"]


async def test_a_team_nobody_saw_fails_silently(tx: Tx) -> None:
    member = MemberId.new()

    def failed(reason: str) -> groupbuy.TeamFailed:
        return groupbuy.TeamFailed(TeamId.new(), ActivityId.new(), ProductId.new(), reason, (member,), (OrderId.new(),))

    assert await api.tell(tx, [delivery(failed("leader_unpaid"))]) == 0
    assert await api.tell(tx, [delivery(failed("expired"))]) == 1


def test_every_kind_of_message_has_its_texts() -> None:
    from tuanzi.kernel.i18n import catalogue

    kinds = {code.split(".")[1] for code in catalogue() if code.startswith("notices.") and code.endswith(".title")}
    bodies = {code.split(".")[1] for code in catalogue() if code.startswith("notices.") and code.endswith(".body")}
    assert kinds == bodies
    assert len(WRITERS) == 20


async def test_the_life_of_a_team_in_its_members_inboxes(db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    leader, second, third = await deals.buyers(db, 3)
    opened = await deals.order(db, leader, activity)
    await deals.pay(db, opened)
    await drain()
    team = deals.team_of(opened)
    for buyer in (second, third):
        joined = await deals.order(db, buyer, activity, team)
        await deals.pay(db, joined)
        await drain()
    async with db.read() as tx:
        told = {buyer: [each.message.kind for each in reversed(await api.inbox(tx, buyer, "zh-CN"))] for buyer in (leader, second, third)}
        newest = (await api.inbox(tx, leader, "zh-CN"))[0]
    assert set(told[leader]) == {"order_paid_waiting", "team_opened", "team_one_to_go", "team_succeeded"}
    assert set(told[second]) == {"order_paid_waiting", "team_succeeded"}
    assert set(told[third]) == {"order_paid_waiting", "team_succeeded"}
    assert sum(map(len, told.values())) == 8
    assert newest.message.link == MessageLink(LinkKind.TEAM, str(team))
    assert newest.body == f"「{(await deals.now(db, opened.id)).lines[0].snapshot.title}」3 人成团，我们马上备货。"


async def test_a_team_that_fails_tells_who_paid_and_their_refunds(db: Database, drain: Drain, shift_clock: Shift) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
    (leader,) = await deals.buyers(db, 1)
    opened = await deals.order(db, leader, activity)
    await deals.pay(db, opened)
    await drain()
    shift_clock(timedelta(days=2))
    await drain()
    async with db.read() as tx:
        kinds = {each.message.kind for each in await api.inbox(tx, leader, "zh-CN")}
    assert {"team_opened", "team_failed"} <= kinds
    assert kinds & {"refund_done", "refund_done_balance"}
