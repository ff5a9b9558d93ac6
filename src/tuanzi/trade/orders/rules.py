"""What may happen to an order, and how its money divides. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuanzi.kernel.money import Money, total
from tuanzi.trade.orders.contracts import (
    LINES_MAX,
    PAY_WITHIN_S_MAX,
    QUANTITY_MAX,
    REMARK_LENGTH_MAX,
    Adjustment,
    OrderDraft,
    OrderId,
    OrderLineId,
    RefundLine,
    State,
)
from tuanzi.trade.orders.errors import BadDraft, RefundEmpty, RefundTooLarge


@dataclass(frozen=True, slots=True)
class Transition:
    """From any of ``sources`` to ``target``, under the name of the move."""

    move: str
    sources: frozenset[State]
    target: State


def _transition(move: str, target: State, *sources: State) -> Transition:
    return Transition(move, frozenset(sources), target)


def expire_key(order_id: OrderId) -> str:
    """The name of the timer of an unpaid order."""
    return f"orders.expire:{order_id}"


START = State.AWAITING_PAYMENT
TRANSITIONS: tuple[Transition, ...] = (
    _transition("pay_held", State.WAITING, State.AWAITING_PAYMENT),
    _transition("pay", State.PREPARING, State.AWAITING_PAYMENT),
    _transition("expire", State.CLOSED, State.AWAITING_PAYMENT),
    _transition("cancel", State.CLOSED, State.AWAITING_PAYMENT),
    _transition("reinstate", State.WAITING, State.CLOSED),
    _transition("release_hold", State.PREPARING, State.WAITING),
    _transition("ship", State.SHIPPED, State.PREPARING),
    _transition("ready", State.READY_FOR_PICKUP, State.PREPARING),
    _transition("receive", State.RECEIVED, State.SHIPPED),
    _transition("pick_up", State.RECEIVED, State.READY_FOR_PICKUP),
    _transition("complete", State.COMPLETED, State.RECEIVED),
    _transition("refund_whole", State.CLOSED, State.WAITING, State.PREPARING, State.READY_FOR_PICKUP),
)
MOVES: Mapping[str, Transition] = {transition.move: transition for transition in TRANSITIONS}
UNSENT = MOVES["refund_whole"].sources
"""Paid, and the goods still lie with us: refunding all of it ends the order and frees its stock."""


BEFORE_SENDING = (State.AWAITING_PAYMENT, State.WAITING, State.PREPARING)
"""The goods lie with us, and where they go may still change."""


def sources(move: str) -> list[str]:
    """The states from which ``move`` is allowed, as the database writes them."""
    return sorted(MOVES[move].sources)


def check_draft(draft: OrderDraft) -> None:
    """Refuse what does not add up. Raises ``BadDraft``."""
    lines = draft.lines
    zero = Money(0, draft.payable.currency)
    if not 1 <= len(lines) <= LINES_MAX:
        raise BadDraft(why="lines")
    if any(not 1 <= line.quantity <= QUANTITY_MAX for line in lines):
        raise BadDraft(why="quantity")
    if any(not zero <= line.payable <= line.unit_price * line.quantity for line in lines) or draft.freight < zero:
        raise BadDraft(why="negative")
    if total((line.payable for line in lines), zero.currency) + draft.freight != draft.payable:
        raise BadDraft(why="payable")
    if any(not adjustment.amount < zero for adjustment in draft.adjustments):
        raise BadDraft(why="adjustment")
    if (draft.delivery == "ship") != (draft.address is not None) or (draft.delivery == "pickup") != (draft.pickup_location_id is not None):
        raise BadDraft(why="delivery")
    if len({hold.reason for hold in draft.holds}) != len(draft.holds):
        raise BadDraft(why="holds")
    if len(draft.remark) > REMARK_LENGTH_MAX or not 1 <= draft.pay_within_s <= PAY_WITHIN_S_MAX:
        raise BadDraft(why="limits")


def freeze(draft: OrderDraft) -> list[tuple[int, Adjustment]]:
    """Each adjustment as shares of single lines: (line index, share with its negative amount); shares of nothing are left out.

    What is taken off a line by name is taken first; what is taken off the whole order fills the rest of each line's discount
    in proportion (largest remainder), so that per line the shares are exactly its discount. Raises ``BadDraft`` if they cannot be.
    """
    rest = [(line.unit_price * line.quantity - line.payable).minor for line in draft.lines]
    frozen: list[tuple[int, Adjustment]] = []
    for adjustment in draft.adjustments:
        if adjustment.line_index is None:
            continue
        if not 0 <= adjustment.line_index < len(rest):
            raise BadDraft(why="adjustment_line")
        rest[adjustment.line_index] += adjustment.amount.minor
        frozen.append((adjustment.line_index, adjustment))
    for adjustment in draft.adjustments:
        if adjustment.line_index is not None:
            continue
        if min(rest) < 0 or -adjustment.amount.minor > sum(rest):
            raise BadDraft(why="adjustments")
        for index, share in enumerate(adjustment.amount.split(rest)):
            rest[index] += share.minor
            if share:
                frozen.append(
                    (index, Adjustment(index, share, adjustment.source, adjustment.reference, adjustment.label, adjustment.bearer))
                )
    if any(rest):
        raise BadDraft(why="adjustments")
    return frozen


@dataclass(frozen=True, slots=True)
class LineMoney:
    """What a line was paid and what it gave back so far."""

    id: OrderLineId
    quantity: int
    payable: Money
    refunded: Money
    refunded_quantity: int

    @property
    def left(self) -> Money:
        """Money of this line that was not refunded."""
        return self.payable - self.refunded


@dataclass(frozen=True, slots=True)
class LineShare:
    """What one refund takes back from one line."""

    line_id: OrderLineId
    quantity: int
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """One refund, divided. ``is_whole``: afterwards no money is left in the order."""

    lines: tuple[LineShare, ...]
    freight: Money
    amount: Money
    is_whole: bool


def unit_share(line: LineMoney, quantity: int) -> Money:
    """What the next ``quantity`` units of a line cost.

    The money left is split over the units left by largest remainder, the larger cents first; because the rest stays split
    the same way, refunding unit by unit, in any portions, gives exactly what was paid.
    """
    units = line.quantity - line.refunded_quantity
    return total(line.left.split([1] * units)[:quantity], line.payable.currency)


def plan_refund(
    lines: Sequence[LineMoney],
    freight_left: Money,
    asked: Sequence[RefundLine] | None,
    amount: Money | None,
    *,
    unsent: bool,
) -> RefundPlan:
    """Divide a refund: everything left (both None), named lines, or a sum of money spread over what is left.

    Before the goods are sent, refunding the last unit gives the freight back too: nothing will be carried.
    Raises ``RefundEmpty`` and ``RefundTooLarge``.
    """
    zero = Money(0, freight_left.currency)
    left = total((line.left for line in lines), zero.currency) + freight_left
    if not left:
        raise RefundTooLarge(left=left)
    if asked is not None and amount is not None:
        raise RefundEmpty
    if asked is None and amount is None:
        shares = [LineShare(line.id, line.quantity - line.refunded_quantity, line.left) for line in lines]
        freight = freight_left
    elif asked is not None:
        shares = _asked_shares(lines, asked)
        units_left = sum(line.quantity - line.refunded_quantity for line in lines) - sum(share.quantity for share in shares)
        freight = freight_left if unsent and units_left == 0 else zero
    else:
        assert amount is not None
        if amount > left:
            raise RefundTooLarge(left=left)
        *parts, freight = (
            amount.split([*(line.left.minor for line in lines), freight_left.minor]) if amount > zero else [zero] * (len(lines) + 1)
        )
        shares = [LineShare(line.id, 0, part) for line, part in zip(lines, parts, strict=True)]
    shares = [share for share in shares if share.amount or share.quantity]
    refunded = total((share.amount for share in shares), zero.currency) + freight
    if not refunded > zero:
        raise RefundEmpty
    return RefundPlan(tuple(shares), freight, refunded, refunded == left)


def _asked_shares(lines: Sequence[LineMoney], asked: Sequence[RefundLine]) -> list[LineShare]:
    by_id = {line.id: line for line in lines}
    if not asked or len({each.line_id for each in asked}) != len(asked):
        raise RefundEmpty
    shares = []
    for each in asked:
        line = by_id.get(each.line_id)
        if line is None or (each.quantity is None) == (each.amount is None):
            raise RefundEmpty
        if each.quantity is not None:
            if each.quantity < 1:
                raise RefundEmpty
            if each.quantity > line.quantity - line.refunded_quantity:
                raise RefundTooLarge(left=line.left)
            shares.append(LineShare(line.id, each.quantity, unit_share(line, each.quantity)))
        else:
            assert each.amount is not None
            if each.amount.minor <= 0:
                raise RefundEmpty
            if each.amount > line.left:
                raise RefundTooLarge(left=line.left)
            shares.append(LineShare(line.id, 0, each.amount))
    return shares
