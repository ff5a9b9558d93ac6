"""What others may know about fulfilment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory.contracts import LocationId
from tuanzi.kernel.errors import AppError
from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId

DEFAULT_FREIGHT_CODE = "default"
TEMPLATES_MAX = 200
RULES_MAX = 40
PICKUP_CODE_DIGITS = 6
PICKUP_WRONG_MAX = 10
PICKUP_WRONG_WINDOW_S = 600
PARCEL_EVENTS_MAX = 200
EVENT_TEXT_LENGTH_MAX = 200
PARCELS_MAX = 20
"""Parcels of one order."""
SHIP_ROWS_MAX = 5000
"""Lines of one table of waybills."""

ChargeBy = Literal["count", "weight"]
"""``count``: pieces; ``weight``: grams."""


class ParcelId(Id, prefix="prc"):
    """What a carrier carries under one waybill."""


@dataclass(frozen=True, slots=True)
class FreightRule:
    """Fees for some regions: the first ``first`` pieces or grams cost ``first_fee``, each further begun ``next`` cost ``next_fee``.

    ``regions`` are prefixes of region codes ("37" a province, "3707" a city); an empty tuple is everywhere else.
    ``free_from``: no fee when the goods of this template cost at least so much.
    """

    regions: tuple[str, ...]
    first: int
    first_fee: Money
    next: int
    next_fee: Money
    free_from: Money | None = None


@dataclass(frozen=True, slots=True)
class FreightTemplate:
    """The fees of one template; the most specific rule for a region counts. ``excluded`` regions are not delivered to."""

    code: str
    name: str
    charge_by: ChargeBy
    rules: tuple[FreightRule, ...]
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FreightLine:
    """What freight needs to know of a line. ``amount`` is what the line costs after scene price, for the free threshold."""

    sku_id: SkuId
    quantity: int
    weight_g: int
    amount: Money
    freight_code: str | None


@dataclass(frozen=True, slots=True)
class ParcelEvent:
    """Where a parcel was seen."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel with its events, newest first."""

    id: ParcelId
    order_id: OrderId
    carrier: str
    waybill: str
    shipped_at: datetime
    events: tuple[ParcelEvent, ...]


@dataclass(frozen=True, slots=True)
class ShipRow:
    """A line of a table of waybills as it was read: ``name`` is the order's number, ``carrier`` a code of ours where we know it."""

    line: int
    name: str
    carrier: str
    waybill: str


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """What would become of a line: it ships, it was shipped exactly so before, or ``error`` says why not."""

    row: ShipRow
    verdict: Literal["ok", "already", "bad"]
    error: AppError | None = None


@dataclass(frozen=True, slots=True)
class NamedOrder:
    """An order as a bulk action goes through them."""

    id: OrderId
    name: str


@dataclass(frozen=True, slots=True)
class Pickup:
    """What the shopper shows at the outlet. ``qr_svg`` encodes ``TZ-PICKUP:<code>``."""

    order_id: OrderId
    location_id: LocationId | None
    code: str
    qr_svg: str
