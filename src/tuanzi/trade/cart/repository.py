"""The SQL of carts. A line is found by its owner and sku, so that adding twice is one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.cart.contracts import LINES_MAX, QUANTITY_MAX, CartLineId, Delivery, Owner

OWNED = "(member_id = $1 OR visitor_id = $2)"
"""One of both parameters is NULL and matches nothing."""


@dataclass(frozen=True, slots=True)
class StoredLine:
    """What is kept of a line."""

    id: CartLineId
    sku_id: SkuId
    quantity: int
    is_selected: bool
    added_price: Money
    delivery: Delivery


def _line(row: asyncpg.Record) -> StoredLine:
    return StoredLine(
        CartLineId.of(row["id"]),
        SkuId.of(row["sku_id"]),
        row["quantity"],
        row["is_selected"],
        Money(row["added_price_minor"], row["currency"]),
        row["delivery"],
    )


async def lock_owner(tx: Tx, owner: Owner) -> None:
    """One change of a cart at a time, so that its limit of lines holds."""
    await tx.fetchval("SELECT pg_advisory_xact_lock(hashtextextended('cart:' || $1::text, 0))", str(owner.member_id or owner.visitor_id))


async def lines_of(tx: Tx, owner: Owner) -> list[StoredLine]:
    """All lines, newest first."""
    rows = await tx.fetch(
        f"SELECT * FROM cart_line WHERE {OWNED} ORDER BY added_at DESC, id DESC LIMIT $3", owner.member_id, owner.visitor_id, LINES_MAX
    )
    return [_line(row) for row in rows]


async def find(tx: Tx, owner: Owner, line_id: CartLineId) -> StoredLine | None:
    """One line of this owner."""
    row = await tx.fetchrow(f"SELECT * FROM cart_line WHERE {OWNED} AND id = $3", owner.member_id, owner.visitor_id, line_id)
    return _line(row) if row else None


async def put(tx: Tx, owner: Owner, sku_id: SkuId, quantity: int, price: Money, delivery: Delivery, at: datetime) -> bool:
    """Add to the line of this sku, or make it. Call under ``lock_owner``. False if the cart is full."""
    target = "(member_id, sku_id) WHERE member_id IS NOT NULL" if owner.member_id else "(visitor_id, sku_id) WHERE visitor_id IS NOT NULL"
    return bool(
        await tx.execute(
            f"""INSERT INTO cart_line (id, member_id, visitor_id, sku_id, quantity, is_selected, added_price_minor, currency, delivery, added_at)
                SELECT $3, $1, $2, $4, $5, true, $6, $7, $8, $9
                WHERE (SELECT count(*) FROM cart_line WHERE {OWNED} AND sku_id <> $4) < $10
                ON CONFLICT {target} DO UPDATE SET quantity = least(cart_line.quantity + EXCLUDED.quantity, {QUANTITY_MAX}),
                  is_selected = true, added_price_minor = EXCLUDED.added_price_minor, delivery = EXCLUDED.delivery, added_at = EXCLUDED.added_at""",
            owner.member_id,
            owner.visitor_id,
            CartLineId.new(),
            sku_id,
            quantity,
            price.minor,
            price.currency,
            delivery,
            at,
            LINES_MAX,
        )
    )


async def update(tx: Tx, owner: Owner, line_id: CartLineId, quantity: int | None, price: Money | None, *, is_selected: bool | None) -> bool:
    """Change a line; a new quantity accepts today's ``price``. False if it is not this owner's."""
    return bool(
        await tx.execute(
            f"""UPDATE cart_line SET quantity = coalesce($4, quantity), is_selected = coalesce($5, is_selected),
                  added_price_minor = coalesce($6, added_price_minor) WHERE {OWNED} AND id = $3""",
            owner.member_id,
            owner.visitor_id,
            line_id,
            quantity,
            is_selected,
            price.minor if price else None,
        )
    )


async def delete(tx: Tx, owner: Owner, line_id: CartLineId) -> bool:
    """Remove a line. False if it is not this owner's."""
    return bool(await tx.execute(f"DELETE FROM cart_line WHERE {OWNED} AND id = $3", owner.member_id, owner.visitor_id, line_id))


