"""Everything that changes orders, each as one statement with its condition and its row of the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.goods.inventory.contracts import LocationId
from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import (
    AddressSnapshot,
    Adjustment,
    Attribution,
    HoldName,
    LineSnapshot,
    OrderDraft,
    OrderedLine,
    OrderId,
    OrderLineId,
    State,
)
from tuanzi.trade.orders.repository import receiver_index, seal_address
from tuanzi.trade.orders.rules import BEFORE_SENDING, MOVES, sources

INSERT = """
WITH placed AS (
  INSERT INTO orders_order (id, number, member_id, state, delivery, currency, goods_minor, discount_minor, freight_minor, payable_minor,
    holds_open, address, pickup_location_id, stock_location_id, stock_key, remark, attribution, quote_hash, placed_at, pay_before, paid_at,
    receiver_index)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $38)
), lines AS (
  INSERT INTO orders_line (id, order_id, position, sku_id, product_id, quantity, unit_price_minor, payable_minor, snapshot)
  SELECT id, $1, position, sku_id, product_id, quantity, unit_price, payable, snapshot
  FROM unnest($22::uuid[], $23::uuid[], $24::uuid[], $25::int[], $26::bigint[], $27::bigint[], $28::jsonb[])
    WITH ORDINALITY AS l(id, sku_id, product_id, quantity, unit_price, payable, snapshot, position)
), adjustments AS (
  INSERT INTO orders_adjustment (order_id, line_id, amount_minor, source, reference, label, bearer)
  SELECT $1, * FROM unnest($29::uuid[], $30::bigint[], $31::text[], $32::text[], $33::text[], $34::text[])
), holds AS (
  INSERT INTO orders_hold (order_id, reason, reference, late_choice_s) SELECT $1, * FROM unnest($35::text[], $36::text[], $37::int[])
)
INSERT INTO orders_timeline (order_id, at, event, detail) VALUES ($1, $19, 'placed', '{}')
"""
# A statement of its own after the one that moved the order: that one may have waited for another's refund or hold, and what it
# reads beside the row it waited for is as old as its beginning.
BELONGINGS = """
SELECT (SELECT jsonb_agg(jsonb_build_array(l.sku_id, l.product_id, l.quantity - l.refunded_quantity, l.payable_minor - l.refunded_minor)
          ORDER BY l.position) FROM orders_line l WHERE l.order_id = $1) AS lines,
       (SELECT jsonb_agg(jsonb_build_array(h.reason, h.reference) ORDER BY h.reason) FROM orders_hold h WHERE h.order_id = $1) AS holds
