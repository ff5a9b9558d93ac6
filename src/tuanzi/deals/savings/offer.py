"""Savings as pricing sees them: scene prices for a time, and offers of the item and order stages that may be left out for a better set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tuanzi.deals.pricing.api import register
from tuanzi.deals.pricing.contracts import (
    Award,
    Basket,
    Buyer,
    Claim,
    Claimed,
    CutOf,
    Explanation,
    PricedLine,
    Ruling,
    Scope,
    Stage,
    Terms,
)
from tuanzi.deals.pricing.ports import Offer, Selective
from tuanzi.deals.savings import cuts, terms, timed, using
from tuanzi.deals.savings.contracts import KIND, TIMED, SavingKind, SavingTerms
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId

CHOSEN = tuple(kind for kind in SavingKind if kind is not SavingKind.LIMITED_TIME)


class Savings(Selective):
    """Full reductions, n-th pieces, bundles and the like."""

    kind = KIND
    stage = Stage.ITEM
    terms_type = SavingTerms

    @property
    def stack_classes(self) -> tuple[str, ...]:
        """A class for each kind of saving."""
        return tuple(kind.value for kind in CHOSEN)

    async def describe(self, tx: Tx, scope: Scope) -> Sequence[Terms]:
        """Those that count now, prices for a time among them: they lie in one table."""
        return await terms.live(tx, scope)

    def prepare(
        self, terms: Terms, basket: Basket, buyer: Buyer, lines: Sequence[PricedLine], now: datetime
    ) -> tuple[CutOf, Sequence[int]]:
        """One saving."""
        del basket, now
        assert isinstance(terms, SavingTerms)
        return cuts.prepare(terms, buyer, lines)

    def merchant_bps(self, terms: Terms) -> int:
        """As its draft says."""
        assert isinstance(terms, SavingTerms)
        return terms.draft.merchant_bps

    async def claim(self, tx: Tx, claim: Claim, terms: Sequence[Terms]) -> Claimed:
        """What has limits is counted; raises ``SavingGone`` when there is none left."""
        await using.take(tx, claim, [each for each in terms if isinstance(each, SavingTerms)])
        return Claimed()

    async def settle(self, tx: Tx, order_id: OrderId) -> None:
        """The order was paid."""
        await using.settle(tx, order_id)

    async def release(self, tx: Tx, order_id: OrderId, reason: str) -> None:
        """The order closed: what it counted is free again."""
        del reason
        await using.give_back(tx, order_id)


class LimitedTime(Offer):
    """A price for a time: one scene price of a line among others, the lowest counts."""

    kind = TIMED
    stage = Stage.SCENE
    terms_type = SavingTerms

    async def describe(self, tx: Tx, scope: Scope) -> Sequence[Terms]:
        """Nothing by itself: ``Savings`` brings them."""
        del tx, scope
        return ()

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        """Pure. The price of every line that has one; why a buyer cannot have it."""
        del basket, now
        awards: list[Award] = []
        refusals: list[Explanation] = []
        for each in terms:
            if not isinstance(each, SavingTerms):
                continue
            inside = [(index, line) for index, line in enumerate(lines) if line.line.is_within(each.draft.scope, each.draft.scope_ids)]
            refused = cuts.refusal(each, buyer) if inside else None
            for index, line in inside:
                off, pieces = timed.off_of(each, line.line)
                amount = Money(-off, line.amount.currency)
                if refused:
                    refusals.append(Explanation(TIMED, each.label, False, amount, refused.why, refused.fields, each.reference))
                elif off:
                    awards.append(
                        Award(
                            TIMED,
                            each.reference,
                            each.label,
                            amount,
                            (index,),
                            "savings.why_limited_time",
                            fields=(("pieces", pieces),),
                            merchant_bps=each.draft.merchant_bps,
                        )
                    )
                elif not pieces and (why := timed.why_none(each, line.line)):
                    refusals.append(Explanation(TIMED, each.label, False, None, why, (), each.reference))
        return Ruling(tuple(awards), tuple(refusals))

    async def claim(self, tx: Tx, claim: Claim, terms: Sequence[Terms]) -> Claimed:
        """The pieces that go at the price; raises ``SavingGone`` when they have gone meanwhile."""
        await using.take_timed(tx, claim, [each for each in terms if isinstance(each, SavingTerms)])
        return Claimed()


register(LimitedTime())
register(Savings())
