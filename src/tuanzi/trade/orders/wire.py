"""Orders as they cross the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel import clock
from tuanzi.kernel.http import Wire
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.kernel.pictures import Picture
from tuanzi.money.payments.contracts import RefundId
from tuanzi.trade.orders.contracts import Order, OrderId, OrderLine, OrderLineId, OrderPage, State
from tuanzi.trade.orders.labels import label_or, refund_label

Action = Literal["pay", "cancel", "receive", "track", "share_team", "late_choice"]
TEAM = "groupbuy"
"""The reason of the hold whose reference is a team; the wire names it, orders itself knows only holds."""


class CardLine(Wire):
    """A line in a list."""

    title: str
    options: list[str]
    picture: Picture | None
    quantity: int
    payable: Money


class OrderCard(Wire):
    """An order in the shopper's list."""

    id: OrderId
    number: str
    state: State
    state_label: str
    lines: list[CardLine]
    payable: Money
    placed_at: datetime
    pay_before: datetime | None
    team_id: str | None
    actions: list[Action]


class LineOut(Wire):
    """A line with its prices, as agreed."""

    id: OrderLineId
    product_id: ProductId
    sku_id: SkuId
    title: str
    options: list[str]
    picture: Picture | None
    quantity: int
    unit_price: Money
    discount: Money
    payable: Money
    refunded: Money
    refunded_quantity: int


class AdjustmentOut(Wire):
    """What one source took off one line."""

    source: str
    label: str
    amount: Money
    line: SkuId
    bearer: str


class AddressOut(Wire):
    """Where it goes."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    region_code: str
    detail: str


class PickupPointOut(Wire):
    """Where it waits."""

    id: str
    name: str
    address: str
    hours: str


class PickupOut(Wire):
    """Where to fetch it; the code once it lies there."""

    point: PickupPointOut
    code: str | None
    qr_svg: str | None


class TimelineOut(Wire):
    """What happened when."""

    at: datetime
    event: str
    label: str


class OrderRefundOut(Wire):
    """Money on its way back."""

    id: RefundId | None
    amount: Money
    state: Literal["pending", "done", "failed"]
    to: str
    reason: str
    at: datetime


class LateChoiceOut(Wire):
    """Paid too late for the team: what the buyer may choose, and until when."""

    expires_at: datetime
    options: list[Literal["new_team", "refund"]]


class ParcelEventOut(Wire):
    """Where a parcel was seen."""

    at: datetime
    text: str


class ParcelOut(Wire):
    """A parcel with its way, newest first."""

    id: str
    carrier: str
    carrier_name: str
    waybill: str
    events: list[ParcelEventOut]


class OrderOut(Wire):
    """An order, whole."""

    id: OrderId
    number: str
    state: State
    state_label: str
    waiting_for: str | None
    lines: list[LineOut]
    goods_total: Money
    discount_total: Money
    freight: Money
    payable: Money
    paid: Money
    refunded: Money
    adjustments: list[AdjustmentOut]
    delivery: Literal["ship", "pickup"]
    address: AddressOut | None
    pickup: PickupOut | None
    remark: str
    placed_at: datetime
    pay_before: datetime | None
    paid_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    close_label: str | None
    team_id: str | None
    timeline: list[TimelineOut]
    refunds: list[OrderRefundOut]
    late_choice: LateChoiceOut | None
    actions: list[Action]
    parcels: list[ParcelOut]


def actions(order: Order) -> list[Action]:
    """What the buyer may do now."""
    found: list[Action] = []
    if order.state is State.AWAITING_PAYMENT:
        found.append("pay")
    if order.state in {State.AWAITING_PAYMENT, State.PREPARING}:
        found.append("cancel")
    if order.state is State.SHIPPED:
        found.append("receive")
    if order.delivery == "ship" and order.shipped_at is not None:
        found.append("track")
    if order.state is State.WAITING and team_of(order):
        found.append("share_team")
    if _late_choice(order):
        found.append("late_choice")
    return found


def team_of(order: Order) -> str | None:
    """The team it was bought in, by its wire id."""
    hold = order.hold(TEAM)
    return hold.reference or None if hold else None


def _late_choice(order: Order) -> LateChoiceOut | None:
    until = order.late_choice_until
    if until is None or order.state is not State.CLOSED or order.refunded or until <= clock.now():
        return None
    return LateChoiceOut(expires_at=until, options=["new_team", "refund"])


def card(order: Order, language: str) -> OrderCard:
    """A row of the shopper's list."""
    return OrderCard(
        id=order.id,
        number=order.number,
        state=order.state,
        state_label=text(f"orders.state.{order.state}", language),
        lines=[_card_line(line) for line in order.lines],
        payable=order.payable,
        placed_at=order.placed_at,
        pay_before=order.pay_before if order.state is State.AWAITING_PAYMENT else None,
        team_id=team_of(order),
        actions=actions(order),
    )


