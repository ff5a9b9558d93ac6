"""What each role earns: margin structure, share of turnover and profit, drift from the mix that is aimed at."""

from __future__ import annotations

from collections.abc import Mapping

from tuanzi.goods.catalog import repository_overview as repository
from tuanzi.goods.catalog.console_contracts import RoleShare
from tuanzi.goods.catalog.contracts import (
    ProductRole,
    SkuId,
)
from tuanzi.goods.catalog.rules import check_targets, margin, shares
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money

ROLES: tuple[ProductRole | None, ...] = (*ProductRole, None)


async def margins_by_role(tx: Tx, sold: Mapping[SkuId, tuple[int, Money]]) -> tuple[RoleShare, ...]:
    """Every role with what it earns; ``sold`` says of each SKU how many pieces a period really sold and what they brought.

    Profit counts the present cost of the pieces. A role that loses money has no share of the profit.
    """
    figures = await repository.figures(tx, sold)
    quantity = dict.fromkeys(ROLES, 0)
    turnover = dict.fromkeys(ROLES, Money(0))
    cost = dict.fromkeys(ROLES, Money(0))
    for sku_id, (pieces, brought) in sold.items():
        known = figures.get(sku_id)
        role = known.role if known else None
        quantity[role] += pieces
        turnover[role] += brought
        cost[role] += (known.cost if known else Money(0)) * pieces
    listed = {row["role"]: row for row in await repository.role_totals(tx)}
    targets = await repository.targets(tx)
    profit = {role: turnover[role] - cost[role] for role in ROLES}
    turnover_shares = shares([turnover[role].minor for role in ROLES])
    profit_shares = shares([profit[role].minor for role in ROLES])
    found = []
    for role, turnover_share, profit_share in zip(ROLES, turnover_shares, profit_shares, strict=True):
        row = listed.get(role)
        target = (targets.get(role, 0) if role else 0) if targets else None
        found.append(
            RoleShare(
                role=role,
                products=row["products"] if row else 0,
                skus=row["skus"] if row else 0,
                list_margin_bps=margin(Money(row["price"]), Money(row["cost"])).bps if row else 0,
                quantity=quantity[role],
                turnover=turnover[role],
                profit=profit[role],
                margin_bps=margin(turnover[role], cost[role]).bps,
                turnover_share_bps=turnover_share,
                profit_share_bps=profit_share,
                target_bps=target,
                drift_bps=None if target is None else turnover_share - target,
            )
        )
    return tuple(found)


async def set_targets(tx: Tx, targets: Mapping[ProductRole, int]) -> None:
    """Aim at this mix of turnover, in bps that make a whole; nothing at all for no aim. Raises ``BadTargets``."""
    check_targets(targets)
    await repository.set_targets(tx, targets)