"""
STAMPS = {
    "shipped": "shipped_at",
    "ready_for_pickup": "ready_at",
    "received": "received_at",
    "completed": "completed_at",
    "closed": "closed_at",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """An order right after a move, with what facts and money need. ``lines`` with what is left of them."""

    order_id: OrderId
    member_id: MemberId
    state: str
    delivery: str
    currency: str
    stock_key: str
    paid: Money
    refunded: Money
    freight_left: Money
    holds_open: int
    payment_id: PaymentId | None
    received_at: datetime | None
    late_choice_until: datetime | None
    holds: tuple[HoldName, ...]
    lines: tuple[OrderedLine, ...]


async def to_moved(tx: Tx, row: asyncpg.Record) -> Moved:
    """The order of a row that this transaction has locked, with its lines and holds as they are now."""
    currency = row["currency"]
    beside = await tx.fetchrow(BELONGINGS, row["id"])
    assert beside is not None
    return Moved(
        order_id=OrderId.of(row["id"]),
        member_id=MemberId.of(row["member_id"]),
        state=row["state"],
        delivery=row["delivery"],
        currency=currency,
        stock_key=row["stock_key"],
        paid=Money(row["paid_minor"], currency),
        refunded=Money(row["refunded_minor"], currency),
        freight_left=Money(row["freight_minor"] - row["freight_refunded_minor"], currency),
        holds_open=row["holds_open"],
        payment_id=PaymentId.of(row["payment_id"]) if row["payment_id"] else None,
        received_at=row["received_at"],
        late_choice_until=row["late_choice_until"],
        holds=tuple(HoldName(*hold) for hold in beside["holds"] or ()),
        lines=tuple(
            OrderedLine(SkuId(sku), ProductId(product), count, Money(left, currency)) for sku, product, count, left in beside["lines"]
        ),
    )


@dataclass(frozen=True, slots=True)
class Placing:
    """What ``place`` decided beside the draft."""

    order_id: OrderId
    number: str
    state: str
    line_ids: Sequence[OrderLineId]
    shares: Sequence[tuple[int, Adjustment]]
    goods: Money
    at: datetime
    pay_before: datetime


async def insert(tx: Tx, draft: OrderDraft, placing: Placing) -> None:
    """The order with all that belongs to it, in one round trip."""
    lines, shares = draft.lines, placing.shares
    is_free = not draft.payable
    await tx.execute(
        INSERT,
        placing.order_id,
        placing.number,
        draft.member_id,
        placing.state,
        draft.delivery,
        draft.payable.currency,
        placing.goods.minor,
        (placing.goods + draft.freight - draft.payable).minor,
        draft.freight.minor,
        draft.payable.minor,
        len(draft.holds),
        seal_address(draft.address) if draft.address else None,
        draft.pickup_location_id,
        draft.stock_location_id,
        str(placing.order_id),
        draft.remark,
        codec.dump(Attribution, draft.attribution) if draft.attribution else None,
        draft.quote_hash,
        placing.at,
        placing.pay_before,
        placing.at if is_free else None,
        list(placing.line_ids),
        [line.sku_id for line in lines],
        [line.product_id for line in lines],
        [line.quantity for line in lines],
        [line.unit_price.minor for line in lines],
        [line.payable.minor for line in lines],
        [codec.dump(LineSnapshot, line.snapshot) for line in lines],
        [placing.line_ids[index] for index, _ in shares],
        [share.amount.minor for _, share in shares],
        [share.source for _, share in shares],
        [share.reference for _, share in shares],
        [share.label for _, share in shares],
        [share.bearer for _, share in shares],
        [hold.reason for hold in draft.holds],
        [hold.reference for hold in draft.holds],
        [hold.late_choice_s for hold in draft.holds],
        receiver_index(draft.address.phone) if draft.address else None,
    )


async def move(
    tx: Tx,
    order_id: OrderId,
    name: str,
    at: datetime,
    *,
    condition: str = "true",
    close_reason: str | None = None,
    event: str | None = None,
) -> Moved | None:
    """Make one move of the table, if the order stands where it starts from (and ``condition`` holds). None if it does not."""
    target = MOVES[name].target
    stamp = STAMPS.get(target)
    row = await tx.fetchrow(
        f"""WITH moved AS (
              UPDATE orders_order SET state = $3 {f", {stamp} = $4" if stamp else ""}, close_reason = coalesce($6, close_reason)
              WHERE id = $1 AND state = ANY($2) AND ({condition}) AND $4::timestamptz IS NOT NULL RETURNING *
            ), noted AS (
              INSERT INTO orders_timeline (order_id, at, event, detail)
              SELECT id, $4, $5, CASE WHEN $6::text IS NULL THEN '{{}}'::jsonb ELSE jsonb_build_object('reason', $6::text) END FROM moved
            )
            SELECT * FROM moved""",
        order_id,
        sources(name),
        target,
        at,
        event or target,
        close_reason,
    )
    return await to_moved(tx, row) if row else None


async def lock_order(tx: Tx, order_id: OrderId) -> Moved | None:
    """The order, kept from changing until the end of the transaction. None if there is none."""
    row = await tx.fetchrow("SELECT * FROM orders_order WHERE id = $1 FOR UPDATE", order_id)
    return await to_moved(tx, row) if row else None


async def lock_expirable(tx: Tx, order_id: OrderId, at: datetime) -> bool:
    """Keep an order from changing if its time to pay was over ``at`` without a payment. False if there is no such order."""
    state = await tx.fetchval("SELECT state FROM orders_order WHERE id = $1 AND pay_before <= $2 FOR UPDATE", order_id, at)
    return state in sources("expire")


async def lock_orders(tx: Tx, order_ids: Iterable[OrderId]) -> None:
    """Keep several orders from changing until the end of the transaction.

    Whoever moves several orders locks them all before the stock of any: somebody who moves one has that one, and wants the stock.
    """
    await tx.execute("SELECT FROM orders_order WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE", list(order_ids))


async def lock_state(tx: Tx, order_id: OrderId) -> State | None:
    """How far an order has come, kept from changing until the end of the transaction. None if there is none."""
    state = await tx.fetchval("SELECT state FROM orders_order WHERE id = $1 FOR UPDATE", order_id)
    return State(state) if state else None


@dataclass(frozen=True, slots=True)
class Released:
    """An order right after one of its holds ended."""

    member_id: MemberId
    state: State
    holds_open: int


async def release_hold(tx: Tx, order_id: OrderId, reason: str, reference: str, at: datetime) -> Released | None:
    """End one hold; the last one lets a waiting order be prepared. Call under ``lock_state``. None if that hold is not open."""
    row = await tx.fetchrow(
        """WITH freed AS (
              UPDATE orders_hold SET released_at = $4 WHERE order_id = $1 AND reason = $2 AND reference = $3 AND released_at IS NULL RETURNING order_id
            ), moved AS (
              UPDATE orders_order SET holds_open = holds_open - 1,
                state = CASE WHEN state = ANY($5) AND holds_open = 1 THEN $6 ELSE state END
              WHERE id IN (SELECT order_id FROM freed) RETURNING id, member_id, state, holds_open
            ), noted AS (
              INSERT INTO orders_timeline (order_id, at, event, detail)
              SELECT id, $4, $6, jsonb_build_object('hold', $2::text) FROM moved WHERE state = $6
            )
            SELECT member_id, state, holds_open FROM moved""",
        order_id,
        reason,
        reference,
        at,
        sources("release_hold"),
        MOVES["release_hold"].target,
    )
    return Released(MemberId.of(row["member_id"]), State(row["state"]), row["holds_open"]) if row else None


async def set_reference(tx: Tx, order_id: OrderId, reason: str, reference: str) -> bool:
    """Name what an open hold waits for."""
    return bool(
        await tx.execute(
            "UPDATE orders_hold SET reference = $3 WHERE order_id = $1 AND reason = $2 AND released_at IS NULL", order_id, reason, reference
        )
    )


async def reinstate(tx: Tx, order_id: OrderId, reason: str, reference: str, stock_key: str, at: datetime) -> Moved | None:
    """Closed to waiting, while the late choice is open and the money is still here. Holds other than the new one are over."""
    row = await tx.fetchrow(
        """WITH moved AS (
              UPDATE orders_order SET state = $5, holds_open = 1, closed_at = NULL, close_reason = NULL, late_choice_until = NULL, stock_key = $6
              WHERE id = $1 AND state = ANY($4) AND paid_minor > 0 AND refunded_minor = 0 AND late_choice_until > $7 RETURNING *
            ), ended AS (
              UPDATE orders_hold SET released_at = $7 WHERE order_id IN (SELECT id FROM moved) AND reason <> $2 AND released_at IS NULL
            ), held AS (
              INSERT INTO orders_hold (order_id, reason, reference, late_choice_s) SELECT id, $2, $3, 0 FROM moved
              ON CONFLICT (order_id, reason) DO UPDATE SET reference = EXCLUDED.reference, released_at = NULL
            ), noted AS (
              INSERT INTO orders_timeline (order_id, at, event, detail) SELECT id, $7, 'reinstated', '{}' FROM moved
            )
            SELECT * FROM moved""",
        order_id,
        reason,
        reference,
        sources("reinstate"),
        MOVES["reinstate"].target,
        stock_key,
        at,
    )
    return await to_moved(tx, row) if row else None


async def stock_location(tx: Tx, order_id: OrderId) -> LocationId | None:
    """Where the order's stock was reserved; None for the default place."""
    found = await tx.fetchval("SELECT coalesce(pickup_location_id, stock_location_id) FROM orders_order WHERE id = $1", order_id)
    return LocationId.of(found) if found else None


