"""A shared group-buy link becomes paid goods and a rewarded leader, on three phones."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest

from tests.browser.conftest import Arrive
from tests.browser.operator import Operator
from tests.browser.shopper import Shopper

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Find = Callable[[str], Awaitable[str]]
DAY_S = 86_400


async def opens_team(shopper: Shopper, operator: Operator, product_id: str, option: str = "5斤家庭装") -> str:
    """A new member opens a team for the first SKU and pays; the order's id. Ends on the result page."""
    await shopper.sign_in(operator)
    await shopper.add_address()
    await shopper.go(f"pkg-goods/product/index?id={product_id}")
    await shopper.tap("open-team")
    await shopper.choose(option)
    order_id = await shopper.place()
    await shopper.pay()
    return order_id


async def shares(leader: Shopper) -> str:
    """Invite from the result page; the short link that friends get."""
    async with leader.page.expect_response(re.compile(r"/share-links$")) as answer:
        await leader.tap("result-invite")
    link = (await (await answer.value).json())["url"]
    return str(re.sub(r"^https?://[^/]+", "", link))


async def joins(friend: Shopper, operator: Operator, link: str, option: str = "5斤家庭装", *, pays: bool = True) -> str:
    """Open the link on a phone, sign in, join the team and pay; the order's id."""
    await friend.go(link)
    await friend.sees("team-join")
    await friend.sign_in(operator)
    await friend.add_address()
    await friend.go(link)
    await friend.tap("team-join")
    await friend.choose(option)
    order_id = await friend.place()
    if pays:
        await friend.pay()
    return order_id


async def pays_too_late(shopper: Shopper, operator: Operator, link: str, option: str) -> str:
    """Join, and pay at the provider in the last moment; nobody tells the shop. Returns before the team's time is over.

    The moment lies between the shop's own questions to the provider (after 10 and 30 s, and 5 s past the end).
    """
    order_id = await joins(shopper, operator, link, option, pays=False)
    await shopper.tap("pay-sandbox")
    await shopper.tap("pay-now")
    await shopper.page.locator('[data-testid="pay-confirm"]').wait_for()
    return order_id


async def test_the_whole_journey(arrive: Arrive, operator: Operator, product: Find) -> None:
    await operator.gateway()
    leader, first, second = [await arrive(name) for name in ("李雷", "韩梅梅", "林涛")]
    leaders = await opens_team(leader, operator, await product("番茄"))
    await leader.sees("result-head", "还差2人")
    link = await shares(leader)
    await leader.tap("sheet-close")
    await leader.tap("result-team")
    await leader.sees("team-status", re.compile("还差.*2"))

    one = await joins(first, operator, link)
    await leader.sees("team-status", re.compile("还差.*1"))
    two = await joins(second, operator, link)
    await leader.sees("team-status", re.compile("成"))
    for order_id in (leaders, one, two):
        await operator.order_in(order_id, "preparing")

    await leader.go("pkg-member/wallet/index")
    await leader.sees("wallet-frozen", "5.00")
    for number, order_id in enumerate((leaders, one, two)):
        await operator.call("POST", f"/orders/{order_id}/ship", {"carrier": "sf", "waybill": f"SF100000000{number}"})
        await operator.order_in(order_id, "shipped")
    for shopper, order_id in ((leader, leaders), (first, one), (second, two)):
        await shopper.go(f"pkg-trade/order/index?id={order_id}")
        await shopper.tap("order-receive")
        await shopper.confirm_if_asked()
        await shopper.sees("order-state", "已收货")
    await operator.shift_clock(8 * DAY_S)
    for order_id in (leaders, one, two):
        await operator.order_in(order_id, "completed")
    await leader.go("pkg-member/wallet/index")
    await leader.sees("wallet-balance", "5.00")


async def test_a_team_that_stays_short_refunds_everybody(arrive: Arrive, operator: Operator, product: Find) -> None:
    await operator.gateway()
    leader, friend = await arrive("王芳"), await arrive("赵雷")
    leaders = await opens_team(leader, operator, await product("番茄"))
    friends = await joins(friend, operator, await shares(leader))
    await operator.order_in(friends, "waiting")
    await operator.shift_clock(DAY_S + 60)
    for shopper, order_id in ((leader, leaders), (friend, friends)):
        await operator.order_in(order_id, "closed")
        await operator.refunded(order_id)
        await shopper.go(f"pkg-trade/order/index?id={order_id}")
        await shopper.sees("order-refunds", "已退")


async def test_a_late_payer_chooses_a_team_of_their_own_or_the_money_back(arrive: Arrive, operator: Operator, product: Find) -> None:
    leader, late, later = [await arrive(name) for name in ("钱一", "孙二", "李三")]
    await operator.gateway()
    broccoli = await product("西兰花")
    await operator.publish_groupbuy(broccoli, size=4, off=500, team_duration_s=240)
    await opens_team(leader, operator, broccoli, "2斤")
    link = await shares(leader)
    orders = [await pays_too_late(shopper, operator, link, "2斤") for shopper in (late, later)]
    ends = [(await operator.call("GET", f"/orders/{order_id}"))["pay_before"] for order_id in orders]
    await operator.clock_at(min(ends), plus_s=-60)
    await operator.gateway(lose=True)
    await asyncio.sleep(1)
    for shopper in (late, later):
        await shopper.page.locator('[data-testid="pay-confirm"]').click()
        await shopper.page.wait_for_url(re.compile("result"))
    await operator.clock_at(max(ends), plus_s=1)
    for shopper, order_id in zip((late, later), orders, strict=True):
        await operator.order_in(order_id, "closed")
        await shopper.go(f"pkg-trade/order/index?id={order_id}")
        await shopper.sees("late-choice")
    await operator.gateway()
    await late.tap("late-new-team")
    await late.confirm_if_asked()
    await operator.order_in(orders[0], "waiting")
    await later.tap("late-refund")
    await later.tap("late-refund-gateway")
    await operator.refunded(orders[1])


@pytest.mark.parametrize("mood", [{"duplicate": 3}, {"lose": True}, {"delay_s": 2}], ids=["duplicate", "lost", "late"])
async def test_a_moody_gateway_changes_nothing_for_the_shopper(
    arrive: Arrive, operator: Operator, product: Find, mood: dict[str, object]
) -> None:
    await operator.gateway(**mood)
    shopper = await arrive("周八")
    order_id = await opens_team(shopper, operator, await product("番茄"))
    order = await operator.order_in(order_id, "waiting", within_s=45)
    assert order["paid"] == order["payable"]
    await shopper.sees("result-head", "还差2人")
    await operator.gateway()
