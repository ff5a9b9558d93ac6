"""Everything that must always hold, checked by each domain for its own tables and listed in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from tuanzi.deals.coupons import api as coupons
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.savings import api as savings
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.facts.dispatcher import undelivered
from tuanzi.money.ledger import api as ledger
from tuanzi.money.payments import api as payments
from tuanzi.trade.orders import api as orders
from tuanzi.trust.audit import api as audit

PATIENCE = timedelta(minutes=5)
Check = Callable[[Tx], Awaitable[list[str]]]


async def orphans(tx: Tx) -> list[str]:
    """Reservations that their owner forgot."""
    return [f"inventory: a forgotten reservation: {orphan}" for orphan in await inventory.orphans(tx)]


async def deliveries(tx: Tx) -> list[str]:
    """Facts that a reactor failed on, or that nobody delivers. A fact just recorded is on its way, not lost."""
    return await undelivered(tx, PATIENCE)


async def dead_jobs(tx: Tx) -> list[str]:
    """Jobs that used up their attempts and wait for a person."""
    rows = await tx.fetch("SELECT id, name, error FROM jobs_job WHERE state = 'dead' ORDER BY enqueued_at LIMIT 100")
    return [f"jobs: {row['name']} {row['id']} is dead: {(row['error'] or '')[:120]}" for row in rows]


CHECKS: tuple[Check, ...] = (
    deliveries,
    ledger.verify,
    payments.verify,
    catalog.verify,
    inventory.verify,
    orphans,
    orders.verify,
    groupbuy.verify,
    coupons.verify,
    savings.verify,
    audit.verify_chain,
    dead_jobs,
)


async def run(db: Database) -> list[str]:
    """Every problem found, in words; empty when all is well. One snapshot for all checks."""
    problems: list[str] = []
    async with db.pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        tx = Tx(connection, writes=False)
        for check in CHECKS:
            problems += await check(tx)
    return problems
