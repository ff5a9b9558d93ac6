"""How money moves when it is paid and paid back. ``platform:refund_clearing`` is owed to payers by way of their provider."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Leg
from tuanzi.money.payments.contracts import BALANCE, Payment, Refund
from tuanzi.people.accounts.contracts import MemberId

REFUND_CLEARING = "platform:refund_clearing"


def received(subject: str) -> str:
    """The account that holds the money paid for a subject until its owner has earned it."""
    return f"order:{subject}:received"


def clearing(gateway: str) -> str:
    """What a provider has taken for us and not yet settled."""
    return f"gateway:{gateway}:clearing"


def _wallet(member_id: MemberId) -> str:
    return f"member:{member_id}:wallet"


def _legs(debit: str, credit: str, amount: Money) -> list[Leg]:
    return [Leg(debit, amount.currency, debit=amount.minor), Leg(credit, amount.currency, credit=amount.minor)]


async def paid(tx: Tx, payment: Payment) -> None:
    """The payer's money now stands for the subject. Raises ``InsufficientFunds`` if it should come from the wallet."""
    source = _wallet(payment.payer) if payment.method == BALANCE else clearing(payment.method)
    legs = _legs(source, received(payment.subject), payment.amount)
    await ledger.post(tx, f"payments.paid:{payment.id}", "payments.paid", payment.subject, legs)


async def refund_owed(tx: Tx, key: str, subject: str, amount: Money) -> None:
    """The subject's money is owed back through the provider."""
    await ledger.post(tx, f"payments.refund:{key}", "payments.refund", subject, _legs(received(subject), REFUND_CLEARING, amount))


async def refund_to_wallet(tx: Tx, key: str, subject: str, payer: MemberId, amount: Money) -> None:
    """The subject's money is in the payer's wallet at once."""
    await ledger.post(tx, f"payments.refund:{key}", "payments.refund", subject, _legs(received(subject), _wallet(payer), amount))


async def refund_done(tx: Tx, refund: Refund, gateway: str) -> None:
    """The provider has paid it out of what it holds for us."""
    legs = _legs(REFUND_CLEARING, clearing(gateway), refund.amount)
    await ledger.post(tx, f"payments.refund_done:{refund.id}", "payments.refund_done", refund.subject, legs)


async def held_by(tx: Tx, gateway: str, currency: str) -> int:
    """What the ledger says a provider holds for us, in minor units."""
    return (await ledger.balance(tx, clearing(gateway), currency)).posted


async def owed_back(tx: Tx, currency: str) -> int:
    """What the ledger says is on its way back through providers, in minor units."""
    return (await ledger.balance(tx, REFUND_CLEARING, currency)).posted
