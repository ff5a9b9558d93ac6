"""What a deal must be able to do. One class per kind of deal, registered with ``pricing.register`` from its ``offer.py``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from tuanzi.deals.pricing.contracts import Basket, Buyer, Claim, Claimed, CutOf, PricedLine, Ruling, Scope, Stage, Terms
from tuanzi.kernel.db import Tx
from tuanzi.trade.orders.contracts import OrderId


class Offer(Protocol):
    """A kind of deal; subclass it. ``kind`` is its one name: source of its adjustments, rule of its explanations, deal of its buyers.

    A deal in which nothing is scarce keeps ``claim``, ``release`` and ``settle`` as they are here.
    """

    kind: str
    stage: Stage
    terms_type: type[Terms] = Terms
    """Of what its terms are, to read those of an old order."""

    @property
    def stack_classes(self) -> tuple[str, ...]:
        """Its classes in the stacking policy."""
        return (self.kind,)

    async def describe(self, tx: Tx, scope: Scope) -> Sequence[Terms]:
        """The live offers of this kind in ``scope``: for the quote, the product page and whoever searches the worst case. Kinds that lie in one
        table may leave it to one of them to bring the terms of all, each with its own ``kind``.
        """
        ...

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        """Pure. What this kind gives to ``lines`` (indices count from 0), and why not more.

        If the buyer chose this kind (``basket.deal``) and cannot have it, raise the deal's own error.
        """
        ...

    async def claim(self, tx: Tx, claim: Claim, terms: Sequence[Terms]) -> Claimed:
        """Take what is scarce (seat, quota, coupon) for the order, in one conditional statement, before its stock is reserved.

        Called for every kind with an adjustment in the quote or chosen by the buyer. Raises the deal's errors when it is gone.
        """
        del tx, claim, terms
        return Claimed()

    async def release(self, tx: Tx, order_id: OrderId, reason: str) -> None:
        """The order closed: give back what ``claim`` took. Idempotent; called for every closed order."""
        del tx, order_id, reason

    async def settle(self, tx: Tx, order_id: OrderId) -> None:
        """The order was paid: what ``claim`` took is used for good. Idempotent; called for every paid order."""
        del tx, order_id


class Selective(Offer, Protocol):
    """A kind whose offers may be left out one by one for a better set (their terms have a ``stack``). ``quote`` is not asked; ``prepare`` is."""

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        """Nothing by itself."""
        del basket, buyer, terms, lines, now
        return Ruling()

    def prepare(
        self, terms: Terms, basket: Basket, buyer: Buyer, lines: Sequence[PricedLine], now: datetime
    ) -> tuple[CutOf, Sequence[int]]:
        """What one offer takes from these lines at their scene prices, as a function of what they cost then; and the lines it looks at."""

    def merchant_bps(self, terms: Terms) -> int:
        """The part of an offer that the merchant bears, in 1/10,000."""
