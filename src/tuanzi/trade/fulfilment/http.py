"""Fulfilment over HTTP: the console ships, hands over, tracks, and sets what carrying costs."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from fastapi import File, Path, Response, UploadFile
from pydantic import Field

from tuanzi.kernel import errands, tabular
from tuanzi.kernel.http import Call, CallContext, Moment, Router, Wire, staff
from tuanzi.kernel.http.problems import render
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.people.access.contracts import StaffId
from tuanzi.trade.fulfilment import api
from tuanzi.trade.fulfilment.contracts import (
    EVENT_TEXT_LENGTH_MAX,
    RULES_MAX,
    SHIP_ROWS_MAX,
    ChargeBy,
    CheckedRow,
    FreightRule,
    FreightTemplate,
    ParcelId,
    ShipRow,
)
from tuanzi.trade.fulfilment.errors import (
    BadTemplate,
    CarrierUnknown,
    NumberUnknown,
    ParcelFull,
    ParcelNotFound,
    PickupCodeWrong,
    PickupGuessing,
    TableColumns,
    TableTooLong,
    TemplateNotFound,
    TooManyParcels,
    WaybillBad,
    WaybillTaken,
    WrongDelivery,
)
from tuanzi.trade.orders.contracts import OrderId, StaffActor, State
from tuanzi.trade.orders.errors import MoveRefused, OrderHeld, OrderNotFound

console = Router(tags=["fulfilment"])


class StateOut(Wire):
    """Where the order stands now; its page has the rest."""

    id: OrderId
    state: State


class ShipIn(Wire):
    """Who carries it, under which number."""

    carrier: str = Field(min_length=1, max_length=40, examples=["sf"])
    waybill: str = Field(min_length=1, max_length=60, examples=["SF1234567890"])


class ShippedOut(Wire):
    """The parcel that was made."""

    order_id: OrderId
    parcel_id: ParcelId


class CodeIn(Wire):
    """What the shopper shows: six digits, or the text of the QR picture."""

    code: str = Field(min_length=1, max_length=40)


class EventIn(Wire):
    """Where the parcel was seen; now, unless ``at`` says when."""

    text: str = Field(min_length=1, max_length=EVENT_TEXT_LENGTH_MAX)
    at: Moment | None = None


class EventOut(Wire):
    """What was noted."""

    order_id: OrderId
    parcel_id: ParcelId
    text: str


class CarrierOut(Wire):
    """A carrier we know."""

    code: str
    name: str


class CarriersOut(Wire):
    """All carriers."""

    items: list[CarrierOut]


class RuleWire(Wire):
    """Fees for some regions; no regions means everywhere else. Fees in minor units."""

    regions: list[str] = Field(default_factory=list, max_length=400)
    first: int = Field(ge=0, le=10**7)
    first_fee: Money
    next: int = Field(ge=1, le=10**7)
    next_fee: Money
    free_from: Money | None = None


class TemplateIn(Wire):
    """A freight template without its code."""

    name: str = Field(min_length=1, max_length=60)
    charge_by: ChargeBy
    rules: list[RuleWire] = Field(min_length=1, max_length=RULES_MAX)
    excluded: list[str] = Field(default_factory=list, max_length=400)


class TemplateOut(TemplateIn):
    """A freight template."""

    code: str


class TemplatesOut(Wire):
    """All freight templates."""

    items: list[TemplateOut]


class RowIn(Wire):
    """A line of a table of waybills."""

    line: int = Field(ge=1, le=1_000_000)
    number: str = Field(max_length=60)
    carrier: str = Field(max_length=40)
    waybill: str = Field(max_length=60)


class RowsIn(Wire):
    """The lines to ship, as the check gave them."""

    rows: list[RowIn] = Field(min_length=1, max_length=SHIP_ROWS_MAX)


class CheckedOut(RowIn):
    """What would become of a line. ``code`` and ``sentence`` say why not."""

    carrier_name: str
    verdict: Literal["ok", "already", "bad"]
    code: str | None
    sentence: str | None


class TableOut(Wire):
    """A table, judged line by line."""

    rows: list[CheckedOut]
    ok: int
    already: int
    bad: int


class StartedOut(Wire):
    """The errand that does it; see ``GET /errands/{id}``."""

    errand_id: errands.ErrandId


Code = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


def _actor(call: CallContext) -> StaffActor:
    return StaffActor(StaffId.of(call.staff_id), call.ip, call.request_id)


def _template(template: FreightTemplate) -> TemplateOut:
    rules = [
        RuleWire(
            regions=list(rule.regions),
            first=rule.first,
            first_fee=rule.first_fee,
            next=rule.next,
            next_fee=rule.next_fee,
            free_from=rule.free_from,
        )
        for rule in template.rules
    ]
    return TemplateOut(code=template.code, name=template.name, charge_by=template.charge_by, rules=rules, excluded=list(template.excluded))


@console.post(
    "/orders/{order_id}/ship",
    access=staff("orders.ship", "own"),
    errors=[OrderNotFound, OrderHeld, MoveRefused, WrongDelivery, CarrierUnknown, WaybillBad, WaybillTaken],
)
async def ship_order(call: Call, order_id: OrderId, body: ShipIn) -> ShippedOut:
    """The parcel is with the carrier; the stock has left."""
    parcel_id = await api.ship_by_staff(call.tx, order_id, body.carrier, body.waybill.strip(), _actor(call))
    return ShippedOut(order_id=order_id, parcel_id=parcel_id)


@console.post(
    "/shipments/check", access=staff("orders.ship", "own"), writes=False, errors=[TableColumns, TableTooLong, tabular.TableUnreadable]
)
async def check_table(call: Call, file: Annotated[UploadFile, File()]) -> TableOut:
    """Read a table of waybills (CSV or XLSX) and say of every line what would become of it. Nothing is shipped."""
    checked = await api.check_ship_rows(call.tx, api.read_ship_table(tabular.read(await file.read())), call.scope)
    return _table(checked, call.language)


@console.post(
    "/shipments",
    access=staff("orders.ship", "own"),
    idempotent=True,
    status_code=202,
    errors=[errands.NothingToDo, errands.TooManyItems, errands.TooManyRunning, NumberUnknown],
)
async def ship_table(call: Call, body: RowsIn) -> StartedOut:
    """Ship these lines one by one. What was shipped exactly so before is not shipped again."""
    by = _actor(call)
    rows = [ShipRow(row.line, row.number, row.carrier, row.waybill) for row in body.rows]
    if not call.scope.is_whole:
        await api.refuse_others(call.tx, rows, call.scope)
    errand_id = await errands.start(call.tx, api.ship_rows(by, rows), staff_id=by.staff_id, language=call.language)
    api.log_by_staff(call.tx, by, "ship_table", "errand", str(errand_id), {"rows": len(rows)})
    return StartedOut(errand_id=errand_id)


@console.post(
    "/orders/{order_id}/ready-for-pickup", access=staff("orders.ship", "own"), errors=[OrderNotFound, OrderHeld, MoveRefused, WrongDelivery]
)
async def make_ready(call: Call, order_id: OrderId) -> StateOut:
    """The goods lie at the pickup point; the shopper is shown a code."""
    await api.ready_by_staff(call.tx, order_id, _actor(call))
    return StateOut(id=order_id, state=State.READY_FOR_PICKUP)


@console.post(
    "/pickups/verify",
    access=staff("fulfilment.pickup", "own"),
    response_model=StateOut,
    errors=[PickupCodeWrong, PickupGuessing, MoveRefused, OrderHeld, OrderNotFound],
)
async def verify_code(call: Call, body: CodeIn) -> StateOut | Response:
    """Hand over what waits under this code. A wrong code is counted, so it is answered and not raised."""
    order_id = await api.verify_pickup_by_staff(call.tx, body.code, _actor(call), call.scope)
    if order_id is None:
        return render(PickupCodeWrong(), call.language, call.request_id)
    return StateOut(id=order_id, state=State.RECEIVED)


def _table(checked: list[CheckedRow], language: str) -> TableOut:
    counted = Counter(each.verdict for each in checked)
    rows = [
        CheckedOut(
            line=each.row.line,
            number=each.row.name,
            carrier=each.row.carrier,
            waybill=each.row.waybill,
            carrier_name=api.carrier_name(each.row.carrier, language),
            verdict=each.verdict,
            code=each.error.code if each.error else None,
            sentence=text(each.error.code, language, each.error.fields) if each.error else None,
        )
        for each in checked
    ]
    return TableOut(rows=rows, ok=counted["ok"], already=counted["already"], bad=counted["bad"])


@console.post("/parcels/{parcel_id}/events", access=staff("fulfilment.ship", "own"), status_code=201, errors=[ParcelNotFound, ParcelFull])
async def add_event(call: Call, parcel_id: ParcelId, body: EventIn) -> EventOut:
    """Note where a parcel was seen."""
    order_id = await api.track_by_staff(call.tx, parcel_id, body.text, body.at, _actor(call))
    return EventOut(order_id=order_id, parcel_id=parcel_id, text=body.text)


@console.post(
    "/orders/{order_id}/parcels",
    access=staff("orders.ship", "own"),
    status_code=201,
    errors=[OrderNotFound, MoveRefused, CarrierUnknown, WaybillBad, WaybillTaken, TooManyParcels],
)
async def add_parcel(call: Call, order_id: OrderId, body: ShipIn) -> ShippedOut:
    """A further box of an order that is on its way."""
    parcel_id = await api.add_parcel_by_staff(call.tx, order_id, body.carrier, body.waybill.strip(), _actor(call))
    return ShippedOut(order_id=order_id, parcel_id=parcel_id)


@console.put(
    "/parcels/{parcel_id}",
    access=staff("orders.ship", "own"),
    errors=[ParcelNotFound, MoveRefused, OrderNotFound, CarrierUnknown, WaybillBad, WaybillTaken],
)
async def correct_parcel(call: Call, parcel_id: ParcelId, body: ShipIn) -> ShippedOut:
    """Another carrier or waybill for a parcel, while its order is on its way."""
    order_id = await api.correct_parcel_by_staff(call.tx, parcel_id, body.carrier, body.waybill.strip(), _actor(call))
    return ShippedOut(order_id=order_id, parcel_id=parcel_id)


@console.get("/carriers", access=staff("orders.read", "common"))
async def list_carriers(call: Call) -> CarriersOut:
    """The carriers to choose from."""
    return CarriersOut(items=[CarrierOut(code=code, name=api.carrier_name(code, call.language)) for code in api.carriers()])


@console.get("/freight-templates", access=staff("fulfilment.read", "common"))
async def list_templates(call: Call) -> TemplatesOut:
    """What carrying costs; goods without a template go by the one called ``default``."""
    return TemplatesOut(items=[_template(template) for template in (await api.templates(call.tx)).values()])


@console.put("/freight-templates/{code}", access=staff("fulfilment.write", "common"), errors=[BadTemplate])
async def put_template(call: Call, code: Code, body: TemplateIn) -> TemplateOut:
    """Write a template, new or changed."""
    rules = tuple(
        FreightRule(tuple(rule.regions), rule.first, rule.first_fee, rule.next, rule.next_fee, rule.free_from) for rule in body.rules
    )
    template = FreightTemplate(code, body.name, body.charge_by, rules, tuple(body.excluded))
    await api.save_template_by_staff(call.tx, template, _actor(call))
    return _template(template)


@console.delete("/freight-templates/{code}", access=staff("fulfilment.write", "common"), status_code=204, errors=[TemplateNotFound])
async def remove_template(call: Call, code: Code) -> None:
    """Remove a template."""
    await api.delete_template_by_staff(call.tx, code, _actor(call))
