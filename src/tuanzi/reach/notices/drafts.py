"""Which messages a fact gives: one writer per kind of fact, without any database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tuanzi.deals.coupons import events as coupons
from tuanzi.deals.coupons.contracts import Channel
from tuanzi.deals.groupbuy import events as groupbuy
from tuanzi.deals.groupbuy.contracts import HOLD, TeamId
from tuanzi.goods.catalog.contracts import ProductId, ProductView
from tuanzi.kernel.money import Money
from tuanzi.money.payments import events as payments
from tuanzi.people.accounts.contracts import Member, MemberId
from tuanzi.reach.notices.contracts import Draft, LinkKind, MessageLink
from tuanzi.trade.fulfilment.contracts import Parcel
from tuanzi.trade.orders import events as orders
from tuanzi.trade.orders.contracts import Order, OrderId

F = TypeVar("F")
EXPIRED = "expired"
UNTOLD_FAILURES = frozenset({"leader_unpaid"})
"""A team that its leader never paid for was never seen by anybody."""
NICKNAME_LENGTH_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the facts of a batch speak about, read beforehand."""

    orders: Mapping[OrderId, Order] = field(default_factory=dict)
    products: Mapping[ProductId, ProductView] = field(default_factory=dict)
    product_of_team: Mapping[TeamId, ProductId] = field(default_factory=dict)
    paid_members: Mapping[TeamId, tuple[MemberId, ...]] = field(default_factory=dict)
    members: Mapping[MemberId, Member] = field(default_factory=dict)
    parcels: Mapping[OrderId, Sequence[Parcel]] = field(default_factory=dict)

    def order_title(self, order_id: OrderId) -> str:
        """What an order is about: its first line."""
        order = self.orders.get(order_id)
        return order.lines[0].snapshot.title if order and order.lines else ""

    def team_title(self, team_id: TeamId) -> str:
        """What a team is about: its product."""
        product_id = self.product_of_team.get(team_id)
        product = self.products.get(product_id) if product_id else None
        return product.title if product else ""

    def nickname(self, member_id: MemberId) -> str:
        """A member's nickname, short enough for a sentence."""
        member = self.members.get(member_id)
        return member.nickname[:NICKNAME_LENGTH_SHOWN] if member else ""


Writer = Callable[[Any, Surroundings], list[Draft]]
WRITERS: dict[type[Any], Writer] = {}
WALLET = MessageLink(LinkKind.WALLET, "")
COUPONS = MessageLink(LinkKind.COUPONS, "")
UNASKED = frozenset({Channel.NEW_MEMBER, Channel.STAFF, Channel.AFTER_ORDER})
"""Whoever took a coupon in the centre or by a code knows of it."""


def _writes(kind: type[F]) -> Callable[[Callable[[F, Surroundings], list[Draft]]], Callable[[F, Surroundings], list[Draft]]]:
    def register(function: Callable[[F, Surroundings], list[Draft]]) -> Callable[[F, Surroundings], list[Draft]]:
        WRITERS[kind] = function
        return function

    return register


def _order(order_id: OrderId) -> MessageLink:
    return MessageLink(LinkKind.ORDER, str(order_id))


def _team(team_id: TeamId) -> MessageLink:
    return MessageLink(LinkKind.TEAM, str(team_id))


def _money(amount: Money) -> dict[str, Any]:
    return {"amount": amount.minor, "currency": amount.currency}


@_writes(orders.OrderPaid)
def _order_paid(fact: orders.OrderPaid, around: Surroundings) -> list[Draft]:
    waits = any(hold.reason == HOLD for hold in fact.holds)
    fields = {"title": around.order_title(fact.order_id), "paid": _money(fact.paid)}
    return [Draft(fact.member_id, "order_paid_waiting" if waits else "order_paid", _order(fact.order_id), fields)]


@_writes(orders.OrderPaidLate)
def _order_paid_late(fact: orders.OrderPaidLate, around: Surroundings) -> list[Draft]:
    fields = {"title": around.order_title(fact.order_id), "paid": _money(fact.paid)}
    if fact.late_choice_until is None:
        return [Draft(fact.member_id, "order_paid_late", _order(fact.order_id), fields)]
    if any(hold.reason == HOLD for hold in fact.holds):
        return []  # group-buy says whether the place in the team is still there
    fields["until"] = fact.late_choice_until.isoformat()
    return [Draft(fact.member_id, "late_choice", _order(fact.order_id), fields)]


@_writes(groupbuy.PlaceLost)
def _place_lost(fact: groupbuy.PlaceLost, around: Surroundings) -> list[Draft]:
    fields = {"title": around.order_title(fact.order_id), "paid": _money(fact.paid), "until": fact.until.isoformat()}
    return [Draft(fact.member_id, "late_choice", _order(fact.order_id), fields)]


@_writes(groupbuy.PlaceRegained)
def _place_regained(fact: groupbuy.PlaceRegained, around: Surroundings) -> list[Draft]:
    return [Draft(fact.member_id, "place_regained", _team(fact.team_id), {"title": around.order_title(fact.order_id)})]


@_writes(orders.OrderClosed)
def _order_closed(fact: orders.OrderClosed, around: Surroundings) -> list[Draft]:
    if fact.was_paid or fact.reason != EXPIRED:
        return []
    return [Draft(fact.member_id, "order_expired", _order(fact.order_id), {"title": around.order_title(fact.order_id)})]


