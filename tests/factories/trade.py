"""Orders for tests: drafts with defaults, stock, and orders brought to a state."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationId, Reason
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money, total
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentId
from tuanzi.money.wallet import api as wallet
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import AddressSnapshot, Adjustment, DraftLine, HoldDraft, LineSnapshot, Order, OrderDraft

PICTURE = "pictures/ab/" + "0" * 32 + ".1200x900"
ADDRESS = AddressSnapshot("王小明", "13800001234", "山东省", "潍坊市", "寿光市", "370783", "文圣街 1 号")


async def stock(tx: Tx, *counts: int) -> list[SkuId]:
    """Skus with so many pieces each at the default location."""
    sku_ids = [SkuId.new() for _ in counts]
    await inventory.receive(tx, list(zip(sku_ids, counts, strict=True)), Reason.RECEIPT, "test")
    return sku_ids


def line(sku_id: SkuId, quantity: int = 1, unit_price: int = 1000, payable: int | None = None) -> DraftLine:
    """A line at 10 yuan a piece; ``payable`` for the whole line in minor units, undiscounted if None."""
    price = Money(unit_price)
    paid = Money(payable) if payable is not None else price * quantity
    return DraftLine(sku_id, ProductId.new(), quantity, price, paid, LineSnapshot("寿光番茄", ("5 斤",), PICTURE, "TOM-5", 2500))


def draft(
    lines: Sequence[DraftLine],
    member_id: MemberId | None = None,
    *,
    freight: int = 0,
    adjustments: Sequence[Adjustment] | None = None,
    holds: Sequence[HoldDraft] = (),
    pay_within_s: int = 900,
    pickup: LocationId | None = None,
) -> OrderDraft:
    """A draft that adds up; what a line is discounted by becomes an adjustment of source ``test``."""
    if adjustments is None:
        taken = [(index, each.payable - each.unit_price * each.quantity) for index, each in enumerate(lines)]
        adjustments = [Adjustment(index, amount, "test", "tst_1", "试用优惠", "platform") for index, amount in taken if amount]
    return OrderDraft(
        member_id=member_id or MemberId.new(),
        lines=lines,
        payable=total(each.payable for each in lines) + Money(freight),
        delivery="pickup" if pickup else "ship",
        adjustments=adjustments,
        freight=Money(freight),
        address=None if pickup else ADDRESS,
        pickup_location_id=pickup,
        holds=holds,
        pay_within_s=pay_within_s,
    )


async def place(tx: Tx, *, quantity: int = 1, stock_count: int = 10, freight: int = 0, holds: Sequence[HoldDraft] = ()) -> Order:
    """An unpaid order of one sku."""
    (sku_id,) = await stock(tx, stock_count)
    return await orders.place(tx, draft([line(sku_id, quantity)], freight=freight, holds=holds))


async def pay(tx: Tx, order: Order) -> PaymentId:
    """Pay from a wallet filled for it; orders is told as the reaction would tell it."""
    key = f"test.fill:{PaymentId.new()}"
    await wallet.credit(tx, key, order.member_id, order.payable, "test", str(order.id))
    payment = await wallet.pay_from_balance(tx, order.member_id, str(order.id), order.payable)
    await orders.mark_paid(tx, order.id, payment.id, order.payable)
    return payment.id


async def paid(tx: Tx, *, quantity: int = 1, stock_count: int = 10, freight: int = 0, holds: Sequence[HoldDraft] = ()) -> Order:
    """A paid order of one sku, preparing or, with holds, waiting."""
    order = await place(tx, quantity=quantity, stock_count=stock_count, freight=freight, holds=holds)
    await pay(tx, order)
    return await orders.get(tx, order.id)


async def recorded(tx: Tx) -> list[str]:
    """Names of the facts written so far but those of stock, oldest first; flushes."""
    await tx.flush()
    return [row["name"] for row in await tx.fetch("SELECT name FROM facts_outbox WHERE name NOT LIKE 'inventory.%' ORDER BY position")]


async def problems(tx: Tx) -> list[str]:
    """Everything that does not add up in trade, stock and the ledger."""
    return await orders.verify(tx) + await inventory.verify(tx) + await payments.verify(tx)
