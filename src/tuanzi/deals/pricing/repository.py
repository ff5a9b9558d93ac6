"""The SQL of pricing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.deals.pricing.contracts import KeptPolicy, Policy
from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx


async def policy(tx: Tx) -> KeptPolicy:
    """The stacking policy; the default of version 0 before anybody wrote one."""
    row = await tx.fetchrow("SELECT policy, version, updated_at FROM pricing_policy")
    if row is None:
        return KeptPolicy(Policy(), 0, None)
    return KeptPolicy(codec.load(Policy, row["policy"]), row["version"], row["updated_at"])


async def write_policy(tx: Tx, said: Policy, version: int, now: datetime) -> bool:
    """Replace it if it still has this version; False if it has another. One conditional statement."""
    return bool(
        await tx.execute(
            """INSERT INTO pricing_policy (policy, version, updated_at)
               SELECT $2, 1, $3 WHERE $1 = 0 OR EXISTS (SELECT FROM pricing_policy)
               ON CONFLICT (is_only) DO UPDATE SET policy = $2, version = pricing_policy.version + 1, updated_at = $3
               WHERE pricing_policy.version = $1""",
            version,
            codec.dump(Policy, said),
            now,
        )
    )


async def keep(tx: Tx, order_id: UUID, said: dict[str, Any], now: datetime) -> None:
    """What an order's price was made from. Once: an order is priced when it is placed."""
    await tx.execute("INSERT INTO pricing_record (order_id, said, at) VALUES ($1, $2, $3)", order_id, said, now)


async def record(tx: Tx, order_id: UUID) -> tuple[dict[str, Any], datetime] | None:
    """What an order's price was made from, and when."""
    row = await tx.fetchrow("SELECT said, at FROM pricing_record WHERE order_id = $1", order_id)
    return (row["said"], row["at"]) if row else None
