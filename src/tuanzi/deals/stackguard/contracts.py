"""The words of the stacking guard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tuanzi.deals.coupons.contracts import CouponTerms
from tuanzi.deals.pricing.contracts import BasketLine, Explanation
from tuanzi.deals.savings.contracts import SavingTerms
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money

LINES_MAX = 4
"""Different SKUs of a basket that the guard looks at."""
PIECES_MAX = 20
"""Pieces of one SKU."""
PATIENCE_S = 8.0
"""Seconds for one question; what was begun is finished."""


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
    """The basket with the lowest margin found, as (place of the item, pieces); empty: there are no goods. ``is_proved``: no basket is worse. ``steps``: baskets
    whose true price was made.
    """

    basket: tuple[tuple[int, int], ...]
    margin: int
    is_proved: bool
    steps: int


class ReportId(Id, prefix="sgr"):
    """One look at everything that is live or scheduled."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line of a worst basket; ``cost`` is what its pieces cost the shop, deals' rewards among it, ``payable`` what the buyer pays for them."""

    sku_id: SkuId
    title: str
    options: tuple[str, ...]
    quantity: int
    unit_price: Money
    payable: Money
    cost: Money


@dataclass(frozen=True, slots=True)
class Case:
    """The worst of one kind of buyer in one scene: ``deal`` is the title of a group-buy ("" without one), ``at`` the moment at which it happens."""

    deal: str
    level: int
    is_new: bool
    at: datetime
    lines: tuple[CaseLine, ...]
    payable: Money
    cost: Money
    reasons: tuple[Explanation, ...]
    is_proved: bool

    @property
    def margin(self) -> Money:
        """What is left."""
        return self.payable - self.cost


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, the worst first: of so many SKUs and offers, within how long."""

    id: ReportId
    made_at: datetime
    skus: int
    offers: int
    took_ms: int
    cases: tuple[Case, ...]