async def note_carrier(tx: Tx, order_id: OrderId, carrier: str) -> None:
    """Who carries it, for the list; parcels themselves stand above."""
    await tx.execute("UPDATE orders_order SET carrier = $2 WHERE id = $1", order_id, carrier)


async def set_address(tx: Tx, order_id: OrderId, address: AddressSnapshot, at: datetime) -> bool:
    """Where an order goes that has not gone off. False if it has, or is to be picked up, or is not there."""
    return bool(
        await tx.execute(
            """WITH changed AS (
                 UPDATE orders_order SET address = $2, receiver_index = $3 WHERE id = $1 AND delivery = 'ship' AND state = ANY($4) RETURNING id)
               INSERT INTO orders_timeline (order_id, at, event, detail) SELECT id, $5, 'address_changed', '{}' FROM changed""",
            order_id,
            seal_address(address),
            receiver_index(address.phone),
            list(BEFORE_SENDING),
            at,
        )
    )


async def index_receivers(tx: Tx, phones: dict[OrderId, str]) -> None:
    """Let receivers be found by phone; an address that was changed or erased meanwhile keeps what it has."""
    await tx.execute(
        """UPDATE orders_order o SET receiver_index = found.index FROM unnest($1::uuid[], $2::bytea[]) AS found(id, index)
           WHERE o.id = found.id AND o.receiver_index IS NULL AND o.address IS NOT NULL""",
        list(phones),
        [receiver_index(phone) for phone in phones.values()],
    )
