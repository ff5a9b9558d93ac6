"""Welcome as pricing sees it."""

from collections.abc import Sequence
from datetime import datetime

from tests.deals.toy import repository
from tuanzi.deals.pricing.api import register
from tuanzi.deals.pricing.contracts import Award, Basket, Buyer, Claim, Claimed, PricedLine, Ruling, Scope, Stage, Terms
from tuanzi.deals.pricing.ports import Offer
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errors import Conflict
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId


class WelcomeTaken(Conflict):
    """The member has another open order with the welcome."""

    code = "welcome.taken"


class Welcome(Offer):
    kind = "welcome"
    stage = Stage.ORDER

    async def describe(self, tx: Tx, scope: Scope) -> Sequence[Terms]:
        return (Terms(self.kind, "", "新人礼", asks_is_new=True),)

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        if not (terms and buyer.is_new):
            return Ruling()
        everything = tuple(range(len(lines)))
        return Ruling((Award(self.kind, "", terms[0].label, Money(-500), everything, "welcome.why"),))

    async def claim(self, tx: Tx, claim: Claim, terms: Sequence[Terms]) -> Claimed:
        if not await repository.take(tx, claim.member_id, claim.order_id):
            raise WelcomeTaken
        return Claimed()

    async def release(self, tx: Tx, order_id: OrderId, reason: str) -> None:
        await repository.give_back(tx, order_id)


register(Welcome())
