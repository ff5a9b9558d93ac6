"""An account is given up for good."""

from __future__ import annotations

from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx
from tuanzi.kernel.forget_file import forget_file
from tuanzi.kernel.i18n import text
from tuanzi.people.accounts import repository_life as life
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import AccountGone, MemberNotFound
from tuanzi.people.accounts.events import MemberErased


async def erase(tx: Tx, member_id: MemberId, phone: str | None) -> None:
    """Leave of a member only the id that orders and the ledger name: no contact, no profile, no address, no device.

    The avatar's file is deleted by a job. May be repeated. Raises ``MemberNotFound``.
    """
    rows = await life.lock(tx, [member_id])
    if member_id not in rows:
        raise MemberNotFound
    row, now = rows[member_id], clock.now()
    if row["merged_into"] is not None:
        return
    if row["avatar_key"]:
        jobs.enqueue(tx, forget_file(row["avatar_key"]))
    await life.forget_rows(tx, member_id, phone, now)
    await life.blank(tx, member_id, text("accounts.erased_nickname", row["locale"], {}), now)
    if row["gone_at"] is None:
        facts.record(tx, MemberErased(member_id))


async def hold_for_erasing(tx: Tx, member_id: MemberId) -> None:
    """Nothing new may arrive at the account while we look whether it can go. Raises ``MemberNotFound`` and ``AccountGone``."""
    rows = await life.lock(tx, [member_id])
    if member_id not in rows:
        raise MemberNotFound
    if rows[member_id]["gone_at"] is not None:
        raise AccountGone
