"""All reads of orders, and the row of an order as Python. What changes them is in ``repository_writes``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import asyncpg
import orjson

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.goods.inventory.contracts import LocationId
from tuanzi.kernel import codec, crypto
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import PaymentId, RefundId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import (
    PAID_STATES,
    AddressSnapshot,
    Attribution,
    Bill,
    FrozenAdjustment,
    Hold,
    LineSnapshot,
    Order,
    OrderId,
    OrderLine,
    OrderLineId,
    OrderRefund,
    State,
    TimelineEntry,
)
from tuanzi.trade.orders.errors import OrderNotFound
from tuanzi.trade.orders.models import ADDRESS

RECEIVER_CONTEXT = "orders.receiver_phone"
MANY_MAX = 500
COLUMNS = """o.*,
  (SELECT jsonb_agg(to_jsonb(l) - 'order_id' ORDER BY l.position) FROM orders_line l WHERE l.order_id = o.id) AS lines,
  (SELECT jsonb_agg(to_jsonb(a) - 'order_id' ORDER BY a.id) FROM orders_adjustment a WHERE a.order_id = o.id) AS adjustments,
  (SELECT jsonb_agg(to_jsonb(h) - 'order_id' ORDER BY h.reason) FROM orders_hold h WHERE h.order_id = o.id) AS holds,
  (SELECT jsonb_agg(to_jsonb(r) - 'order_id' - 'lines' ORDER BY r.asked_at, r.key) FROM orders_refund r
   WHERE r.order_id = o.id AND NOT r.is_extra) AS refunds
"""
SELECT = f"SELECT {COLUMNS} FROM orders_order o"


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def receiver_index(phone: str) -> bytes:
    """What the table keeps of a receiver's phone, so that their orders are found without reading addresses."""
    return crypto.blind_index(phone, RECEIVER_CONTEXT)


def seal_address(address: AddressSnapshot) -> bytes:
    """The address as the table keeps it."""
    return crypto.seal(orjson.dumps(codec.dump(AddressSnapshot, address)).decode(), ADDRESS)


def _line(row: dict[str, Any], currency: str) -> OrderLine:
    snapshot = row["snapshot"]
    return OrderLine(
        id=OrderLineId(row["id"]),
        sku_id=SkuId(row["sku_id"]),
        product_id=ProductId(row["product_id"]),
        quantity=row["quantity"],
        unit_price=Money(row["unit_price_minor"], currency),
        payable=Money(row["payable_minor"], currency),
        refunded=Money(row["refunded_minor"], currency),
        refunded_quantity=row["refunded_quantity"],
        snapshot=LineSnapshot(**{**snapshot, "options": tuple(snapshot["options"])}),
    )


def _refund(row: dict[str, Any], currency: str) -> OrderRefund:
    return OrderRefund(
        key=row["key"],
        refund_id=RefundId(row["refund_id"]) if row["refund_id"] else None,
        amount=Money(row["amount_minor"], currency),
        state=row["state"],
        to=row["target"],
        reason=row["reason"],
        at=datetime.fromisoformat(row["asked_at"]),
    )


def to_order(row: asyncpg.Record, *, with_address: bool) -> Order:
    """A row of ``SELECT`` as the contract. The address is opened only where somebody is going to read it."""
    currency = row["currency"]
    address = None
    if with_address and row["address"]:
        address = codec.load(AddressSnapshot, orjson.loads(crypto.open_(row["address"], ADDRESS)))
    return Order(
        id=OrderId.of(row["id"]),
        number=row["number"],
        member_id=MemberId.of(row["member_id"]),
        state=State(row["state"]),
        delivery=row["delivery"],
        lines=tuple(_line(line, currency) for line in row["lines"]),
        adjustments=tuple(
            FrozenAdjustment(
                OrderLineId(a["line_id"]), Money(a["amount_minor"], currency), a["source"], a["reference"], a["label"], a["bearer"]
            )
            for a in row["adjustments"] or ()
        ),
        holds=tuple(Hold(h["reason"], h["reference"], h["late_choice_s"], _moment(h["released_at"])) for h in row["holds"] or ()),
        refunds=tuple(_refund(refund, currency) for refund in row["refunds"] or ()),
        goods_total=Money(row["goods_minor"], currency),
        discount_total=Money(row["discount_minor"], currency),
        freight=Money(row["freight_minor"], currency),
        freight_refunded=Money(row["freight_refunded_minor"], currency),
        payable=Money(row["payable_minor"], currency),
        paid=Money(row["paid_minor"], currency),
        refunded=Money(row["refunded_minor"], currency),
        address=address,
        pickup_location_id=LocationId.of(row["pickup_location_id"]) if row["pickup_location_id"] else None,
        remark=row["remark"],
        attribution=codec.load(Attribution, row["attribution"]) if row["attribution"] else None,
        payment_id=PaymentId.of(row["payment_id"]) if row["payment_id"] else None,
        placed_at=row["placed_at"],
        pay_before=row["pay_before"],
        paid_at=row["paid_at"],
        shipped_at=row["shipped_at"],
        ready_at=row["ready_at"],
        received_at=row["received_at"],
        completed_at=row["completed_at"],
        closed_at=row["closed_at"],
        close_reason=row["close_reason"],
        late_choice_until=row["late_choice_until"],
        flag=row["flag"],
        carrier=row["carrier"],
    )


