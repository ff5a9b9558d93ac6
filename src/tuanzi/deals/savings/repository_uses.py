"""The SQL of what orders took of savings. Limits stand in the predicate of the statement that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.deals.savings.contracts import SavingId, Use, UseId, UseState
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId

COLUMNS = "u.saving_id, u.order_id, u.member_id, u.sku_id, u.units, u.off_minor, u.merchant_minor, u.gifts, u.state"


def _use(row: Mapping[str, Any]) -> Use:
    return Use(
        SavingId.of(row["saving_id"]),
        OrderId.of(row["order_id"]),
        MemberId.of(row["member_id"]),
        SkuId.of(row["sku_id"]) if row["sku_id"] else None,
        row["units"],
        Money(row["off_minor"]),
        Money(row["merchant_minor"]),
        tuple(row["gifts"]),
        UseState(row["state"]),
    )


async def take_share(tx: Tx, saving_id: SavingId, member_id: MemberId, sku_id: SkuId | None, units: int, most: int) -> bool:
    """Count so many more for this member, orders or pieces of a SKU; False if that were too many."""
    return bool(
        await tx.execute(
            """INSERT INTO savings_share AS s (saving_id, member_id, sku_id, taken) SELECT $1, $2, $3, $4 WHERE $4 <= $5::int
               ON CONFLICT (saving_id, member_id, sku_id) DO UPDATE SET taken = s.taken + $4 WHERE s.taken + $4 <= $5""",
            saving_id,
            member_id,
            sku_id,
            units,
            most,
        )
    )


async def take_pieces(tx: Tx, saving_id: SavingId, sku_id: SkuId, pieces: int, gone_max: int | None) -> bool:
    """Count so many more pieces of a SKU; False if more than ``gone_max`` had gone before."""
    return bool(
        await tx.execute(
            """INSERT INTO savings_piece AS p (saving_id, sku_id, taken) SELECT $1, $2, $3 WHERE $4::int IS NULL OR $4 >= 0
               ON CONFLICT (saving_id, sku_id) DO UPDATE SET taken = p.taken + $3 WHERE $4::int IS NULL OR p.taken <= $4""",
            saving_id,
            sku_id,
            pieces,
            gone_max,
        )
    )


async def lock_savings(tx: Tx, saving_ids: Sequence[SavingId]) -> None:
    """Hold these in the order of their ids, so that two orders with the same ones never wait for each other in a ring."""
    await tx.execute("SELECT id FROM savings_saving WHERE id = ANY($1) ORDER BY id FOR UPDATE", sorted(saving_ids))


async def take_uses(tx: Tx, saving_ids: Sequence[SavingId]) -> list[SavingId]:
    """Count one more order for each of these, which have a limit; those that could: published, and not all gone."""
    rows = await tx.fetch(
        """UPDATE savings_saving SET taken = taken + 1
           WHERE id = ANY($1) AND status = 'published' AND (uses_max IS NULL OR taken < uses_max) RETURNING id""",
        saving_ids,
    )
    return [SavingId.of(row["id"]) for row in rows]


async def insert(tx: Tx, uses: Sequence[Use], now: datetime) -> None:
    """What an order took."""
    await tx.executemany(
        """INSERT INTO savings_use (id, saving_id, order_id, member_id, sku_id, units, off_minor, merchant_minor, gifts, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        [
            (
                UseId.new(),
                use.saving_id,
                use.order_id,
                use.member_id,
                use.sku_id,
                use.units,
                use.off.minor,
                use.merchant_part.minor,
                list(use.gifts),
                now,
            )
            for use in uses
        ],
    )


async def settle(tx: Tx, order_id: OrderId) -> list[Use]:
    """The order was paid. Those that became used."""
    rows = await tx.fetch(
        f"UPDATE savings_use u SET state = 'used' WHERE u.order_id = $1 AND u.state = 'held' RETURNING {COLUMNS}", order_id
    )
    return [_use(row) for row in rows]


async def give_back(tx: Tx, order_id: OrderId) -> list[Use]:
    """The order closed: its uses return. Those that did."""
    rows = await tx.fetch(
        f"UPDATE savings_use u SET state = 'returned' WHERE u.order_id = $1 AND u.state <> 'returned' RETURNING {COLUMNS}", order_id
    )
    return [_use(row) for row in rows]


async def uncount(tx: Tx, use: Use) -> None:
    """What a returned use had counted is free again. What was never counted, having no limit, is nowhere to be taken from."""
    if use.sku_id:
        await tx.execute(
            "UPDATE savings_piece SET taken = taken - $3 WHERE saving_id = $1 AND sku_id = $2", use.saving_id, use.sku_id, use.units
        )
    else:
        await tx.execute("UPDATE savings_saving SET taken = taken - 1 WHERE id = $1 AND uses_max IS NOT NULL", use.saving_id)
    await tx.execute(
        "UPDATE savings_share SET taken = taken - $4 WHERE saving_id = $1 AND member_id = $2 AND sku_id IS NOT DISTINCT FROM $3",
        use.saving_id,
        use.member_id,
        use.sku_id,
        use.units,
    )


