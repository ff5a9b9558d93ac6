"""Handing a sign-in code to the text message provider."""

from __future__ import annotations

from uuid import UUID

from tuanzi.kernel import clock, ports
from tuanzi.kernel.db import Database
from tuanzi.people.accounts import repository
from tuanzi.people.accounts.ports import SmsMessage, SmsSender


async def deliver_code(db: Database, code_id: UUID) -> None:
    """Send the code unless it was used, replaced or ran out meanwhile; then forget its text. Runs outside any transaction."""
    async with db.read() as tx:
        waiting = await repository.unsent_code(tx, code_id, clock.now())
    if waiting is None:
        return
    phone, code, language = waiting
    sender: SmsSender = ports.get(SmsSender)
    await sender.send(db, SmsMessage(phone, "accounts.sign_in_code", {"code": code}, language, str(code_id)))
    async with db.transaction() as tx:
        await repository.forget_code_text(tx, code_id)