async def get(tx: Tx, order_id: OrderId) -> Order:
    """One order, for the house itself and for staff. Raises ``OrderNotFound``."""
    row = await tx.fetchrow(SELECT + " WHERE o.id = $1", order_id)
    if row is None:
        raise OrderNotFound
    return to_order(row, with_address=True)


async def get_for(tx: Tx, member_id: MemberId, order_id: OrderId) -> Order:
    """The member's own order, the only way for a shopper to obtain one. Raises ``OrderNotFound`` for anybody else's."""
    row = await tx.fetchrow(SELECT + " WHERE o.id = $1 AND o.member_id = $2", order_id, member_id)
    if row is None:
        raise OrderNotFound
    return to_order(row, with_address=True)


async def bill_for(tx: Tx, member_id: MemberId, order_id: OrderId) -> Bill:
    """What the member's own order wants to be paid. Raises ``OrderNotFound`` for anybody else's."""
    row = await tx.fetchrow(
        "SELECT number, state, payable_minor, currency, pay_before FROM orders_order WHERE id = $1 AND member_id = $2", order_id, member_id
    )
    if row is None:
        raise OrderNotFound
    return Bill(row["number"], State(row["state"]), Money(row["payable_minor"], row["currency"]), row["pay_before"])


async def get_many(tx: Tx, order_ids: Iterable[OrderId]) -> dict[OrderId, Order]:
    """Orders by id, without addresses; unknown ids are missing. At most ``MANY_MAX`` at once."""
    wanted = list(order_ids)
    if len(wanted) > MANY_MAX:
        raise ValueError(f"at most {MANY_MAX} orders at once")
    rows = await tx.fetch(SELECT + " WHERE o.id = ANY($1)", wanted)
    return {order.id: order for order in (to_order(row, with_address=False) for row in rows)}


async def addresses(tx: Tx, order_ids: Iterable[OrderId]) -> dict[OrderId, AddressSnapshot]:
    """Where these orders go, opened; those without an address are missing."""
    rows = await tx.fetch("SELECT id, address FROM orders_order WHERE id = ANY($1) AND address IS NOT NULL ORDER BY id", list(order_ids))
    return {OrderId.of(row["id"]): codec.load(AddressSnapshot, orjson.loads(crypto.open_(row["address"], ADDRESS))) for row in rows}


async def without_receiver_index(tx: Tx, limit: int) -> list[OrderId]:
    """Orders whose receiver is not found by phone yet."""
    rows = await tx.fetch("SELECT id FROM orders_order WHERE receiver_index IS NULL AND address IS NOT NULL LIMIT $1", limit)
    return [OrderId.of(row["id"]) for row in rows]


async def states(tx: Tx, order_ids: Iterable[OrderId]) -> dict[OrderId, State]:
    """How far these orders have come."""
    rows = await tx.fetch("SELECT id, state FROM orders_order WHERE id = ANY($1)", list(order_ids))
    return {OrderId.of(row["id"]): State(row["state"]) for row in rows}


async def list_for(tx: Tx, member_id: MemberId, states: Sequence[State], before: OrderId | None, limit: int) -> list[Order]:
    """The member's orders, newest first, without addresses; all states if none is named."""
    rows = await tx.fetch(
        SELECT
        + """ WHERE o.member_id = $1 AND (cardinality($2::text[]) = 0 OR o.state = ANY($2))
              AND ($3::uuid IS NULL OR o.id < $3) ORDER BY o.id DESC LIMIT $4""",
        member_id,
        list(states),
        before,
        limit,
    )
    return [to_order(row, with_address=False) for row in rows]


async def paid_count(tx: Tx, member_id: MemberId) -> int:
    """How many orders this member has that were paid and did not end in a whole refund. 0: a new buyer."""
    count: int = await tx.fetchval(
        "SELECT count(*) FROM orders_order WHERE member_id = $1 AND state = ANY($2)", member_id, [state.value for state in PAID_STATES]
    )
    return count


async def timeline(tx: Tx, order_id: OrderId) -> list[TimelineEntry]:
    """What happened to an order, oldest first. The caller has obtained the order itself before."""
    rows = await tx.fetch("SELECT at, event, detail FROM orders_timeline WHERE order_id = $1 ORDER BY id LIMIT 500", order_id)
    return [TimelineEntry(row["at"], row["event"], row["detail"]) for row in rows]
