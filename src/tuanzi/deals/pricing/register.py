"""Which kinds of deals this installation has."""

from __future__ import annotations

from tuanzi.deals.pricing.ports import Offer
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, on
from tuanzi.trade.orders.events import OrderClosed, OrderPaid

_offers: dict[str, Offer] = {}


def register(offer: Offer) -> None:
    """Plug a kind of deal in: it is asked at every quote and hears what becomes of the orders. Once per process, from wiring.

    Each deal hears by reactors of its own, ``pricing.settle_<kind>`` and ``pricing.release_<kind>``, so that one deal's
    trouble never stops another's.
    """
    if offer.kind in _offers:
        raise ValueError(f"a deal of kind {offer.kind} is registered already")
    _offers[offer.kind] = offer

    async def settle(tx: Tx, fact: OrderPaid, _: Delivery[OrderPaid]) -> None:
        await offer.settle(tx, fact.order_id)

    async def release(tx: Tx, fact: OrderClosed, _: Delivery[OrderClosed]) -> None:
        await offer.release(tx, fact.order_id, fact.reason)

    settle.__name__, release.__name__ = f"settle_{offer.kind}", f"release_{offer.kind}"
    if type(offer).settle is not Offer.settle:
        on(OrderPaid)(settle)
    if type(offer).release is not Offer.release:
        on(OrderClosed)(release)


def offers() -> list[Offer]:
    """All kinds, in the order in which they are applied and claimed: that order is also the order of their locks."""
    return sorted(_offers.values(), key=lambda offer: (offer.stage, offer.kind))