async def of_order(tx: Tx, order_id: UUID) -> list[Use]:
    """What an order took."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM savings_use u WHERE u.order_id = $1 ORDER BY u.id", order_id)
    return [_use(row) for row in rows]


async def figures(tx: Tx, saving_id: SavingId) -> tuple[int, int, int, int]:
    """Of a saving: paid orders that stand, what it took off them, what of it the merchant bears (minor units), and orders not paid yet."""
    row = await tx.fetchrow(
        """SELECT count(DISTINCT order_id) FILTER (WHERE state = 'used') AS orders, coalesce(sum(off_minor) FILTER (WHERE state = 'used'), 0) AS off,
                  coalesce(sum(merchant_minor) FILTER (WHERE state = 'used'), 0) AS merchant,
                  count(DISTINCT order_id) FILTER (WHERE state = 'held') AS held
           FROM savings_use WHERE saving_id = $1""",
        saving_id,
    )
    assert row
    return int(row["orders"]), int(row["off"]), int(row["merchant"]), int(row["held"])


async def orders_of(tx: Tx, saving_id: SavingId) -> list[OrderId]:
    """Paid orders that stand and used it."""
    rows = await tx.fetch("SELECT DISTINCT order_id FROM savings_use WHERE saving_id = $1 AND state = 'used'", saving_id)
    return [OrderId.of(row["order_id"]) for row in rows]


async def everything_of(tx: Tx, member_id: MemberId) -> list[Mapping[str, Any]]:
    """What is kept about a member."""
    return await tx.fetch(
        "SELECT saving_id, order_id, units, off_minor, state, at FROM savings_use WHERE member_id = $1 ORDER BY id", member_id
    )


async def move(tx: Tx, source: MemberId, target: MemberId) -> None:
    """Uses move to another account of the person, and shares are added up."""
    await tx.execute("UPDATE savings_use SET member_id = $2 WHERE member_id = $1", source, target)
    await tx.execute(
        """WITH gone AS (DELETE FROM savings_share WHERE member_id = $1 RETURNING saving_id, sku_id, taken)
           INSERT INTO savings_share AS s (saving_id, member_id, sku_id, taken) SELECT saving_id, $2, sku_id, taken FROM gone
           ON CONFLICT (saving_id, member_id, sku_id) DO UPDATE SET taken = s.taken + excluded.taken""",
        source,
        target,
    )


async def contradictions(tx: Tx) -> list[str]:
    """Counters that are not the sum of what orders took."""
    rows = await tx.fetch(
        """SELECT 'saving ' || s.id || ' counts ' || s.taken || ' orders, there are ' || coalesce(u.orders, 0) AS what
           FROM savings_saving s LEFT JOIN (SELECT saving_id, count(*) AS orders FROM savings_use WHERE state <> 'returned' AND sku_id IS NULL
             GROUP BY saving_id) u ON u.saving_id = s.id
           WHERE s.uses_max IS NOT NULL AND s.kind <> 'limited_time' AND s.taken <> coalesce(u.orders, 0)
           UNION ALL
           SELECT 'saving ' || p.saving_id || ' counts ' || p.taken || ' pieces of ' || p.sku_id || ', there are ' || coalesce(u.pieces, 0)
           FROM savings_piece p LEFT JOIN (SELECT saving_id, sku_id, sum(units) AS pieces FROM savings_use WHERE state <> 'returned'
             GROUP BY saving_id, sku_id) u ON u.saving_id = p.saving_id AND u.sku_id = p.sku_id
           WHERE p.taken <> coalesce(u.pieces, 0)
           UNION ALL
           SELECT 'saving ' || m.saving_id || ' counts ' || m.taken || ' of member ' || m.member_id || ', there are ' || coalesce(u.units, 0)
           FROM savings_share m LEFT JOIN (SELECT saving_id, member_id, sku_id, sum(units) AS units FROM savings_use WHERE state <> 'returned'
             GROUP BY saving_id, member_id, sku_id) u
             ON u.saving_id = m.saving_id AND u.member_id = m.member_id AND u.sku_id IS NOT DISTINCT FROM m.sku_id
           WHERE m.taken <> coalesce(u.units, 0) LIMIT 100"""
    )
    return [row["what"] for row in rows]


async def living(tx: Tx, after: OrderId | None, limit: int) -> list[tuple[OrderId, UseState]]:
    """Orders with uses that count, with their state, in the order of their ids."""
    rows = await tx.fetch(
        """SELECT order_id, min(state) AS state FROM savings_use WHERE state <> 'returned' AND ($1::uuid IS NULL OR order_id > $1)
           GROUP BY order_id ORDER BY order_id LIMIT $2""",
        after,
        limit,
    )
    return [(OrderId.of(row["order_id"]), UseState(row["state"])) for row in rows]
