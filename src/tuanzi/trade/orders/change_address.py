"""The buyer asked the house to send it somewhere else."""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import api as accounts
from tuanzi.trade.orders import repository
from tuanzi.trade.orders import repository_writes as writes
from tuanzi.trade.orders.contracts import AddressSnapshot, NewAddress, OrderId, StaffActor
from tuanzi.trade.orders.errors import MoveRefused
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry


async def change_address(tx: Tx, order_id: OrderId, new: NewAddress, by: StaffActor) -> None:
    """Send an order that has not gone off to another receiver or place; what the carriage costs stays as agreed.

    The log keeps that and by whom, not where to. Raises ``OrderNotFound``, ``MoveRefused``, ``RegionUnknown``, ``AddressPhoneInvalid``.
    """
    place = accounts.place(new.region_code)
    phone = accounts.normal_contact(new.phone)
    address = AddressSnapshot(new.name, phone, place.province, place.city, place.district, place.region_code, new.detail)
    if not await writes.set_address(tx, order_id, address, clock.now()):
        order = await repository.get(tx, order_id)
        raise MoveRefused(move="change_address", state=order.state)
    after = {"region_code": place.region_code}
    audit.record(tx, Entry("staff", str(by.staff_id), "orders.change_address", "order", str(order_id), None, after, by.ip, by.request_id))
