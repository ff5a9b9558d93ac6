"""What others may know about orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.goods.inventory.contracts import LocationId, PickupPoint
from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import PaymentId, RefundId
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts.contracts import MemberId

LINES_MAX = 100
QUANTITY_MAX = 999
REMARK_LENGTH_MAX = 200
REASON_LENGTH_MAX = 200
PAY_WITHIN_S_MAX = 7 * 86_400
NOTE_LENGTH_MAX = 500
NOTES_MAX = 200
"""Notes on one order."""
SHIP_WITHIN_H = 48
"""A paid order that is still not sent after so many hours is overdue."""
SLIPS_MAX = 200
"""Receivers shown at once for packing slips."""
BULK_MAX = 5000
"""Orders of one bulk action."""
STOCK_HELD_DAYS_MAX = 60
"""Stock is reserved from placing to hand-over, however long a team takes; inventory asks after what is held for longer."""
NOTHING = Money(0)


class OrderId(Id, prefix="ord"):
    """An order."""


class OrderLineId(Id, prefix="oln"):
    """One line of an order."""


class NoteId(Id, prefix="ont"):
    """What a staff member wrote down about an order."""


class State(StrEnum):
    """How far an order has come; the moves between states are ``rules.TRANSITIONS``."""

    AWAITING_PAYMENT = "awaiting_payment"
    WAITING = "waiting"
    PREPARING = "preparing"
    SHIPPED = "shipped"
    READY_FOR_PICKUP = "ready_for_pickup"
    RECEIVED = "received"
    COMPLETED = "completed"
    CLOSED = "closed"


PAID_STATES = frozenset(State) - {State.AWAITING_PAYMENT, State.CLOSED}
Delivery = Literal["ship", "pickup"]
Bearer = Literal["platform", "merchant"]
RefundTo = Literal["gateway", "balance"]
RefundState = Literal["pending", "done", "failed"]
Flag = Literal["red", "yellow", "green", "blue", "purple"]
"""A mark that staff set on an order for each other; what a colour means is theirs."""


@dataclass(frozen=True, slots=True)
class LineSnapshot:
    """What the shopper saw when ordering; it stays when the catalogue changes."""

    title: str
    options: tuple[str, ...] = ()
    picture_key: str | None = None
    code: str = ""
    weight_g: int = 0
    is_returnable: bool = True


@dataclass(frozen=True, slots=True)
class DraftLine:
    """``unit_price`` is the price before any discount; ``payable`` is for the whole line, after all of them."""

    sku_id: SkuId
    product_id: ProductId
    quantity: int
    unit_price: Money
    payable: Money
    snapshot: LineSnapshot


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A discount: ``amount`` is negative. ``line_index`` None: of the whole order, spread over its lines when placed."""

    line_index: int | None
    amount: Money
    source: str
    reference: str
    label: str
    bearer: Bearer = "platform"


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """A reason to keep the paid order back. ``late_choice_s`` > 0: who pays too late may choose for so many seconds."""

    reason: str
    reference: str = ""
    late_choice_s: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold of a placed order; open until ``released_at``."""

    reason: str
    reference: str
    late_choice_s: int
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoldName:
    """Which hold, as facts tell it."""

    reason: str
    reference: str


@dataclass(frozen=True, slots=True)
class AddressSnapshot:
    """Where to send it; sealed in the database."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    region_code: str
    detail: str


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Where to send it instead, as a person typed it; ``region_code`` names a leaf."""

    name: str
    phone: str
    region_code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who brought the shopper: the last share link touched before the order."""

    share_code: str
    sharer_id: MemberId | None
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An agreed quote, ready to become an order. ``payable`` = sum of the lines' payable + ``freight``.

    ``id``: the name the checkout gave the order before placing it, because deals claim seats for it first; None makes a new one.
    """

    member_id: MemberId
    lines: Sequence[DraftLine]
    payable: Money
    delivery: Delivery = "ship"
    adjustments: Sequence[Adjustment] = ()
    freight: Money = NOTHING
    address: AddressSnapshot | None = None
    pickup_location_id: LocationId | None = None
    remark: str = ""
    attribution: Attribution | None = None
    quote_hash: str = ""
    holds: Sequence[HoldDraft] = ()
    pay_within_s: int = 900
    stock_location_id: LocationId | None = None
    id: OrderId | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of a placed order. ``refunded`` counts money asked back, whether or not the provider has answered."""

    id: OrderLineId
    sku_id: SkuId
    product_id: ProductId
    quantity: int
    unit_price: Money
    payable: Money
    refunded: Money
    refunded_quantity: int
    snapshot: LineSnapshot

    @property
    def discount(self) -> Money:
        """What was taken off the whole line."""
        return self.unit_price * self.quantity - self.payable


