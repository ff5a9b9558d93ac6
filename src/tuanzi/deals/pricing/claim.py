"""Taking what is scarce for an order."""

from __future__ import annotations

from tuanzi.deals.pricing.contracts import Claim, Claimed, Quoted
from tuanzi.deals.pricing.record import keep
from tuanzi.deals.pricing.register import offers
from tuanzi.deals.pricing.rules import claimants
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import HoldDraft, OrderId


async def claim(tx: Tx, quoted: Quoted, order_id: OrderId, member_id: MemberId, pay_within_s: int) -> Claimed:
    """Claim for every offer that priced the quote, in stage order; what they ask of the order in return, taken together. What the price was made
    from is kept, so that it can be explained as long as the order exists.

    Runs before stock is reserved: locks are taken deal first. Raises the error of the first offer that cannot give.
    """
    await keep(tx, order_id, quoted)
    kinds = claimants(quoted.basket, quoted.quote)
    holds: list[HoldDraft] = []
    for offer in offers():
        if offer.kind not in kinds:
            continue
        asked = Claim(order_id, member_id, quoted.basket, quoted.buyer, quoted.quote, pay_within_s, quoted.now)
        given = await offer.claim(tx, asked, quoted.terms.get(offer.kind, ()))
        holds += given.holds
        if given.pay_within_s is not None:
            pay_within_s = min(pay_within_s, given.pay_within_s)
    return Claimed(tuple(holds), pay_within_s)
