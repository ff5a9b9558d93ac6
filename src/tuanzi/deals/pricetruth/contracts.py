"""The words of price truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tuanzi.goods.catalog.contracts import PricePeriod, SkuId
from tuanzi.kernel.money import Money

DEAL_WINDOW = timedelta(days=7)
"""How far back the lowest deal price is looked for."""
LOWEST_WINDOW = timedelta(days=30)
"""How far back the lowest price asked is looked for."""
SHOWN_DAYS = 90
"""How much of the history the console draws."""
PROMISES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class DealPrice:
    """What one piece cost a buyer who paid at ``at``, in minor units."""

    at: datetime
    minor: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A deal offers a piece for ``price`` and compares that with ``against``.

    ``is_asked``: ``against`` is the single price that everybody can pay beside the deal, and is shown under that name; it needs no deal to be true.
    """

    sku_id: SkuId
    price: Money
    against: Money
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Untruth:
    """Why a promise may not be made: ``against`` is above ``lawful``. ``is_raised``: it was raised within the window; else it was never paid."""

    promise: Promise
    lawful: Money | None
    is_raised: bool


@dataclass(frozen=True, slots=True)
class SkuTruth:
    """What the console shows of a SKU: its prices, what may be said of them, and what was dealt.

    ``deal_7``: lowest deal price of the last 7 days; ``lowest_30``: lowest single price asked in the last 30.
    """

    sku_id: SkuId
    code: str
    options: tuple[str, ...]
    price: Money
    struck: Money | None
    deal_7: Money | None
    lowest_30: Money | None
    periods: tuple[PricePeriod, ...]