@dataclass(frozen=True, slots=True)
class FrozenAdjustment:
    """The share of a discount that one line carries."""

    line_id: OrderLineId
    amount: Money
    source: str
    reference: str
    label: str
    bearer: str


@dataclass(frozen=True, slots=True)
class OrderRefund:
    """Money on its way back. ``refund_id`` is payments' name for it."""

    key: str
    refund_id: RefundId | None
    amount: Money
    state: RefundState
    to: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened, by name; its sentence is the text ``orders.timeline.<event>``."""

    at: datetime
    event: str
    detail: dict[str, str]


@dataclass(frozen=True, slots=True)
class Order:
    """One order, whole but for its timeline. ``address`` is None in lists and for pickup."""

    id: OrderId
    number: str
    member_id: MemberId
    state: State
    delivery: Delivery
    lines: tuple[OrderLine, ...]
    adjustments: tuple[FrozenAdjustment, ...]
    holds: tuple[Hold, ...]
    refunds: tuple[OrderRefund, ...]
    goods_total: Money
    discount_total: Money
    freight: Money
    freight_refunded: Money
    payable: Money
    paid: Money
    refunded: Money
    address: AddressSnapshot | None
    pickup_location_id: LocationId | None
    remark: str
    attribution: Attribution | None
    payment_id: PaymentId | None
    placed_at: datetime
    pay_before: datetime
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    ready_at: datetime | None = None
    received_at: datetime | None = None
    completed_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str | None = None
    late_choice_until: datetime | None = None
    flag: Flag | None = None
    carrier: str | None = None

    def hold(self, reason: str) -> Hold | None:
        """The hold with this reason, open or released."""
        return next((hold for hold in self.holds if hold.reason == reason), None)


@dataclass(frozen=True, slots=True)
class JourneyEvent:
    """Where a parcel was seen."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class JourneyParcel:
    """A parcel as the page of its order shows it."""

    id: str
    carrier: str
    carrier_name: str
    waybill: str
    events: tuple[JourneyEvent, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """How the goods travel: parcels, or the code to show at the outlet while they wait there."""

    parcels: tuple[JourneyParcel, ...] = ()
    pickup_code: str | None = None
    pickup_qr_svg: str | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """What an order wants to be paid, and until when; all that starting a payment needs."""

    number: str
    state: State
    payable: Money
    pay_before: datetime


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Everything that the page of an order shows."""

    order: Order
    timeline: tuple[TimelineEntry, ...]
    journey: Journey
    pickup_point: PickupPoint | None


@dataclass(frozen=True, slots=True)
class StaffActor:
    """Who in the house does something, for the audit log."""

    staff_id: StaffId
    ip: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a staff member wrote down about an order, for colleagues only."""

    id: NoteId
    order_id: OrderId
    staff_id: StaffId
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundLine:
    """What to refund of one line: ``quantity`` units at exactly what they cost, or an ``amount`` of money, never both."""

    line_id: OrderLineId
    quantity: int | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Refunded:
    """The result of a refund. ``is_whole``: nothing paid is left. ``closed``: the order ended with it."""

    order_id: OrderId
    amount: Money
    is_whole: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line as facts tell it."""

    sku_id: SkuId
    product_id: ProductId
    quantity: int
    payable: Money


@dataclass(frozen=True, slots=True)
class RefundedLine:
    """What one line gave back, as facts tell it."""

    sku_id: SkuId
    product_id: ProductId
    quantity: int
    amount: Money
