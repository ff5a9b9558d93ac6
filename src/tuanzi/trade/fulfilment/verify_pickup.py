"""A code is typed or scanned at the outlet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.fulfilment import repository
from tuanzi.trade.fulfilment.contracts import PICKUP_CODE_DIGITS, PICKUP_WRONG_MAX, PICKUP_WRONG_WINDOW_S
from tuanzi.trade.fulfilment.errors import PickupGuessing
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId


async def verify_pickup(tx: Tx, actor_id: UUID, code: str, places: Sequence[UUID] | None = None) -> OrderId | None:
    """Hand over the order that waits under ``code`` at one of ``places`` (None: anywhere): it is received. None for a wrong code, which is
    counted against the actor; a code of another place is a wrong one.

    A wrong code is an answer and not an error, so that the count of it is committed. Raises ``PickupGuessing`` after
    ``PICKUP_WRONG_MAX`` wrong ones of one actor within ``PICKUP_WRONG_WINDOW_S``.
    """
    now = clock.now()
    window = timedelta(seconds=PICKUP_WRONG_WINDOW_S)
    await repository.lock_actor(tx, actor_id)
    if await repository.count_wrong(tx, actor_id, now - window) >= PICKUP_WRONG_MAX:
        raise PickupGuessing(retry_after_s=PICKUP_WRONG_WINDOW_S)
    digits = code.removeprefix(repository.QR_PREFIX).replace(" ", "")
    order_id = None
    if len(digits) == PICKUP_CODE_DIGITS and digits.isascii() and digits.isdigit():
        order_id = await repository.close_pickup(tx, digits, now, places)
    if order_id is None:
        await repository.note_wrong(tx, actor_id, now)
        return None
    await orders.mark_received(tx, order_id, "pick_up")
    return order_id
