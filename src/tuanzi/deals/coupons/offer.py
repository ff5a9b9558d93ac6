"""Coupons as pricing sees them: those that the buyer holds, the best of them or the ones the buyer picked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tuanzi.deals.coupons import repository_coupons as repository
from tuanzi.deals.coupons import rules, using
from tuanzi.deals.coupons.contracts import KIND, CouponId, CouponTerms
from tuanzi.deals.pricing.api import register
from tuanzi.deals.pricing.contracts import Award, Basket, Buyer, Claim, Claimed, Explanation, PricedLine, Ruling, Scope, Stage, Terms
from tuanzi.deals.pricing.ports import Offer
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId


class Coupons(Offer):
    """What the buyer holds comes off; a coupon that does not says why, so that the buyer can choose."""

    kind = KIND
    stage = Stage.COUPON
    terms_type = CouponTerms

    async def describe(self, tx: Tx, scope: Scope) -> Sequence[Terms]:
        """The buyer's unused coupons. One query; none for a guest."""
        return await repository.held_by(tx, scope.buyer_id, scope.now) if scope.buyer_id else ()

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        """Pure. The best combination, or exactly what was picked as far as it may be used together."""
        del buyer
        freight = basket.freight or Money(0, lines[0].amount.currency)
        fits = [rules.fit(each, lines, freight, now) for each in terms if isinstance(each, CouponTerms)]
        wanted = fits if basket.picks is None else [each for each in fits if str(each.terms.coupon_id) in basket.picks]
        chosen = rules.best(wanted, lines, freight)
        off = rules.shares(chosen, rules.amounts(lines), freight.minor, rules.most_of(lines, freight))
        awards = tuple(_award(each, amount) for each, amount in zip(chosen, off, strict=True))
        used = {each.terms.coupon_id for each in chosen}
        return Ruling(awards, tuple(_refusal(each, basket) for each in fits if each.terms.coupon_id not in used))

    async def claim(self, tx: Tx, claim: Claim, terms: Sequence[Terms]) -> Claimed:
        """The coupons of the quote, for this order alone. Raises ``CouponGone``."""
        del terms
        saved: dict[CouponId, int] = {}
        for said in claim.quote.explanations:
            if said.rule == KIND and said.applied and said.amount:
                saved[CouponId.parse(said.reference)] = -said.amount.minor
        await using.hold(tx, claim.member_id, claim.order_id, saved)
        return Claimed()

    async def settle(self, tx: Tx, order_id: OrderId) -> None:
        """The order was paid: its coupons are used, and their cost is posted."""
        await using.use(tx, order_id)

    async def release(self, tx: Tx, order_id: OrderId, reason: str) -> None:
        """The order closed: unpaid, its coupons are free again; refunded in full, they come back if their template says so."""
        del reason
        await using.give_back(tx, order_id)


def _award(each: rules.Fit, off: int) -> Award:
    terms = each.terms
    amount = Money(-off, each.off.currency)
    return Award(
        KIND,
        str(terms.coupon_id),
        terms.label,
        amount,
        each.lines,
        "coupons.why_used",
        merchant_bps=terms.merchant_bps,
        of_freight=each.of_freight,
    )


def _refusal(each: rules.Fit, basket: Basket) -> Explanation:
    """Why a coupon is not used: what is lacking, or that another choice was made."""
    terms = each.terms
    if each.why:
        fields = (("missing", f"{each.missing.minor / 100:.2f}"),) if each.missing else ()
        return Explanation(KIND, terms.label, False, each.missing, each.why, fields, str(terms.coupon_id))
    picked = basket.picks is not None and str(terms.coupon_id) not in basket.picks
    return Explanation(
        KIND, terms.label, False, -each.off, "coupons.why_not_picked" if picked else "coupons.why_other_better", (), str(terms.coupon_id)
    )


register(Coupons())