@_writes(orders.OrderShipped)
def _order_shipped(fact: orders.OrderShipped, around: Surroundings) -> list[Draft]:
    parcels = around.parcels.get(fact.order_id, ())
    waybill = parcels[-1].waybill if parcels else ""
    return [Draft(fact.member_id, "order_shipped", _order(fact.order_id), {"title": around.order_title(fact.order_id), "waybill": waybill})]


@_writes(orders.OrderReadyForPickup)
def _order_ready(fact: orders.OrderReadyForPickup, around: Surroundings) -> list[Draft]:
    return [Draft(fact.member_id, "order_ready_for_pickup", _order(fact.order_id), {"title": around.order_title(fact.order_id)})]


@_writes(payments.RefundSucceeded)
def _refund_done(fact: payments.RefundSucceeded, around: Surroundings) -> list[Draft]:
    return _refund(fact.subject, "refund_done_balance" if fact.to == "balance" else "refund_done", fact.amount, around)


@_writes(payments.RefundFailed)
def _refund_failed(fact: payments.RefundFailed, around: Surroundings) -> list[Draft]:
    return _refund(fact.subject, "refund_failed", fact.amount, around)


def _refund(subject: str, kind: str, amount: Money, around: Surroundings) -> list[Draft]:
    order_id = order_of(subject)
    order = around.orders.get(order_id) if order_id else None
    if order is None:
        return []
    return [Draft(order.member_id, kind, _order(order.id), {"title": around.order_title(order.id), "amount": _money(amount)})]


def order_of(subject: str) -> OrderId | None:
    """The order a payment is for, None if it is for something else."""
    try:
        return OrderId.parse(subject)
    except ValueError:
        return None


@_writes(groupbuy.TeamOpened)
def _team_opened(fact: groupbuy.TeamOpened, around: Surroundings) -> list[Draft]:
    fields = {"title": around.team_title(fact.team_id), "missing": fact.size - 1, "until": fact.expires_at.isoformat()}
    return [Draft(fact.leader_id, "team_opened", _team(fact.team_id), fields)]


@_writes(groupbuy.SeatPaid)
def _seat_paid(fact: groupbuy.SeatPaid, around: Surroundings) -> list[Draft]:
    missing = fact.size - fact.paid
    if fact.is_leader or missing <= 0:
        return []
    fields = {"title": around.team_title(fact.team_id), "nickname": around.nickname(fact.member_id), "missing": missing}
    kind = "team_one_to_go" if missing == 1 else "team_joined"
    others = [member for member in around.paid_members.get(fact.team_id, ()) if member != fact.member_id]
    return [Draft(member, kind, _team(fact.team_id), fields) for member in others]


@_writes(groupbuy.TeamSucceeded)
def _team_succeeded(fact: groupbuy.TeamSucceeded, around: Surroundings) -> list[Draft]:
    fields = {"title": around.team_title(fact.team_id), "size": fact.size}
    return [Draft(member, "team_succeeded", _team(fact.team_id), fields) for member in dict.fromkeys(fact.member_ids)]


@_writes(groupbuy.TeamFailed)
def _team_failed(fact: groupbuy.TeamFailed, around: Surroundings) -> list[Draft]:
    if fact.reason in UNTOLD_FAILURES:
        return []
    fields = {"title": around.team_title(fact.team_id)}
    return [Draft(member, "team_failed", _team(fact.team_id), fields) for member in dict.fromkeys(fact.member_ids)]


@_writes(groupbuy.LeaderChanged)
def _leader_changed(fact: groupbuy.LeaderChanged, around: Surroundings) -> list[Draft]:
    return [Draft(fact.new_leader_id, "team_leader", _team(fact.team_id), {"title": around.team_title(fact.team_id)})]


@_writes(groupbuy.DifferenceRefunded)
def _difference(fact: groupbuy.DifferenceRefunded, around: Surroundings) -> list[Draft]:
    fields = {"title": around.team_title(fact.team_id), "amount": _money(fact.amount)}
    return [Draft(fact.member_id, "difference_refunded", _order(fact.order_id), fields)]


def _reward(kind: str) -> Callable[[Any, Surroundings], list[Draft]]:
    def write(fact: Any, around: Surroundings) -> list[Draft]:
        return [Draft(fact.leader_id, kind, WALLET, {"title": around.team_title(fact.team_id), "amount": _money(fact.amount)})]

    return write


WRITERS[groupbuy.LeaderRewardFrozen] = _reward("cashback_frozen")
WRITERS[groupbuy.LeaderRewardReleased] = _reward("cashback_released")
WRITERS[groupbuy.LeaderRewardVoided] = _reward("cashback_voided")


@_writes(coupons.CouponClaimed)
def _coupon_came(fact: coupons.CouponClaimed, _: Surroundings) -> list[Draft]:
    if fact.channel not in UNASKED:
        return []
    return [Draft(fact.member_id, "coupon_came", COUPONS, {"title": fact.name, "until": fact.valid_until.isoformat()})]


@_writes(coupons.CouponExpiring)
def _coupon_expiring(fact: coupons.CouponExpiring, _: Surroundings) -> list[Draft]:
    return [Draft(fact.member_id, "coupon_expiring", COUPONS, {"title": fact.name, "until": fact.valid_until.isoformat()})]
