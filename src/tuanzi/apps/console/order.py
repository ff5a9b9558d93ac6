"""The page of one order: everything the house knows of it, from every domain that knows something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from tuanzi.apps.console.books import EntryOut, entry_out, gateway_label
from tuanzi.apps.console.orders import MemberBrief, is_overdue
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import ActivityId, TeamId, TeamState
from tuanzi.deals.groupbuy.errors import TeamNotFound
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.kernel.i18n import catalogue, text
from tuanzi.kernel.money import Money, total
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Entry
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import Payment, PaymentId, PaymentState, Refund, RefundId
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Member, MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Note, NoteId, Order, OrderId, TimelineEntry
from tuanzi.trade.orders.errors import OrderNotFound
from tuanzi.trade.orders.http import ConsoleOrderOut, console_order_out
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Sealed, Search

console = Router(tags=["orders"])
DEEDS_MAX = 100
SAME_DEED = timedelta(seconds=2)
"""A row of the timeline and a record in the log that are no further apart tell of one deed."""
DEED_OF = {
    "shipped": "fulfilment.ship",
    "ready_for_pickup": "fulfilment.ready_for_pickup",
    "received": "fulfilment.pickup",
    "refund_asked": "orders.refund",
    "closed": "orders.close",
    "address_changed": "orders.change_address",
}
BY_BUYER = frozenset({"placed", "paid", "paid_late", "paid_twice"})
Actor = Literal["buyer", "staff", "system"]


class Happened(Wire):
    """Something that happened, and who did it. ``detail`` names amounts and numbers in their plain form."""

    at: datetime
    event: str
    label: str
    actor: Actor
    actor_name: str | None
    detail: dict[str, str]


class NoteRow(Wire):
    """A note of a colleague."""

    id: NoteId
    author: str
    text: str
    at: datetime


class OrderPayment(Wire):
    """A payment for this order."""

    id: PaymentId
    method: str
    method_label: str
    state: PaymentState
    amount: Money
    refunded: Money
    created_at: datetime
    paid_at: datetime | None


class OrderMoneyBack(Wire):
    """A refund of this order as payments knows it."""

    id: RefundId
    payment_id: PaymentId
    amount: Money
    to: Literal["gateway", "balance"]
    state: Literal["pending", "done", "failed"]
    reason: str
    attempts: int
    error: str | None
    created_at: datetime
    done_at: datetime | None


class TeamBrief(Wire):
    """The team it was bought in."""

    id: TeamId
    activity_id: ActivityId
    activity: str
    state: TeamState
    size: int
    paid: int
    expires_at: datetime | None
    is_leader: bool


class OrderDetail(ConsoleOrderOut):
    """Everything. ``held`` is what stands in the order's own account: the customer's money until it is earned or given back."""

    buyer: MemberBrief | None
    sharer: MemberBrief | None
    team: TeamBrief | None
    is_overdue: bool
    happened: list[Happened]
    notes: list[NoteRow]
    payments: list[OrderPayment]
    money_back: list[OrderMoneyBack]
    entries: list[EntryOut]
    held: Money
    refundable: Money


@console.get("/orders/{order_id}", access=staff("orders.read", "own"), errors=[OrderNotFound])
async def show_any_order(call: Call, order_id: OrderId) -> OrderDetail:
    """One order, whole, with what only staff may see."""
    tx, language = call.tx, call.language
    page = await orders.page(tx, order_id, language)
    order, subject = page.order, str(order_id)
    paid, back = await tx.together(payments.search(tx, subject=subject, limit=100), payments.refunds_of(tx, subject))
    entries, notes, deeds = await tx.together(
        ledger.entries_of(tx, subject),
        orders.notes_of(tx, order_id),
        audit.search(tx, Search(object_kind="order", object_id=subject), limit=DEEDS_MAX),
    )
    members, names = await tx.together(accounts.get_many(tx, _members(order)), access.names_of(tx, _staff(notes, deeds)))
    return OrderDetail(
        **dict(console_order_out(page, language)),
        buyer=_brief(members, order.member_id),
        sharer=_brief(members, order.attribution.sharer_id if order.attribution else None),
        team=await _team(tx, order),
        is_overdue=is_overdue(order),
        happened=_happened(page.timeline, deeds, names, language),
        notes=[NoteRow(id=each.id, author=names.get(each.staff_id, ""), text=each.text, at=each.at) for each in notes],
        payments=[_payment(each, language) for each in paid],
        money_back=[_back(each, language) for each in back],
        entries=[entry_out(each, language) for each in entries],
        held=_held(entries, order),
        refundable=order.paid - order.refunded,
    )


def _members(order: Order) -> list[MemberId]:
    sharer = order.attribution.sharer_id if order.attribution else None
    return [order.member_id, *([sharer] if sharer else [])]


def _staff(notes: list[Note], deeds: list[Sealed]) -> list[StaffId]:
    told = [StaffId.parse(each.entry.actor_id) for each in deeds if each.entry.actor_id.startswith("stf_")]
    return [*{*told, *(each.staff_id for each in notes)}]


def _brief(members: dict[MemberId, Member], member_id: MemberId | None) -> MemberBrief | None:
    found = members.get(member_id) if member_id else None
    return MemberBrief.of(found) if found else None


async def _team(tx: Tx, order: Order) -> TeamBrief | None:
    hold = order.hold("groupbuy")
    if hold is None or not hold.reference:
        return None
    try:
        view = await groupbuy.team_view(tx, TeamId.parse(hold.reference))
    except (TeamNotFound, ValueError):
        return None
    team = view.team
    return TeamBrief(
        id=team.id,
        activity_id=team.activity_id,
        activity=view.activity.draft.title,
        state=team.state,
        size=team.size,
        paid=team.shown_paid,
        expires_at=team.expires_at,
        is_leader=team.leader_id == order.member_id,
    )


def _happened(timeline: tuple[TimelineEntry, ...], deeds: list[Sealed], names: dict[StaffId, str], language: str) -> list[Happened]:
    """The timeline with the names of who did it, and what else staff did to the order; oldest first."""
    rest, found = list(deeds), []
    for entry in timeline:
        deed = next((each for each in rest if each.entry.action == DEED_OF.get(entry.event) and abs(each.at - entry.at) <= SAME_DEED), None)
        if deed:
            rest.remove(deed)
        actor: Actor = "staff" if deed else "buyer" if entry.event in BY_BUYER or entry.detail.get("reason") == "cancelled" else "system"
        code = f"orders.timeline.{entry.event}"
        label = text(code, language) if code in catalogue() else entry.event
        detail = {**entry.detail, **(_told(deed) if deed else {})}
        found.append(Happened(at=entry.at, event=entry.event, label=label, actor=actor, actor_name=_name(deed, names), detail=detail))
    for deed in rest:
        code = f"console.deed.{deed.entry.action.replace('.', '_')}"
        if code in catalogue():
            found.append(
                Happened(
                    at=deed.at,
                    event=deed.entry.action,
                    label=text(code, language),
                    actor="staff",
                    actor_name=_name(deed, names),
                    detail=_told(deed),
                )
            )
    return sorted(found, key=lambda each: each.at)


def _told(deed: Sealed) -> dict[str, str]:
    shown = {"carrier", "waybill", "reason", "flag", "to", "amount"}
    after: dict[str, Any] = deed.entry.after or {}
    return {key: str(value) for key, value in after.items() if key in shown and value is not None}


def _name(deed: Sealed | None, names: dict[StaffId, str]) -> str | None:
    if deed is None or not deed.entry.actor_id.startswith("stf_"):
        return None
    return names.get(StaffId.parse(deed.entry.actor_id))


def _payment(payment: Payment, language: str) -> OrderPayment:
    return OrderPayment(
        id=payment.id,
        method=payment.method,
        method_label=gateway_label(payment.method, language),
        state=payment.state,
        amount=payment.amount,
        refunded=payment.refunded,
        created_at=payment.created_at,
        paid_at=payment.paid_at,
    )


def _back(refund: Refund, language: str) -> OrderMoneyBack:
    return OrderMoneyBack(
        id=refund.id,
        payment_id=refund.payment_id,
        amount=refund.amount,
        to=refund.to,
        state=refund.state.value,
        reason=orders.refund_label(refund.reason, language),
        attempts=refund.attempts,
        error=refund.error,
        created_at=refund.created_at,
        done_at=refund.done_at,
    )


def _held(entries: list[Entry], order: Order) -> Money:
    account = f"order:{order.id}:received"
    legs = [leg for entry in entries for leg in entry.legs if leg.account == account and leg.layer == "posted"]
    return total((Money(leg.credit - leg.debit, leg.asset) for leg in legs), order.payable.currency)
