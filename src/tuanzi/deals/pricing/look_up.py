"""The inputs of a quote read from the house, in two or three questions whatever the number of lines, and the quote made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tuanzi.deals.pricing import repository, rules
from tuanzi.deals.pricing.contracts import (
    Basket,
    BasketLine,
    Buyer,
    FreeLacks,
    Freight,
    Policy,
    Quoted,
    QuoteRequest,
    Scope,
    Terms,
)
from tuanzi.deals.pricing.errors import NotOnSale
from tuanzi.deals.pricing.ports import Offer
from tuanzi.deals.pricing.register import offers
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import SkuId, SkuView
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts import api as accounts
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.fulfilment.contracts import FreightTemplate
from tuanzi.trade.orders import api as orders


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What a quote is made from, as it was at ``now``."""

    basket: Basket
    buyer: Buyer
    live: Sequence[tuple[Offer, tuple[Terms, ...]]]
    skus: Mapping[SkuId, SkuView]
    templates: Mapping[str, FreightTemplate]
    now: datetime
    policy: Policy


async def look_up(tx: Tx, request: QuoteRequest) -> LookedUp:
    """Everything a quote of this request is made from but where the goods go, which may be asked at the same time.

    Raises ``NotOnSale`` and ``BadBasket``.
    """
    now = clock.now()
    skus, templates = await tx.together(catalog.get_skus(tx, [line.sku_id for line in request.lines]), _templates(tx, request))
    basket = rules.canonical(
        Basket(tuple(_line(skus, line.sku_id, line.quantity) for line in request.lines), request.deal, request.delivery, request.picks)
    )
    products, sku_ids = {line.product_id for line in basket.lines}, tuple(line.sku_id for line in basket.lines)
    scope = Scope(tuple(sorted(products)), request.deal, now, request.buyer_id, sku_ids)
    kinds = offers()
    kept, described = await tx.together(repository.policy(tx), tx.together(*(offer.describe(tx, scope) for offer in kinds)))
    found = [each for terms in described for each in terms]
    live = [(offer, tuple(each for each in found if each.kind == offer.kind)) for offer in kinds]
    buyer = await _buyer(tx, request, basket, found)
    return LookedUp(basket, buyer, live, skus, templates, now, kept.policy)


def quote_from(found: LookedUp, region_code: str | None) -> Quoted:
    """The quote for goods that go to ``region_code``; None: freight is not known yet and counts as nothing.

    Raises ``UnknownDeal``, the chosen deal's own errors, and ``fulfilment.NotDeliverable``.
    """
    freight, lacks = _freight(found, region_code), _free_lacks(found, region_code)
    quote = rules.quote(found.basket, found.buyer, found.live, freight, found.now, found.policy, lacks)
    terms = {offer.kind: terms for offer, terms in found.live}
    return Quoted(quote, found.basket, found.buyer, terms, found.skus, found.now, found.policy)


def _line(skus: Mapping[SkuId, SkuView], sku_id: SkuId, quantity: int) -> BasketLine:
    sku = skus.get(sku_id)
    if sku is None or not sku.is_on_sale:
        raise NotOnSale(sku_id=sku_id)
    return BasketLine.of(sku, quantity)


async def _buyer(tx: Tx, request: QuoteRequest, basket: Basket, terms: Sequence[Terms]) -> Buyer:
    """Look up only what some line or some terms ask for."""
    if request.buyer_id is None:
        return Buyer(is_new=True)
    level = 0
    if any(line.member_price is not None for line in basket.lines) or any(each.asks_level for each in terms):
        level = (await accounts.get(tx, request.buyer_id)).level
    is_new = any(each.asks_is_new for each in terms) and await orders.paid_count(tx, request.buyer_id) == 0
    return Buyer(request.buyer_id, level, is_new)


async def _templates(tx: Tx, request: QuoteRequest) -> Mapping[str, FreightTemplate]:
    return {} if request.delivery == "pickup" else await fulfilment.templates(tx)


def _freight(found: LookedUp, region_code: str | None) -> Freight:
    if found.basket.delivery == "pickup" or region_code is None:
        return lambda lines: Money(0, lines[0].amount.currency)
    return lambda lines: fulfilment.calc_freight(found.templates, lines, region_code)


def _free_lacks(found: LookedUp, region_code: str | None) -> FreeLacks:
    if region_code is None or found.basket.deal:
        return lambda _: None
    return lambda lines: fulfilment.free_lacks(found.templates, lines, region_code)
