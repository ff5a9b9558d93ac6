from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.factories.trade import draft, line, paid, place, problems, stock
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.fulfilment import api
from tuanzi.trade.fulfilment.contracts import PICKUP_WRONG_MAX, ParcelId
from tuanzi.trade.fulfilment.errors import CarrierUnknown, ParcelNotFound, PickupGuessing, WaybillBad, WaybillTaken, WrongDelivery
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import HoldDraft, Order, State
from tuanzi.trade.orders.errors import MoveRefused, OrderHeld, OrderNotFound

Shift = Callable[[timedelta], None]
Drain = Callable[[], Awaitable[None]]


async def for_pickup(tx: Tx) -> Order:
    (sku_id,) = await stock(tx, 5)
    return await orders.place(tx, draft([line(sku_id, 1, 1000, 0)], pickup=await inventory.default_location(tx)))


async def test_shipping_makes_a_parcel_and_takes_the_stock(tx: Tx) -> None:
    order = await paid(tx, quantity=2)
    parcel_id = await api.ship(tx, order.id, "sf", "SF1234567890")
    assert await api.track(tx, parcel_id, "已揽收", clock.now() - timedelta(hours=1)) == order.id
    await api.track(tx, parcel_id, "到达潍坊")
    (parcel,) = (await api.parcels_of(tx, [order.id]))[order.id]
    assert (parcel.id, parcel.carrier, parcel.waybill, [event.text for event in parcel.events]) == (
        parcel_id,
        "sf",
        "SF1234567890",
        ["到达潍坊", "已揽收"],
    )
    assert (await orders.get(tx, order.id)).state is State.SHIPPED
    assert await inventory.available(tx, [order.lines[0].sku_id]) == {order.lines[0].sku_id: 8}
    with pytest.raises(MoveRefused):
        await api.ship(tx, order.id, "sf", "SF1234567891")
    assert await problems(tx) == []


async def test_what_cannot_be_shipped_is_refused(tx: Tx) -> None:
    order = await paid(tx)
    waiting = await paid(tx, holds=[HoldDraft("groupbuy", "tea")])
    unpaid = await place(tx)
    fetched = await for_pickup(tx)
    with pytest.raises(CarrierUnknown):
        await api.ship(tx, order.id, "pigeon", "SF1234567890")
    for waybill in ("", "12", "x" * 41, "运单号123456", "SF 1234567890"):
        with pytest.raises(WaybillBad):
            await api.ship(tx, order.id, "sf", waybill)
    with pytest.raises(OrderHeld):
        await api.ship(tx, waiting.id, "sf", "SF1234567890")
    with pytest.raises(MoveRefused):
        await api.ship(tx, unpaid.id, "sf", "SF1234567890")
    with pytest.raises(WrongDelivery):
        await api.ship(tx, fetched.id, "sf", "SF1234567890")
    with pytest.raises(WrongDelivery):
        await api.ready_for_pickup(tx, order.id)
    await api.ship(tx, order.id, "sf", "SF1234567890")
    other = await paid(tx)
    with pytest.raises(WaybillTaken):
        await api.ship(tx, other.id, "sf", "SF1234567890")
    with pytest.raises(ParcelNotFound):
        await api.track(tx, ParcelId.new(), "?")


async def test_only_the_buyer_receives(tx: Tx) -> None:
    order = await paid(tx)
    with pytest.raises(MoveRefused):
        await orders.receive(tx, order.member_id, order.id)
    await api.ship(tx, order.id, "sf", "SF1234567890")
    with pytest.raises(OrderNotFound):
        await orders.receive(tx, MemberId.new(), order.id)
    assert (await orders.receive(tx, order.member_id, order.id)).state is State.RECEIVED
    assert (await orders.receive(tx, order.member_id, order.id)).state is State.RECEIVED


