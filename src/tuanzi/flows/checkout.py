"""Checkout: what the buyer saw becomes an order, in one transaction, or nothing happens.

Quote, compare with what was shown, claim what is scarce in the deals, place the order with its stock. Deals are claimed
before stock is reserved, so that every transaction takes its locks in one order: member, team, buyer, activity, cart, order, stock.
Two hundred buyers of one seat queue at the team's row with nothing else in their hands, and never wait for each other in a ring.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tuanzi.deals.pricing import api as pricing
from tuanzi.deals.pricing.contracts import DealChoice, Quoted, QuoteRequest, Wanted
from tuanzi.flows.errors import AddressMissing, PickupPointUnknown, QuoteChanged
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationId
from tuanzi.kernel import ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Address, AddressId, MemberId
from tuanzi.trade.cart import api as cart
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import (
    AddressSnapshot,
    Adjustment,
    Attribution,
    Delivery,
    DraftLine,
    LineSnapshot,
    Order,
    OrderDraft,
    OrderId,
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a buyer wants to buy and how to get it; everything else is ours to know. ``picks``: the coupons to use, None: the best."""

    lines: tuple[Wanted, ...]
    deal: DealChoice | None = None
    delivery: Delivery = "ship"
    address_id: AddressId | None = None
    pickup_point_id: LocationId | None = None
    picks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """An intent with its quote and where the goods go."""

    intent: Intent
    quoted: Quoted
    address: Address | None


async def price(tx: Tx, member_id: MemberId | None, intent: Intent) -> Priced:
    """Quote an intent. Without an address freight counts as nothing; a guest has no address.

    Raises what ``pricing.look_up`` and ``pricing.quote_from`` raise, and ``AddressNotFound`` for an address that is not the member's own.
    """
    request = QuoteRequest(intent.lines, member_id, intent.deal, intent.delivery, intent.picks)
    address, found = await tx.together(_address(tx, member_id, intent), pricing.look_up(tx, request))
    return Priced(intent, pricing.quote_from(found, address.region_code if address else None), address)


async def _address(tx: Tx, member_id: MemberId | None, intent: Intent) -> Address | None:
    if intent.delivery != "ship" or member_id is None or intent.address_id is None:
        return None
    return await accounts.address_for(tx, member_id, intent.address_id)


async def checkout(
    tx: Tx,
    member_id: MemberId,
    priced: Priced,
    quote_hash: str,
    show: Callable[[Quoted], Any],
    *,
    remark: str = "",
    attribution: Attribution | None = None,
) -> Order:
    """Turn what the buyer saw, and what was priced anew in this transaction, into an order that waits for its payment.

    ``show`` is how the door shows a quote, for the refusal. Raises ``QuoteChanged`` with the present quote, ``AddressMissing``,
    ``PickupPointUnknown``, ``inventory.SoldOut``, ``accounts.AccountGone``, and the errors of the deals that are claimed.
    """
    intent, quoted = priced.intent, priced.quoted
    await accounts.stay(tx, member_id)
    if intent.delivery == "ship" and priced.address is None:
        raise AddressMissing
    if intent.delivery == "pickup" and intent.pickup_point_id not in {point.id for point in await inventory.pickup_points(tx)}:
        raise PickupPointUnknown
    if quoted.quote.hash != quote_hash:
        raise QuoteChanged(quote=show(quoted))
    order_id = OrderId.new()
    claimed = await pricing.claim(tx, quoted, order_id, member_id, ports.get(Config).order_unpaid_s)
    if intent.deal is None:
        # What is bought in a scene was never in the cart: joining a team leaves the pieces lying there alone.
        await cart.take_out(tx, member_id, {line.sku_id: line.quantity for line in quoted.quote.lines})
    quote = quoted.quote
    return await orders.place(
        tx,
        OrderDraft(
            id=order_id,
            member_id=member_id,
            lines=_lines(quoted),
            payable=quote.payable,
            delivery=intent.delivery,
            adjustments=[
                Adjustment(each.line, each.amount, each.source, each.reference, each.label, each.bearer) for each in quote.adjustments
            ],
            freight=quote.freight,
            address=_snapshot(priced.address) if intent.delivery == "ship" else None,
            pickup_location_id=intent.pickup_point_id if intent.delivery == "pickup" else None,
            remark=remark,
            attribution=attribution,
            quote_hash=quote.hash,
            holds=claimed.holds,
            pay_within_s=claimed.pay_within_s or ports.get(Config).order_unpaid_s,
        ),
    )


def _lines(quoted: Quoted) -> list[DraftLine]:
    lines = []
    for line in quoted.quote.lines:
        sku = quoted.skus[line.sku_id]
        snapshot = LineSnapshot(sku.title, sku.options, sku.picture_key, sku.code, sku.weight_g, sku.is_returnable)
        lines.append(DraftLine(line.sku_id, line.product_id, line.quantity, line.unit_price, line.payable, snapshot))
    return lines


def _snapshot(address: Address | None) -> AddressSnapshot | None:
    if address is None:
        return None
    return AddressSnapshot(
        address.name, address.phone, address.province, address.city, address.district, address.region_code, address.detail
    )