def _card_line(line: OrderLine) -> CardLine:
    shown = line.snapshot
    picture = Picture.of_optional(shown.picture_key, shown.title)
    return CardLine(title=shown.title, options=list(shown.options), picture=picture, quantity=line.quantity, payable=line.payable)


def _line(line: OrderLine) -> LineOut:
    return LineOut(
        **dict(_card_line(line)),
        id=line.id,
        product_id=line.product_id,
        sku_id=line.sku_id,
        unit_price=line.unit_price,
        discount=line.discount,
        refunded=line.refunded,
        refunded_quantity=line.refunded_quantity,
    )


def order_out(page: OrderPage, language: str) -> OrderOut:
    """The page of an order for its buyer."""
    order = page.order
    sku_of = {line.id: line.sku_id for line in order.lines}
    address = order.address
    return OrderOut(
        id=order.id,
        number=order.number,
        state=order.state,
        state_label=text(f"orders.state.{order.state}", language),
        waiting_for=next((hold.reason for hold in order.holds if hold.released_at is None), None) if order.state is State.WAITING else None,
        lines=[_line(line) for line in order.lines],
        goods_total=order.goods_total,
        discount_total=order.discount_total,
        freight=order.freight,
        payable=order.payable,
        paid=order.paid,
        refunded=order.refunded,
        adjustments=[
            AdjustmentOut(source=each.source, label=each.label, amount=each.amount, line=sku_of[each.line_id], bearer=each.bearer)
            for each in order.adjustments
        ],
        delivery=order.delivery,
        address=AddressOut(**{name: getattr(address, name) for name in AddressOut.model_fields}) if address else None,
        pickup=_pickup(page),
        remark=order.remark,
        placed_at=order.placed_at,
        pay_before=order.pay_before if order.state is State.AWAITING_PAYMENT else None,
        paid_at=order.paid_at,
        shipped_at=order.shipped_at,
        received_at=order.received_at,
        completed_at=order.completed_at,
        closed_at=order.closed_at,
        close_reason=order.close_reason,
        close_label=label_or(order.close_reason, f"orders.close_reason.{order.close_reason}", language) if order.close_reason else None,
        team_id=team_of(order),
        timeline=[
            TimelineOut(at=entry.at, event=entry.event, label=label_or(entry.event, f"orders.timeline.{entry.event}", language))
            for entry in page.timeline
        ],
        refunds=[
            OrderRefundOut(
                id=refund.refund_id,
                amount=refund.amount,
                state=refund.state,
                to=refund.to,
                reason=refund_label(refund.reason, language),
                at=refund.at,
            )
            for refund in order.refunds
        ],
        late_choice=_late_choice(order),
        actions=actions(order),
        parcels=_parcels(page),
    )


def _parcels(page: OrderPage) -> list[ParcelOut]:
    return [
        ParcelOut(
            id=parcel.id,
            carrier=parcel.carrier,
            carrier_name=parcel.carrier_name,
            waybill=parcel.waybill,
            events=[ParcelEventOut(at=event.at, text=event.text) for event in parcel.events],
        )
        for parcel in page.journey.parcels
    ]


def _pickup(page: OrderPage) -> PickupOut | None:
    point = page.pickup_point
    if point is None:
        return None
    shown = PickupPointOut(id=str(point.id), name=point.name, address=point.address, hours=point.hours)
    return PickupOut(point=shown, code=page.journey.pickup_code, qr_svg=page.journey.pickup_qr_svg)
