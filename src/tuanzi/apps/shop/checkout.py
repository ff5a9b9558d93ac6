"""Checkout at the shop's door: the price of a basket, the order, and the choice of who paid too late."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from tuanzi.deals.coupons.contracts import USED_TOGETHER_MAX, CouponId
from tuanzi.deals.coupons.errors import CouponGone
from tuanzi.deals.groupbuy import errors as groupbuy
from tuanzi.deals.pricing.contracts import LINES_MAX, QUANTITY_MAX, DealChoice, Explanation, LinePrice, Quoted, Wanted
from tuanzi.deals.pricing.errors import BadBasket, NotOnSale, UnknownDeal
from tuanzi.deals.pricing.http import PriceReason
from tuanzi.deals.savings.errors import SavingGone
from tuanzi.flows import checkout as flow
from tuanzi.flows.errors import AddressMissing, PickupPointUnknown, QuoteChanged
from tuanzi.flows.late_choice import late_choice
from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationId
from tuanzi.goods.inventory.errors import SoldOut
from tuanzi.growth.sharing import api as sharing
from tuanzi.kernel.http import Call, Rate, Router, Wire, anyone, member
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.kernel.pictures import Picture
from tuanzi.people.accounts.contracts import AddressId, MemberId
from tuanzi.people.accounts.errors import AccountGone, AddressNotFound
from tuanzi.trade.fulfilment.errors import NotDeliverable
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import REMARK_LENGTH_MAX, Attribution, Journey, Order, OrderId, OrderPage, TimelineEntry
from tuanzi.trade.orders.errors import NotLate, OrderNotFound
from tuanzi.trade.orders.http import OrderOut, order_out

shop = Router(tags=["checkout"])

Delivery = Literal["ship", "pickup"]
PRICING_ERRORS = [
    BadBasket,
    NotOnSale,
    UnknownDeal,
    NotDeliverable,
    AddressNotFound,
    groupbuy.ActivityNotFound,
    groupbuy.ActivityOver,
    groupbuy.NewMembersOnly,
    groupbuy.DeliveryNotOffered,
    groupbuy.SkuNotInActivity,
]
CLAIM_ERRORS = [
    SoldOut,
    groupbuy.TeamNotFound,
    groupbuy.TeamNotOpen,
    groupbuy.TeamFull,
    groupbuy.TeamEnded,
    groupbuy.AlreadyInTeam,
    groupbuy.LimitReached,
    groupbuy.ActivitySoldOut,
    CouponGone,
    SavingGone,
]


class LineIn(Wire):
    """So many pieces of a sku."""

    sku_id: SkuId
    quantity: Annotated[int, Field(ge=1, le=QUANTITY_MAX)]


class DealIn(Wire):
    """The scene the buyer came for; without a team the buyer opens one."""

    kind: Annotated[str, Field(min_length=1, max_length=40)]
    activity_id: Annotated[str, Field(min_length=1, max_length=64)]
    team_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class QuoteIn(Wire):
    """What somebody wants to buy, and how to get it. ``coupon_ids``: which coupons to use; null: the best, empty: none."""

    lines: Annotated[list[LineIn], Field(min_length=1, max_length=LINES_MAX)]
    deal: DealIn | None = None
    delivery: Delivery = "ship"
    address_id: AddressId | None = None
    pickup_point_id: LocationId | None = None
    coupon_ids: Annotated[list[CouponId], Field(max_length=USED_TOGETHER_MAX)] | None = None

    def intent(self) -> flow.Intent:
        """As the flow knows it."""
        deal = DealChoice(self.deal.kind, self.deal.activity_id, self.deal.team_id) if self.deal else None
        lines = tuple(Wanted(line.sku_id, line.quantity) for line in self.lines)
        picks = tuple(str(each) for each in self.coupon_ids) if self.coupon_ids is not None else None
        return flow.Intent(lines, deal, self.delivery, self.address_id, self.pickup_point_id, picks)


class OrderIn(QuoteIn):
    """What the buyer confirms: ``quote_hash`` names the quote that was on the screen."""

    quote_hash: Annotated[str, Field(min_length=1, max_length=64)]
    remark: Annotated[str, Field(max_length=REMARK_LENGTH_MAX)] = ""
    share_code: Annotated[str, Field(max_length=40)] | None = None


class QuoteLine(Wire):
    """``unit_price`` is the price of one piece alone, ``scene_price`` that in its scene; the rest is for the whole line."""

    sku_id: SkuId
    product_id: ProductId
    title: str
    options: list[str]
    picture: Picture | None
    quantity: int
    unit_price: Money
    scene_price: Money
    discount: Money
    payable: Money


class QuoteAdjustment(Wire):
    """What one source took off one line."""

    source: str
    label: str
    amount: Money
    line: SkuId
    bearer: str


class QuoteHint(Wire):
    """What is lacking for more: ``missing`` money, or so many ``pieces``; ``gain`` says what one would get."""

    missing: Money | None
    pieces: int
    gain: str


class QuoteExplanation(PriceReason):
    """A rule, whether it was applied, and why; ``reference`` names the very coupon or saving, ``hint`` what a little more would bring."""

    hint: QuoteHint | None


class PickupPointOut(Wire):
    """Where goods may be fetched."""

    id: LocationId
    name: str
    address: str
    hours: str


class QuoteOut(Wire):
    """The price of a basket, and every cent explained."""

    hash: str
    lines: list[QuoteLine]
    goods_total: Money
    discount_total: Money
    freight: Money
    freight_off: Money
    payable: Money
    adjustments: list[QuoteAdjustment]
    explanations: list[QuoteExplanation]
    pickup_points: list[PickupPointOut] | None = None


class Placed(Wire):
    """The order that was made."""

    order: OrderOut


class LateChoiceIn(Wire):
    """A team of one's own, or the money back to where it came from or into the wallet."""

    choice: Literal["new_team", "refund"]
    refund_to: Literal["gateway", "balance"] = "gateway"


