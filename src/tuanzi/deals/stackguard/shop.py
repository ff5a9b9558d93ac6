"""What the guard looks at, read from the house: goods with their cost, and everything live or scheduled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tuanzi.deals.coupons import api as coupons
from tuanzi.deals.coupons.contracts import KIND as COUPONS
from tuanzi.deals.coupons.contracts import CouponId, CouponTerms, Status, Template
from tuanzi.deals.groupbuy.contracts import KIND as GROUPBUY
from tuanzi.deals.pricing import api as pricing
from tuanzi.deals.pricing.contracts import MEMBER_PRICE, Policy, Scope, Terms
from tuanzi.deals.pricing.ports import Offer
from tuanzi.deals.savings import api as savings
from tuanzi.deals.savings.contracts import KIND as SAVINGS
from tuanzi.deals.savings.contracts import TIMED, Saving, SavingTerms
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import SkuView
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx

HORIZON = timedelta(days=30)
SKUS_MAX = 5_000
MOMENTS_MAX = 16
TEMPLATES_MAX = 200


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything at once. ``moments``: one for each set of savings that are on together, the earliest of each."""

    skus: tuple[SkuView, ...]
    policy: Policy
    offers: tuple[Offer, ...]
    lasting: dict[str, tuple[Terms, ...]]
    savings: tuple[Saving, ...]
    templates: tuple[Template, ...]
    moments: tuple[datetime, ...]
    now: datetime

    def savings_at(self, moment: datetime) -> list[SavingTerms]:
        """The savings that are on at a moment."""
        return [savings.of_draft(each.id, each.draft) for each in self.savings if savings.is_on(each.draft.when, moment)]

    def coupons_of(self, level: int, *, is_new: bool) -> list[CouponTerms]:
        """One coupon of each template that this buyer can come by."""
        found = []
        for template in self.templates:
            issue = template.draft.issue
            if issue.level_min <= level and (is_new or not issue.new_only):
                # The template's own id names its coupon, so that two runs find the same.
                coupon_id = CouponId.of(template.id)
                found.append(
                    CouponTerms(
                        COUPONS,
                        str(coupon_id),
                        template.draft.name,
                        coupon_id=coupon_id,
                        worth=template.draft.worth,
                        valid_since=self.now - HORIZON,
                        valid_until=self.now + 2 * HORIZON,
                        merchant_bps=template.draft.merchant_bps,
                    )
                )
        return found

    def terms_at(self, moment: datetime, held: Sequence[CouponTerms]) -> list[tuple[Offer, Sequence[Terms]]]:
        """Every offer with its terms at a moment, for the quote."""
        on = self.savings_at(moment)
        known: dict[str, Sequence[Terms]] = {
            **self.lasting,
            COUPONS: held,
            SAVINGS: [each for each in on if each.kind == SAVINGS],
            TIMED: [each for each in on if each.kind == TIMED],
        }
        return [(offer, known.get(offer.kind, ())) for offer in self.offers]


async def read(tx: Tx) -> Shop:
    """As it is now, with what is scheduled within the horizon."""
    now = clock.now()
    sku_ids = await catalog.sku_ids_on_sale(tx, SKUS_MAX)
    skus = await catalog.get_skus(tx, sku_ids)
    scope = Scope(tuple(sorted({sku.product_id for sku in skus.values()})), None, now, None, tuple(skus))
    offers = tuple(pricing.offers())
    lasting = {offer.kind: tuple(await offer.describe(tx, scope)) for offer in offers if offer.kind in {GROUPBUY, MEMBER_PRICE}}
    coming = await savings.coming(tx, now, now + HORIZON)
    place = coupons.SORTING.place(None, None)
    templates, _ = await coupons.search(tx, Status.PUBLISHED, None, None, place, TEMPLATES_MAX)
    kept = await pricing.policy(tx)
    return Shop(
        tuple(skus[each] for each in sku_ids if each in skus),
        kept.policy,
        offers,
        lasting,
        tuple(coming),
        tuple(templates),
        _moments(coming, now),
        now,
    )


def _moments(coming: Sequence[Saving], now: datetime) -> tuple[datetime, ...]:
    """Now, and each time a stretch begins that makes a set of savings not seen before."""
    begins = {now, *(since for each in coming for since, _ in savings.times(each.draft.when, now, now + HORIZON))}
    found: dict[frozenset[object], datetime] = {}
    for moment in sorted(begins):
        found.setdefault(frozenset(each.id for each in coming if savings.is_on(each.draft.when, moment)), moment)
    return tuple(found.values())[:MOMENTS_MAX]
