"""Pay from balance."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import Payment
from tuanzi.people.accounts.contracts import MemberId


async def pay_from_balance(tx: Tx, member_id: MemberId, subject: str, amount: Money) -> Payment:
    """Pay for ``subject`` out of the member's wallet, in this transaction. Raises ``InsufficientFunds`` and ``AlreadyPaid``."""
    return await payments.pay_from_balance(tx, subject, amount, member_id)
