"""What a price may be compared with, and whether a promise is true. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tuanzi.deals.pricetruth.contracts import DEAL_WINDOW, DealPrice, Promise, Untruth
from tuanzi.goods.catalog.contracts import PriceKind, PricePeriod
from tuanzi.kernel.money import Money


def reference(deals: Sequence[DealPrice], began: datetime) -> int | None:
    """The lowest deal price of the 7 days before ``began``; without one the last before that; None if nothing was ever dealt.

    明码标价和禁止价格欺诈规定, Art. 16 to 20. Of several last deals at one moment the lowest counts.
    """
    before = [deal for deal in deals if deal.at < began]
    recent = [deal.minor for deal in before if deal.at >= began - DEAL_WINDOW]
    if recent:
        return min(recent)
    return max(before, key=lambda deal: (deal.at, -deal.minor)).minor if before else None


def lowest_asked(periods: Sequence[PricePeriod], until: datetime, window: timedelta) -> Money | None:
    """The lowest single price that stood at some time in the ``window`` before ``until`` (for 30 days: Directive (EU) 2019/2161, Art. 6a)."""
    stood = [
        each.price
        for each in periods
        if each.kind is PriceKind.SINGLE
        and each.since < until
        and (each.until is None or (each.until > until - window and each.until > each.since))
    ]
    return min(stood, key=lambda price: price.minor, default=None)


def untruth(promise: Promise, deals: Sequence[DealPrice], periods: Sequence[PricePeriod], began: datetime) -> Untruth | None:
    """Why a promise that begins at ``began`` may not be made, or None. Who claims no saving promises nothing.

    A price raised within 7 days is no measure, whoever paid it; a price that is not asked beside the deal must have been paid.
    """
    if promise.against.minor <= promise.price.minor:
        return None
    asked = lowest_asked(periods, began, DEAL_WINDOW)
    if asked is not None and asked.minor < promise.against.minor:
        return Untruth(promise, asked, is_raised=True)
    if promise.is_asked:
        return None
    paid = reference(deals, began)
    lawful = Money(paid, promise.against.currency) if paid is not None else asked
    if lawful is None or lawful.minor < promise.against.minor:
        return Untruth(promise, lawful, is_raised=False)
    return None
