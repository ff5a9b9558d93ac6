"""An agreed quote becomes an order."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import calendar, clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money, total
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders import rules
from tuanzi.trade.orders.contracts import (
    STOCK_HELD_DAYS_MAX,
    FrozenAdjustment,
    Hold,
    HoldName,
    Order,
    OrderDraft,
    OrderedLine,
    OrderId,
    OrderLine,
    OrderLineId,
    State,
)
from tuanzi.trade.orders.events import OrderPaid, OrderPlaced, OrderPreparing
from tuanzi.trade.orders.expire import expire_order

NUMBER_DIGITS = 12
"""Random digits after the date: they tell nothing of our volume, and two equal ones on a day of 10,000 orders are one in 20,000 days."""


def number_for(at: datetime) -> str:
    """A fresh order number: the shop's day and random digits."""
    return f"{calendar.day_of(at):%y%m%d}{secrets.randbelow(10**NUMBER_DIGITS):0{NUMBER_DIGITS}d}"


async def place(tx: Tx, draft: OrderDraft) -> Order:
    """Write the order down and reserve its stock; it must be paid within ``draft.pay_within_s``. An order of nothing is paid at once.

    Stock is taken last, so that its rows are locked as short as possible. Raises ``BadDraft`` and ``inventory.SoldOut``.
    """
    rules.check_draft(draft)
    shares = rules.freeze(draft)
    now = clock.now()
    pay_before = now + timedelta(seconds=draft.pay_within_s)
    is_free = not draft.payable
    paid_state = State.WAITING if draft.holds else State.PREPARING
    placing = writes.Placing(
        order_id=draft.id or OrderId.new(),
        number=number_for(now),
        state=paid_state if is_free else rules.START,
        line_ids=[OrderLineId.new() for _ in draft.lines],
        shares=shares,
        goods=total((line.unit_price * line.quantity for line in draft.lines), draft.payable.currency),
        at=now,
        pay_before=pay_before,
    )
    await writes.insert(tx, draft, placing)
    lines = [(line.sku_id, line.quantity) for line in draft.lines]
    location_id = draft.pickup_location_id or draft.stock_location_id
    await inventory.reserve(tx, str(placing.order_id), lines, location_id, now + timedelta(days=STOCK_HELD_DAYS_MAX))
    _announce(tx, draft, placing, is_free=is_free)
    return _as_order(draft, placing, is_free=is_free)


def _announce(tx: Tx, draft: OrderDraft, placing: writes.Placing, *, is_free: bool) -> None:
    lines = tuple(OrderedLine(line.sku_id, line.product_id, line.quantity, line.payable) for line in draft.lines)
    facts.record(tx, OrderPlaced(placing.order_id, draft.member_id, draft.payable, lines, draft.attribution))
    if not is_free:
        jobs.enqueue(tx, expire_order(placing.order_id), due_at=placing.pay_before, key=rules.expire_key(placing.order_id))
        return
    holds = tuple(HoldName(hold.reason, hold.reference) for hold in draft.holds)
    facts.record(tx, OrderPaid(placing.order_id, draft.member_id, draft.payable, holds, lines))
    if not holds:
        facts.record(tx, OrderPreparing(placing.order_id, draft.member_id))


def _as_order(draft: OrderDraft, placing: writes.Placing, *, is_free: bool) -> Order:
    zero = Money(0, draft.payable.currency)
    return Order(
        id=placing.order_id,
        number=placing.number,
        member_id=draft.member_id,
        state=State(placing.state),
        delivery=draft.delivery,
        lines=tuple(
            OrderLine(line_id, line.sku_id, line.product_id, line.quantity, line.unit_price, line.payable, zero, 0, line.snapshot)
            for line_id, line in zip(placing.line_ids, draft.lines, strict=True)
        ),
        adjustments=tuple(
            FrozenAdjustment(placing.line_ids[index], share.amount, share.source, share.reference, share.label, share.bearer)
            for index, share in placing.shares
        ),
        holds=tuple(Hold(hold.reason, hold.reference, hold.late_choice_s) for hold in draft.holds),
        refunds=(),
        goods_total=placing.goods,
        discount_total=placing.goods + draft.freight - draft.payable,
        freight=draft.freight,
        freight_refunded=zero,
        payable=draft.payable,
        paid=zero,
        refunded=zero,
        address=draft.address,
        pickup_location_id=draft.pickup_location_id,
        remark=draft.remark,
        attribution=draft.attribution,
        payment_id=None,
        placed_at=placing.at,
        pay_before=placing.pay_before,
        paid_at=placing.at if is_free else None,
    )