async def lock_lines(tx: Tx, owner: Owner, sku_ids: list[SkuId]) -> list[StoredLine]:
    """The lines of these skus, kept from changing until the end of the transaction."""
    rows = await tx.fetch(
        f"SELECT * FROM cart_line WHERE {OWNED} AND sku_id = ANY($3) ORDER BY id FOR UPDATE", owner.member_id, owner.visitor_id, sku_ids
    )
    return [_line(row) for row in rows]


async def delete_lines(tx: Tx, owner: Owner, line_ids: list[CartLineId]) -> None:
    """Remove several lines. Call under ``lock_lines``."""
    await tx.execute(f"DELETE FROM cart_line WHERE {OWNED} AND id = ANY($3)", owner.member_id, owner.visitor_id, line_ids)


async def set_quantities(tx: Tx, owner: Owner, quantities: Mapping[CartLineId, int]) -> None:
    """Write new quantities of several lines. Call under ``lock_lines``."""
    await tx.execute(
        f"""UPDATE cart_line SET quantity = w.quantity FROM unnest($3::uuid[], $4::int[]) AS w(line_id, quantity)
            WHERE {OWNED} AND id = w.line_id""",
        owner.member_id,
        owner.visitor_id,
        list(quantities),
        list(quantities.values()),
    )


async def move_to_member(tx: Tx, visitor_id: str, member_id: MemberId) -> int:
    """The visitor's lines become the member's: of a sku in both the larger quantity stays; what does not fit is left out.

    The visitor's lines are deleted by the same statement that adds them, so a second merge finds nothing.
    """
    return await tx.execute(
        """WITH gone AS (
             DELETE FROM cart_line WHERE visitor_id = $1 RETURNING *
           ), room AS (
             SELECT $3 - count(*) AS left FROM cart_line WHERE member_id = $2
           ), ranked AS (
             SELECT gone.*, m.id IS NOT NULL AS is_there,
               row_number() OVER (PARTITION BY m.id IS NOT NULL ORDER BY gone.added_at DESC, gone.id DESC) AS rank
             FROM gone LEFT JOIN cart_line m ON m.member_id = $2 AND m.sku_id = gone.sku_id
           )
           INSERT INTO cart_line (id, member_id, visitor_id, sku_id, quantity, is_selected, added_price_minor, currency, delivery, added_at)
           SELECT id, $2, NULL, sku_id, quantity, is_selected, added_price_minor, currency, delivery, added_at
           FROM ranked, room WHERE is_there OR rank <= room.left
           ON CONFLICT (member_id, sku_id) WHERE member_id IS NOT NULL
           DO UPDATE SET quantity = greatest(cart_line.quantity, EXCLUDED.quantity), is_selected = cart_line.is_selected OR EXCLUDED.is_selected""",
        visitor_id,
        member_id,
        LINES_MAX,
    )


async def delete_visitors(tx: Tx, before: datetime) -> int:
    """Throw away visitors' lines that nobody touched since ``before``."""
    return await tx.execute("DELETE FROM cart_line WHERE visitor_id IS NOT NULL AND added_at < $1", before)


async def move_between_members(tx: Tx, source: MemberId, target: MemberId) -> int:
    """One member's lines become another's: of a sku in both the larger quantity stays. Nothing is left out, even above the limit."""
    return await tx.execute(
        """WITH gone AS (DELETE FROM cart_line WHERE member_id = $1 RETURNING *)
           INSERT INTO cart_line (id, member_id, visitor_id, sku_id, quantity, is_selected, added_price_minor, currency, delivery, added_at)
           SELECT id, $2, NULL, sku_id, quantity, is_selected, added_price_minor, currency, delivery, added_at FROM gone
           ON CONFLICT (member_id, sku_id) WHERE member_id IS NOT NULL
           DO UPDATE SET quantity = greatest(cart_line.quantity, EXCLUDED.quantity), is_selected = cart_line.is_selected OR EXCLUDED.is_selected""",
        source,
        target,
    )


async def delete_of(tx: Tx, member_id: MemberId) -> None:
    """Empty a member's cart."""
    await tx.execute("DELETE FROM cart_line WHERE member_id = $1", member_id)
