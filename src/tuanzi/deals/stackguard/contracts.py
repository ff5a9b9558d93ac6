"""The words of the stacking guard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tuanzi.deals.coupons.contracts import CouponTerms
from tuanzi.deals.pricing.contracts import BasketLine
from tuanzi.deals.savings.contracts import SavingTerms

LINES_MAX = 4
"""Different SKUs of a basket that the guard looks at."""
PIECES_MAX = 20
"""Pieces of one SKU."""
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Item:
    """A SKU as the guard sees it, amounts in minor units: what a piece costs the shop, the lowest scene price that anybody can have, how many pieces one
    may take, and the classes of offers that this scene price shuts out.
    """

    line: BasketLine
    cost: int
    scene: int
    most: int
    shut: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked at: SKUs, savings in the order in which they are applied, coupons that one buyer may hold, and which of the savings (by place) never
    stand together, by the policy or by their times.
    """

    items: tuple[Item, ...]
    savings: tuple[SavingTerms, ...]
    coupons: tuple[CouponTerms, ...] = ()
    apart: frozenset[tuple[int, int]] = frozenset()
    barred: frozenset[int] = frozenset()
    """Savings (by place) that exclude coupons."""
    lines_max: int = LINES_MAX


MarginOf = Callable[[Sequence[tuple[int, int]]], int]
"""The true margin of a basket in minor units: (place of the item, pieces), at whatever moment is worst."""


@dataclass(frozen=True, slots=True)
class Worst:
    """The basket with the lowest margin found, as (place of the item, pieces); empty: no basket at all. ``bound``: nothing has a lower margin than that.
    ``steps``: baskets whose true price was made.
    """

    basket: tuple[tuple[int, int], ...]
    margin: int
    bound: int
    steps: int

    @property
    def is_proved(self) -> bool:
        """Whether the worst is known to be the worst."""
        return self.bound >= self.margin
