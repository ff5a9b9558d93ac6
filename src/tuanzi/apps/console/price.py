"""Prices at the console: an old order's price explained again, and what a saving would do to a basket before it is published."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from tuanzi.deals.pricing import api as pricing
from tuanzi.deals.pricing.contracts import LINES_MAX, QUANTITY_MAX, Buyer, Quote, QuoteRequest, Wanted
from tuanzi.deals.pricing.errors import BadBasket, NoRecord, NotOnSale
from tuanzi.deals.pricing.http import PriceReason
from tuanzi.deals.savings import api as savings
from tuanzi.deals.savings.contracts import SavingId
from tuanzi.deals.savings.http import SavingIn
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.http import Call, CallContext, Router, Wire, staff
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId

console = Router(tags=["pricing"])


class PricedLineOut(Wire):
    """A line: ``unit_price`` is the price of one piece alone, ``scene_price`` that in its scene; the rest is for the whole line."""

    sku_id: SkuId
    title: str
    options: list[str]
    quantity: int
    unit_price: Money
    scene_price: Money
    discount: Money
    payable: Money


class PriceExplained(Wire):
    """A price with every cent explained."""

    lines: list[PricedLineOut]
    goods_total: Money
    discount_total: Money
    freight: Money
    payable: Money
    reasons: list[PriceReason]


class PreviewLine(Wire):
    """So many pieces of a SKU."""

    sku_id: SkuId
    quantity: Annotated[int, Field(ge=1, le=QUANTITY_MAX)]


class SavingPreviewIn(Wire):
    """A saving as written so far, a basket, and who buys it."""

    saving: SavingIn
    lines: Annotated[list[PreviewLine], Field(min_length=1, max_length=LINES_MAX)]
    level: Annotated[int, Field(ge=0, le=100)] = 0
    is_new: bool = False


class SavingPreview(Wire):
    """What the basket costs without and with the saving, everything else as it is now. Carrying counts as nothing."""

    before: PriceExplained
    after: PriceExplained


async def _explained(call: CallContext, quote: Quote) -> PriceExplained:
    skus = await catalog.get_skus(call.tx, [line.sku_id for line in quote.lines])
    return PriceExplained(
        lines=[
            PricedLineOut(
                sku_id=line.sku_id,
                title=skus[line.sku_id].title if line.sku_id in skus else "",
                options=list(skus[line.sku_id].options) if line.sku_id in skus else [],
                quantity=line.quantity,
                unit_price=line.unit_price,
                scene_price=line.scene_price,
                discount=line.discount,
                payable=line.payable,
            )
            for line in quote.lines
        ],
        goods_total=quote.goods_total,
        discount_total=quote.discount_total,
        freight=quote.freight,
        payable=quote.payable,
        reasons=[PriceReason.of(said, call.language) for said in quote.explanations],
    )


@console.get("/orders/{order_id}/price", access=staff("orders.read", "own"), errors=[NoRecord])
async def explain_price(call: Call, order_id: OrderId) -> PriceExplained:
    """How this order came to its price: the quote made again from what it was made from."""
    return await _explained(call, await pricing.replay(call.tx, order_id))


@console.post("/savings-preview", access=staff("savings.read", "common"), writes=False, errors=[BadBasket, NotOnSale])
async def preview_saving(call: Call, body: SavingPreviewIn) -> SavingPreview:
    """What a saving would do to a basket now, as if its time had come."""
    found = await pricing.look_up(call.tx, QuoteRequest(tuple(Wanted(line.sku_id, line.quantity) for line in body.lines)))
    found = replace(found, buyer=Buyer(None, body.level, body.is_new))
    terms = savings.of_draft(SavingId.new(), body.saving.draft())
    more = replace(found, live=[(offer, (*known, terms) if offer.kind == terms.kind else known) for offer, known in found.live])
    before, after = pricing.quote_from(found, None), pricing.quote_from(more, None)
    return SavingPreview(before=await _explained(call, before.quote), after=await _explained(call, after.quote))
