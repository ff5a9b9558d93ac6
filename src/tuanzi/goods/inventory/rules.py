"""Pure decisions about stock."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory.contracts import LINE_COUNT_MAX, QUANTITY_MAX, ReservationState, StocktakeLine, StocktakeState
from tuanzi.goods.inventory.errors import BadLines, StocktakeClosed

TRANSITIONS: dict[ReservationState, frozenset[ReservationState]] = {
    ReservationState.PENDING: frozenset({ReservationState.CONSUMED, ReservationState.RELEASED}),
    ReservationState.CONSUMED: frozenset(),
    ReservationState.RELEASED: frozenset(),
}
STOCKTAKE_TRANSITIONS: dict[StocktakeState, frozenset[StocktakeState]] = {
    StocktakeState.OPEN: frozenset({StocktakeState.COUNTING, StocktakeState.CANCELLED}),
    StocktakeState.COUNTING: frozenset({StocktakeState.POSTED, StocktakeState.CANCELLED}),
    StocktakeState.POSTED: frozenset(),
    StocktakeState.CANCELLED: frozenset(),
}


def check_step(present: StocktakeState, following: StocktakeState) -> None:
    """Raises ``StocktakeClosed`` if the table does not know this step."""
    if following not in STOCKTAKE_TRANSITIONS[present]:
        raise StocktakeClosed(state=present.value)


def gather(lines: Sequence[tuple[SkuId, int]]) -> tuple[list[SkuId], list[int]]:
    """The lines with equal SKUs added up, in the order in which rows are taken. Raises ``BadLines``."""
    if not 0 < len(lines) <= LINE_COUNT_MAX:
        raise BadLines(count=len(lines), count_max=LINE_COUNT_MAX)
    wanted: dict[SkuId, int] = {}
    for sku_id, quantity in lines:
        if not 0 < quantity <= QUANTITY_MAX:
            raise BadLines(sku_id=sku_id, quantity=quantity)
        wanted[sku_id] = wanted.get(sku_id, 0) + quantity
    ordered = sorted(wanted)
    return ordered, [wanted[sku_id] for sku_id in ordered]


def first_short(wanted: Sequence[SkuId], quantities: Sequence[int], left: dict[SkuId, int]) -> tuple[SkuId, int] | None:
    """The first SKU of which fewer are left than wanted, and how many those are."""
    for sku_id, quantity in zip(wanted, quantities, strict=True):
        have = max(0, left.get(sku_id, 0))
        if have < quantity:
            return sku_id, have
    return None


def runs_low(before: int, after: int, low_at: int) -> bool:
    """Whether what is free falls to the warning level with this change, without being gone."""
    return 0 < after <= low_at < before


def differences(lines: Sequence[StocktakeLine]) -> tuple[list[SkuId], list[int]]:
    """What posting a count changes, in the order in which rows are taken; lines that are right or were not counted change nothing."""
    changed = sorted((line.sku_id, line.difference) for line in lines if line.difference)
    return [sku_id for sku_id, _ in changed], [delta for _, delta in changed]
