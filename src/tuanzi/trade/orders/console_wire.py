"""Orders as staff see them: the receiver masked, with what only the house may know."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from tuanzi.kernel import masking
from tuanzi.kernel.http import Wire
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import AddressSnapshot, Flag, Order, OrderPage
from tuanzi.trade.orders.labels import label_or
from tuanzi.trade.orders.wire import AddressOut, OrderCard, OrderOut, card, order_out

HIDDEN = "****"


class AttributionOut(Wire):
    """Who brought the buyer."""

    share_code: str
    sharer_id: MemberId | None
    channel: str
    at: datetime


class ConsoleOrderCard(OrderCard):
    """An order in the console's list. ``receiver`` is masked; None for pickup."""

    member_id: MemberId
    delivery: Literal["ship", "pickup"]
    paid: Money
    refunded: Money
    paid_at: datetime | None
    shipped_at: datetime | None
    closed_at: datetime | None
    close_label: str | None
    receiver: AddressOut | None
    carrier: str | None
    remark: str
    flag: Flag | None
    sharer_id: MemberId | None


class ConsoleOrderOut(OrderOut):
    """An order as staff see it. The address is masked (see ``POST /orders/{id}/reveal``), and the pickup code stays with the buyer."""

    member_id: MemberId
    payment_id: PaymentId | None
    attribution: AttributionOut | None
    flag: Flag | None
    freight_refunded: Money


def masked(address: AddressSnapshot | None) -> AddressOut | None:
    """Whom and where, as far as everybody in the house may know: the region, a surname, the ends of a number."""
    if address is None:
        return None
    return AddressOut(
        name=masking.mask_name(address.name),
        phone=masking.mask_phone(address.phone),
        province=address.province,
        city=address.city,
        district=address.district,
        region_code=address.region_code,
        detail=HIDDEN,
    )


def clear(address: AddressSnapshot) -> AddressOut:
    """Everything, for who has a reason to read it."""
    return AddressOut(**{name: getattr(address, name) for name in AddressOut.model_fields})


def console_card(order: Order, language: str) -> ConsoleOrderCard:
    """A row of the console's list."""
    return ConsoleOrderCard(
        **dict(card(order, language)),
        member_id=order.member_id,
        delivery=order.delivery,
        paid=order.paid,
        refunded=order.refunded,
        paid_at=order.paid_at,
        shipped_at=order.shipped_at,
        closed_at=order.closed_at,
        close_label=label_or(order.close_reason, f"orders.close_reason.{order.close_reason}", language) if order.close_reason else None,
        receiver=masked(order.address),
        carrier=order.carrier,
        remark=order.remark,
        flag=order.flag,
        sharer_id=order.attribution.sharer_id if order.attribution else None,
    )


def console_order_out(page: OrderPage, language: str) -> ConsoleOrderOut:
    """The page of an order for staff: the buyer's view with who it is and where they came from. Buyers' actions stay theirs."""
    order, shown = page.order, order_out(page, language)
    found = order.attribution
    return ConsoleOrderOut(
        **{
            **dict(shown),
            "address": masked(order.address),
            "pickup": shown.pickup.model_copy(update={"code": None, "qr_svg": None}) if shown.pickup else None,
            "actions": [],
        },
        member_id=order.member_id,
        payment_id=order.payment_id,
        attribution=AttributionOut(share_code=found.share_code, sharer_id=found.sharer_id, channel=found.channel, at=found.at)
        if found
        else None,
        flag=order.flag,
        freight_refunded=order.freight_refunded,
    )
