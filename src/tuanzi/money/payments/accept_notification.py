"""Accept a notification: providers' messages come late, twice, in any order, or never."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.money.payments import repository
from tuanzi.money.payments.close import close
from tuanzi.money.payments.contracts import Notification
from tuanzi.money.payments.settle import settle


async def accept_notification(tx: Tx, gateway: str, notification: Notification) -> bool:
    """Take in a verified message, once. True if it changed anything. Raises ``PaymentNotFound``; it is not kept then."""
    is_new, _ = await tx.together(repository.remember(tx, gateway, notification), repository.lock_subject_of(tx, notification.payment_ref))
    if not is_new:
        return False
    if notification.state == "paid":
        return await settle(tx, notification.payment_ref, gateway, notification.amount, notification.paid_at, notification.transaction_ref)
    payment = await repository.get(tx, notification.payment_ref)
    return notification.state == "closed" and payment.method == gateway and await close(tx, payment.id)
