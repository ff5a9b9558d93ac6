"""The member price (会员价): a scene price written on the sku, for members from level 1 on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tuanzi.deals.pricing.contracts import (
    MEMBER_LEVEL_MIN,
    MEMBER_PRICE,
    Award,
    Basket,
    Buyer,
    Explanation,
    PricedLine,
    Ruling,
    Scope,
    Stage,
    Terms,
)
from tuanzi.deals.pricing.ports import Offer
from tuanzi.deals.pricing.register import register
from tuanzi.kernel.db import Tx

LABEL = "pricing.member_price"


class MemberPrice(Offer):
    """Nothing about it is scarce, so there is nothing to claim and nothing to give back."""

    kind = MEMBER_PRICE
    stage = Stage.SCENE

    async def describe(self, tx: Tx, scope: Scope) -> Sequence[Terms]:  # noqa: ARG002 - the port's signature; the price stands on the line
        """One offer for everything."""
        return (Terms(self.kind, "", LABEL),)

    def quote(
        self,
        basket: Basket,  # noqa: ARG002 - the port's signature
        buyer: Buyer,
        terms: Sequence[Terms],
        lines: Sequence[PricedLine],
        now: datetime,  # noqa: ARG002 - the port's signature
    ) -> Ruling:
        """The member price of every line that has a lower one; for others the reason why not."""
        awards: list[Award] = []
        refusals: list[Explanation] = []
        for index, priced in enumerate(lines if terms else ()):
            price = priced.line.member_price
            if price is None or price >= priced.line.price:
                continue
            off = (price - priced.line.price) * priced.line.quantity
            if buyer.level >= MEMBER_LEVEL_MIN:
                awards.append(Award(self.kind, "", LABEL, off, (index,), "pricing.member_price_applied"))
            else:
                refusals.append(Explanation(self.kind, LABEL, False, off, "pricing.members_only"))
        return Ruling(tuple(awards), tuple(refusals))


register(MemberPrice())