def _line(line: LinePrice, quoted: Quoted) -> QuoteLine:
    sku = quoted.skus[line.sku_id]
    return QuoteLine(
        sku_id=line.sku_id,
        product_id=line.product_id,
        title=sku.title,
        options=list(sku.options),
        picture=Picture.of_optional(sku.picture_key, sku.title),
        quantity=line.quantity,
        unit_price=line.unit_price,
        scene_price=line.scene_price,
        discount=line.discount,
        payable=line.payable,
    )


def _explanation(said: Explanation, language: str) -> QuoteExplanation:
    hint = said.hint
    more = QuoteHint(missing=hint.missing, pieces=hint.pieces, gain=text(hint.gain, language, dict(hint.fields))) if hint else None
    return QuoteExplanation.of(said, language, hint=more)


def quote_out(quoted: Quoted, wanted: list[LineIn], language: str, points: list[PickupPointOut] | None = None) -> QuoteOut:
    """A quote on the wire, its lines in the order in which they were asked for."""
    quote = quoted.quote
    by_sku = {line.sku_id: line for line in quote.lines}
    return QuoteOut(
        hash=quote.hash,
        lines=[_line(by_sku[line.sku_id], quoted) for line in wanted],
        goods_total=quote.goods_total,
        discount_total=quote.discount_total,
        freight=quote.freight,
        freight_off=quote.freight_off,
        payable=quote.payable,
        adjustments=[
            QuoteAdjustment(
                source=each.source,
                label=text(each.label, language),
                amount=each.amount,
                line=quote.lines[each.line].sku_id,
                bearer=each.bearer,
            )
            for each in quote.adjustments
        ],
        explanations=[_explanation(each, language) for each in quote.explanations],
        pickup_points=points,
    )


@shop.post("/quotes", access=anyone(), writes=False, errors=PRICING_ERRORS, rate=Rate("quotes", 120, 60))
async def quote(call: Call, body: QuoteIn) -> QuoteOut:
    """What would this cost me now, and why?"""
    buyer_id = MemberId.of(call.member_id_or_none) if call.member_id_or_none else None
    priced = await flow.price(call.tx, buyer_id, body.intent())
    points = None
    if body.delivery == "pickup":
        points = [
            PickupPointOut(id=point.id, name=point.name, address=point.address, hours=point.hours)
            for point in await inventory.pickup_points(call.tx)
        ]
    return quote_out(priced.quoted, body.lines, call.language, points)


@shop.post(
    "/orders",
    access=member(),
    idempotent=True,
    status_code=201,
    errors=[*PRICING_ERRORS, *CLAIM_ERRORS, QuoteChanged, AddressMissing, PickupPointUnknown, AccountGone],
)
async def place(call: Call, body: OrderIn) -> Placed:
    """Order what the quote showed; if anything has changed the present quote comes back and nothing has happened."""
    buyer_id = MemberId.of(call.member_id)

    def show(quoted: Quoted) -> Any:
        return quote_out(quoted, body.lines, call.language).model_dump(mode="json")

    priced, attribution = await call.tx.together(
        flow.price(call.tx, buyer_id, body.intent()), _attribution(call, buyer_id, body.share_code)
    )
    order = await flow.checkout(call.tx, buyer_id, priced, body.quote_hash, show, remark=body.remark.strip(), attribution=attribution)
    return Placed(order=order_out(await _page(call, order), call.language))


async def _attribution(call: Call, buyer_id: MemberId, share_code: str | None) -> Attribution | None:
    """Who brought this buyer, for the order to keep."""
    window = timedelta(days=call.config.attribution_days)
    found = await sharing.credit(call.tx, call.visitor_id, buyer_id, share_code, window)
    return Attribution(found.code, found.sharer_id, found.channel, found.at) if found else None


async def _page(call: Call, order: Order) -> OrderPage:
    """The page of an order that was placed a moment ago: its story is known, nothing needs reading but where to fetch it."""
    point = None
    if order.pickup_location_id is not None:
        point = next((each for each in await inventory.pickup_points(call.tx) if each.id == order.pickup_location_id), None)
    return OrderPage(order, (TimelineEntry(order.placed_at, "placed", {}),), Journey(), point)


@shop.post(
    "/orders/{order_id}/late-choice",
    access=member(),
    idempotent=True,
    errors=[
        OrderNotFound,
        NotLate,
        SoldOut,
        groupbuy.TeamNotFound,
        groupbuy.ActivityOver,
        groupbuy.LimitReached,
        groupbuy.ActivitySoldOut,
    ],
)
async def choose_late(call: Call, order_id: OrderId, body: LateChoiceIn) -> OrderOut:
    """My payment came after the team was full: lead a team of my own, or take the money back."""
    buyer_id = MemberId.of(call.member_id)
    await late_choice(call.tx, buyer_id, order_id, body.choice, body.refund_to)
    return order_out(await orders.page_for(call.tx, buyer_id, order_id, call.language), call.language)