async def test_time_receives_and_completes(db: Database, shift_clock: Shift, drain: Drain) -> None:
    async with db.transaction() as tx:
        order = await paid(tx, freight=500)
        await api.ship(tx, order.id, "sf", "SF1234567890")
    await drain()
    shift_clock(timedelta(days=6, hours=23))
    await drain()
    assert (await orders.get(db.reader, order.id)).state is State.SHIPPED
    shift_clock(timedelta(hours=2))
    await drain()
    assert (await orders.get(db.reader, order.id)).state is State.RECEIVED
    shift_clock(timedelta(days=6, hours=23))
    await drain()
    assert (await orders.get(db.reader, order.id)).state is State.RECEIVED
    shift_clock(timedelta(hours=2))
    await drain()
    assert (await orders.get(db.reader, order.id)).state is State.COMPLETED
    assert await problems(db.reader) == []


async def test_received_by_hand_the_timer_finds_nothing_to_do(db: Database, shift_clock: Shift, drain: Drain) -> None:
    async with db.transaction() as tx:
        order = await paid(tx)
        await api.ship(tx, order.id, "sf", "SF1234567890")
        await orders.receive(tx, order.member_id, order.id)
    shift_clock(timedelta(days=7, hours=1))
    await drain()
    assert (await orders.get(db.reader, order.id)).state is State.COMPLETED
    assert await db.reader.fetchval("SELECT count(*) FROM orders_timeline WHERE event = 'received'") == 1


async def test_a_pickup_code_hands_over_once(tx: Tx) -> None:
    order = await for_pickup(tx)
    code = await api.ready_for_pickup(tx, order.id)
    pickup = await api.pickup_of(tx, order.id)
    assert pickup is not None
    assert (len(code), pickup.code, pickup.qr_svg[:4]) == (6, code, "<svg")
    assert code.encode() not in await tx.fetchval("SELECT code_sealed FROM fulfilment_pickup")
    staff = PaymentId.new()
    assert await api.verify_pickup(tx, staff, f"TZ-PICKUP:{code}") == order.id
    assert await api.verify_pickup(tx, staff, code) is None
    assert (await orders.get(tx, order.id)).state is State.RECEIVED
    assert await api.pickup_of(tx, order.id) is None
    assert await inventory.available(tx, [order.lines[0].sku_id]) == {order.lines[0].sku_id: 4}
    assert await problems(tx) == []


async def test_who_guesses_codes_is_stopped_for_a_while(tx: Tx, shift_clock: Shift) -> None:
    order = await for_pickup(tx)
    code = await api.ready_for_pickup(tx, order.id)
    guesser, honest = PaymentId.new(), PaymentId.new()
    wrong = [f"{number:06d}" for number in range(20) if f"{number:06d}" != code]
    for guess in [*wrong[: PICKUP_WRONG_MAX - 2], "x", "１２３４５６"]:
        assert await api.verify_pickup(tx, guesser, guess) is None
    with pytest.raises(PickupGuessing):
        await api.verify_pickup(tx, guesser, code)
    assert await api.verify_pickup(tx, honest, wrong[0]) is None
    shift_clock(timedelta(seconds=601))
    assert await api.verify_pickup(tx, guesser, code) == order.id


async def test_the_code_of_a_closed_order_opens_nothing(db: Database, drain: Drain) -> None:
    async with db.transaction() as tx:
        order = await for_pickup(tx)
        code = await api.ready_for_pickup(tx, order.id)
        await orders.refund(tx, order.id, None, "regret", "gateway", "k")
    await drain()
    async with db.transaction() as tx:
        assert await api.verify_pickup(tx, PaymentId.new(), code) is None
    assert await problems(db.reader) == []


def test_every_carrier_has_a_name_in_both_languages() -> None:
    assert all(set(names) == {"zh-CN", "en"} for names in api.carriers().values())
    assert api.carrier_name("sf", "en") == "SF Express"
    assert api.carrier_name("gone", "en") == "gone"
