"""What an order's price was made from, kept so that it can be priced and explained again years later, whatever has become of the offers."""

from __future__ import annotations

from typing import Any

from tuanzi.deals.pricing import repository, rules
from tuanzi.deals.pricing.contracts import Basket, Buyer, Policy, Quote, Quoted, Terms
from tuanzi.deals.pricing.errors import NoRecord
from tuanzi.deals.pricing.register import offers
from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId


async def keep(tx: Tx, order_id: OrderId, quoted: Quoted) -> None:
    """Write down basket, buyer, every live offer and the policy. Once for each order."""
    said: dict[str, Any] = {
        "basket": codec.dump(Basket, quoted.basket),
        "buyer": codec.dump(Buyer, quoted.buyer),
        "carrying": codec.dump(Money, quoted.carrying),
        "policy": codec.dump(Policy, quoted.policy),
        "terms": {offer.kind: [codec.dump(offer.terms_type, each) for each in quoted.terms.get(offer.kind, ())] for offer in offers()},
    }
    await repository.keep(tx, order_id, said, quoted.now)


async def replay(tx: Tx, order_id: OrderId) -> Quote:
    """The quote of a placed order, made again from what it was made from: the same to the cent and in its hash.

    Raises ``NoRecord`` for an order placed before records were kept. Kinds of deals that this installation no longer has are left out.
    """
    found = await repository.record(tx, order_id)
    if found is None:
        raise NoRecord
    said, at = found
    carrying: Money = codec.load(Money, said["carrying"])
    live = [(offer, tuple(_terms(offer.terms_type, said["terms"].get(offer.kind, ())))) for offer in offers()]
    return rules.quote(
        codec.load(Basket, said["basket"]),
        codec.load(Buyer, said["buyer"]),
        live,
        lambda _: carrying,
        at,
        codec.load(Policy, said["policy"]),
    )


def _terms(kind: type[Terms], said: list[Any]) -> list[Terms]:
    return [codec.load(kind, each) for each in said]
