"""What the people of the house do in the demo: ship, hand over, refund, count stock, write notes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tuanzi.apps.seed.clockwork import Clockwork
from tuanzi.apps.seed.goods import FRESH, Shop
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import Reason
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.kernel.errors import AppError
from tuanzi.kernel.money import Money
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import Actor, StaffId
from tuanzi.people.access.errors import EmailTaken
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Flag, OrderId, RefundLine, RefundTo, StaffActor, State

COLLEAGUES = (
    ("warehouse@demo.tuanzi", "仓管老郑", "warehouse"),
    ("care@demo.tuanzi", "客服小柚", "customer_service"),
    ("market@demo.tuanzi", "运营阿茶", "operator"),
    ("finance@demo.tuanzi", "财务清禾", "finance"),
)
CARRIERS = (("sf", "SF", 5), ("zto", "7", 4), ("jd", "JD", 3), ("yunda", "4", 2), ("sto", "77", 1))
COLD_CARRIERS = (("sf", "SF", 6), ("jd", "JD", 3))
NEWS = ("快件已由寿光分拨中心发出", "快件到达目的地营业部", "派送中，快递员正在为您送货")
RESTOCK_BELOW, RESTOCK_TO = 60, 320
SHIPPED_AT_ONCE = 25
NOTES = (
    "客户来电：希望周末送达，已备注快递。",
    "果子路上有磕碰，已按个数赔付。",
    "老客户，随箱多放两个番茄。",
    "地址写到了单元门，已电话核对。",
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """An order to pack."""

    order_id: OrderId
    is_cold: bool


class House:
    """The staff of the demo."""

    def __init__(self, db: Database, work: Clockwork, shop: Shop, chance: random.Random) -> None:
        self.db, self.work, self.shop, self.chance = db, work, shop, chance
        self._staff: dict[str, StaffActor] = {}
        self._purchases = 1

    async def hire(self) -> None:
        """Their accounts, whose passwords nobody knows until an owner gives them new ones."""
        known = {staff.email: staff.id for staff in await access.staff_page(self.db.reader, None, 100)}
        for email, name, role in COLLEAGUES:
            staff_id: StaffId | None = known.get(email)
            if staff_id is None:
                try:
                    staff_id = (await access.create(self.db, Actor(None), email, name, (role,))).staff.id
                except EmailTaken:
                    continue
            self._staff[role] = StaffActor(staff_id, "127.0.0.1")

    def _by(self, role: str) -> StaffActor:
        return self._staff[role]

    async def ship(self, parcels: Sequence[Parcel]) -> list[OrderId]:
        """Pack and hand over, a few in one transaction; those that went."""
        gone: list[OrderId] = []
        for begin in range(0, len(parcels), SHIPPED_AT_ONCE):
            batch = parcels[begin : begin + SHIPPED_AT_ONCE]
            async with self.db.transaction() as tx:
                states = await orders.states(tx, [parcel.order_id for parcel in batch])
                for parcel in batch:
                    if states.get(parcel.order_id) is not State.PREPARING:
                        continue
                    self.work.at(clock.now() + timedelta(seconds=self.chance.uniform(20, 70)))
                    choices = COLD_CARRIERS if parcel.is_cold else CARRIERS
                    carrier, prefix, _ = self.chance.choices(choices, [weight for *_, weight in choices])[0]
                    waybill = f"{prefix}{self.chance.randrange(10**12, 10**13)}"
                    parcel_id = await fulfilment.ship_by_staff(tx, parcel.order_id, carrier, waybill, self._by("warehouse"))
                    await fulfilment.track(tx, parcel_id, NEWS[0])
                    gone.append(parcel.order_id)
        return gone

    async def follow(self, order_ids: Sequence[OrderId], step: int) -> None:
        """The carrier tells where some parcels are."""
        async with self.db.transaction() as tx:
            for parcels in (await fulfilment.parcels_of(tx, list(order_ids))).values():
                for parcel in parcels:
                    await fulfilment.track(tx, parcel.id, NEWS[step])

    async def make_ready(self, order_ids: Sequence[OrderId]) -> list[tuple[OrderId, str]]:
        """Bring orders to their pickup points; each with the code its shopper gets."""
        codes = []
        async with self.db.transaction() as tx:
            states = await orders.states(tx, list(order_ids))
            for order_id in order_ids:
                if states.get(order_id) is State.PREPARING:
                    await fulfilment.ready_by_staff(tx, order_id, self._by("warehouse"))
                    pickup = await fulfilment.pickup_of(tx, order_id)
                    assert pickup is not None
                    codes.append((order_id, pickup.code))
        return codes

    async def hand_over(self, code: str) -> bool:
        """A shopper shows a code at the outlet."""
        async with self.db.transaction() as tx:
            return await fulfilment.verify_pickup_by_staff(tx, code, self._by("warehouse")) is not None

    async def refund(self, order_id: OrderId, reason: str, *, share: float | None, to: RefundTo = "gateway") -> bool:
        """Give money back: a share of the first line, or all of it. False where there is nothing (any more) to give."""
        try:
            async with self.db.transaction() as tx:
                order = await orders.get(tx, order_id)
                lines = None
                if share is not None:
                    line = order.lines[0]
                    left = min((line.payable - line.refunded).minor, round(line.payable.minor * share / 10) * 10)
                    lines = [RefundLine(line.id, amount=Money(left))]
                key = f"{order_id}:demo:{reason}"[:60]
                await orders.refund_by_staff(tx, order_id, lines, None, reason, to, key, self._by("customer_service"))
        except AppError:
            return False
        return True

    async def note(self, order_id: OrderId, flag: Flag | None) -> None:
        """Write something down for colleagues."""
        async with self.db.transaction() as tx:
            await orders.add_note(tx, order_id, self.chance.choice(NOTES), self._by("customer_service"))
            if flag:
                await orders.set_flag(tx, order_id, flag, self._by("customer_service"))

    async def restock(self) -> None:
        """A delivery comes in for what runs low."""
        async with self.db.transaction() as tx:
            for goods in self.shop.goods.values():
                left = await inventory.available(tx, goods.sku_ids)
                for sku_id in goods.sku_ids:
                    if left.get(sku_id, 0) < RESTOCK_BELOW and goods.is_on_sale:
                        self._purchases += 1
                        wanted = RESTOCK_TO - left.get(sku_id, 0)
                        await inventory.adjust(tx, sku_id, None, wanted // 10 * 10, Reason.RECEIPT, f"PO-{self._purchases:04d}")

    async def sort_out(self) -> None:
        """Fresh goods lose a few pieces a week."""
        async with self.db.transaction() as tx:
            for goods in self.shop.goods.values():
                if goods.category in FRESH and goods.is_on_sale:
                    await inventory.adjust(tx, goods.sku_ids[0], None, -self.chance.randint(1, 4), Reason.LOSS, "周检报损")

    async def count_down(self, sku_id: SkuId, left: int) -> None:
        """A stock-take finds fewer than the books say."""
        async with self.db.transaction() as tx:
            free = (await inventory.available(tx, [sku_id])).get(sku_id, 0)
            if free > left:
                await inventory.adjust(tx, sku_id, None, left - free, Reason.COUNT, "月末盘点")
