"""Money for tests: legs, wallets that hold something, payments, and a shopper at the pretend provider's page."""

from __future__ import annotations

from datetime import timedelta

import httpx

from tuanzi.adapters.sandbox_pay import repository as provider
from tuanzi.adapters.sandbox_pay.contracts import Mode
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Leg
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import Notification, Payment
from tuanzi.people.accounts.contracts import MemberId


def wallet_of(member_id: MemberId) -> str:
    """The wallet's address in the ledger."""
    return f"member:{member_id}:wallet"


def move(source: str, target: str, amount: int, asset: str = "CNY") -> list[Leg]:
    """Legs that debit ``source`` and credit ``target``."""
    return [Leg(source, asset, debit=amount), Leg(target, asset, credit=amount)]


async def fill_wallet(tx: Tx, member_id: MemberId, amount: int, key: str | None = None) -> str:
    """Give a member money, as a goodwill of the house; the wallet's address."""
    wallet = wallet_of(member_id)
    await ledger.post(tx, key or f"test.fill:{member_id}", "test.fill", str(member_id), move("platform:goodwill_cost", wallet, amount))
    return wallet


async def start_payment(
    tx: Tx, subject: str = "ord_1", amount: int = 4990, payer: MemberId | None = None, minutes: int = 15, return_url: str = "/"
) -> Payment:
    """A payment through the sandbox gateway."""
    expires_at = clock.now() + timedelta(minutes=minutes)
    return await payments.start(tx, subject, Money(amount), "sandbox", return_url, expires_at, payer or MemberId.new())


def notification(payment: Payment, external_id: str = "EV-1", state: str = "paid", amount: int | None = None) -> Notification:
    """What the provider would say about ``payment``, already verified."""
    said = payment.amount if amount is None else Money(amount)
    paid_at = clock.now() if state == "paid" else None
    return Notification(external_id, payment.id, said, state, paid_at, "sbc_1", b"hash")  # type: ignore[arg-type]


async def pay_for(tx: Tx, subject: str = "ord_1", amount: int = 4990, payer: MemberId | None = None) -> Payment:
    """A payment through the sandbox gateway that succeeded."""
    payment = await start_payment(tx, subject, amount, payer)
    await payments.accept_notification(tx, "sandbox", notification(payment, f"EV-{payment.id}"))
    return await payments.get(tx, payment.id)


async def misbehave(db: Database, **faults: object) -> None:
    """Put the provider into a mode."""
    async with db.transaction() as tx:
        await provider.set_mode(tx, Mode.model_validate(faults))


async def pay_on_page(client: httpx.AsyncClient, redirect_url: str) -> httpx.Response:
    """Do what a shopper does at the provider: open the page, press the button; the answer to the button."""
    opened = await client.get(redirect_url)
    assert opened.status_code == 303, opened.text
    return await client.post(opened.headers["location"] + "/confirm")
