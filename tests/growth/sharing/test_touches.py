from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories.growth import product_link
from tests.factories.insight import PHONE
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.growth.sharing import api
from tuanzi.growth.sharing.contracts import TOUCH_KEEP, Scene
from tuanzi.growth.sharing.errors import LinkNotFound
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId

WEEK = timedelta(days=7)
VISITOR = "visitor-0001"
Shift = Callable[[timedelta], None]


async def test_the_last_touch_wins_and_says_why(tx: Tx, shift_clock: Shift) -> None:
    first, second = await product_link(tx), await product_link(tx)
    await api.touch(tx, VISITOR, None, first.code, PHONE)
    shift_clock(timedelta(hours=1))
    await api.touch(tx, VISITOR, None, second.code, PHONE)
    found = await api.last_touch(tx, VISITOR, None, WEEK)
    assert found is not None
    assert (found.code, found.sharer_id, found.model, found.matched_by) == (second.code, second.sharer_id, "last_touch", "visitor")
    assert [touch.link.code for touch in found.considered] == [second.code, first.code]
    assert found.window_s == 7 * 86_400
    assert found.touch.times == 1


async def test_coming_again_through_the_first_link_makes_it_the_last(tx: Tx, shift_clock: Shift) -> None:
    first, second = await product_link(tx), await product_link(tx)
    for link in (first, second, first):
        await api.touch(tx, VISITOR, None, link.code, PHONE)
        shift_clock(timedelta(seconds=10))
    found = await api.last_touch(tx, VISITOR, None, WEEK)
    assert found is not None
    assert (found.code, found.touch.times, len(found.considered)) == (first.code, 2, 2)


async def test_a_touch_older_than_the_window_does_not_count(tx: Tx, shift_clock: Shift) -> None:
    link = await product_link(tx)
    await api.touch(tx, VISITOR, None, link.code, PHONE)
    shift_clock(timedelta(days=7) - timedelta(minutes=1))
    assert await api.last_touch(tx, VISITOR, None, WEEK) is not None
    shift_clock(timedelta(minutes=2))
    assert await api.last_touch(tx, VISITOR, None, WEEK) is None


async def test_sign_in_takes_the_touches_along_once(tx: Tx) -> None:
    link, member, other = await product_link(tx), MemberId.new(), MemberId.new()
    await api.touch(tx, VISITOR, None, link.code, PHONE)
    assert await api.adopt(tx, VISITOR, member) == 1
    assert await api.adopt(tx, VISITOR, member) == 0
    assert await api.adopt(tx, VISITOR, other) == 0
    elsewhere = await api.last_touch(tx, "another-phone", member, WEEK)
    assert elsewhere is not None
    assert elsewhere.matched_by == "member"
    assert await api.last_touch(tx, VISITOR, other, WEEK) is None


async def test_own_links_earn_nothing(tx: Tx) -> None:
    sharer = MemberId.new()
    link = await product_link(tx, sharer)
    assert await api.touch(tx, VISITOR, sharer, link.code, PHONE) is False
    assert await api.touch(tx, VISITOR, None, link.code, PHONE) is True
    assert await api.adopt(tx, VISITOR, sharer) == 0
    assert await api.last_touch(tx, VISITOR, sharer, WEEK) is None
    assert await api.credit(tx, VISITOR, sharer, link.code, WEEK) is None


async def test_crawlers_and_nobodies_leave_no_touch(tx: Tx) -> None:
    link = await product_link(tx)
    assert await api.touch(tx, VISITOR, None, link.code, "Googlebot/2.1") is False
    assert await api.touch(tx, None, None, link.code, PHONE) is False
    assert await tx.fetchval("SELECT count(*) FROM sharing_touch") == 0


async def test_a_member_without_a_visitor_id_is_their_own_visitor(tx: Tx) -> None:
    link, member = await product_link(tx), MemberId.new()
    assert await api.touch(tx, None, member, link.code, PHONE) is True
    found = await api.last_touch(tx, None, member, WEEK)
    assert found is not None
    assert found.code == link.code


async def test_an_unknown_code_is_told(tx: Tx) -> None:
    with pytest.raises(LinkNotFound):
        await api.touch(tx, VISITOR, None, "2222222222", PHONE)


async def test_an_orders_code_counts_only_when_no_touch_was_seen(tx: Tx) -> None:
    seen, carried, member = await product_link(tx), await product_link(tx), MemberId.new()
    alone = await api.credit(tx, VISITOR, member, carried.code, WEEK)
    assert alone is not None
    assert alone.code == carried.code
    await api.touch(tx, "other", None, seen.code, PHONE)
    with_touch = await api.credit(tx, "other", MemberId.new(), carried.code, WEEK)
    assert with_touch is not None
    assert with_touch.code == seen.code
    assert await api.credit(tx, "third", MemberId.new(), "2222222222", WEEK) is None
    assert await api.credit(tx, "third", MemberId.new(), None, WEEK) is None


async def test_a_guests_link_counts_without_a_sharer(tx: Tx) -> None:
    link = await api.link(tx, None, Scene.PRODUCT, str(ProductId.new()))
    await api.touch(tx, VISITOR, None, link.code, PHONE)
    found = await api.last_touch(tx, VISITOR, MemberId.new(), WEEK)
    assert found is not None
    assert (found.code, found.sharer_id) == (link.code, None)


async def test_the_first_touch_of_a_day_is_a_fact(tx: Tx, shift_clock: Shift) -> None:
    link = await product_link(tx)
    for _ in range(3):
        await api.touch(tx, VISITOR, None, link.code, PHONE)
    shift_clock(timedelta(days=1))
    await api.touch(tx, VISITOR, None, link.code, PHONE)
    await tx.flush()
    assert await tx.fetchval("SELECT count(*) FROM facts_outbox WHERE name = 'sharing.LinkTouched'") == 2


async def test_old_touches_are_forgotten(tx: Tx, shift_clock: Shift) -> None:
    link = await product_link(tx)
    await api.touch(tx, VISITOR, None, link.code, PHONE)
    shift_clock(TOUCH_KEEP)
    await api.touch(tx, "young", None, link.code, PHONE)
    shift_clock(timedelta(hours=1))
    assert await api.forget_touches(tx) == 1
    assert await tx.fetchval("SELECT visitor_id FROM sharing_touch") == "young"
