"""What members say about themselves, and getting members for others."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import repository
from tuanzi.people.accounts.contracts import Member, MemberChange, MemberId
from tuanzi.people.accounts.errors import AccountGone, MemberNotFound

CHANGEABLE = ("nickname", "birthday", "gender", "region", "attributes")


async def get(tx: Tx, member_id: MemberId) -> Member:
    """One member. Raises ``MemberNotFound``."""
    found = await repository.members(tx, [member_id])
    if member_id not in found:
        raise MemberNotFound
    return found[member_id]


async def get_many(tx: Tx, member_ids: list[MemberId]) -> dict[MemberId, Member]:
    """Those of ``member_ids`` that exist, in one query."""
    return await repository.members(tx, member_ids) if member_ids else {}


async def change_profile(tx: Tx, member_id: MemberId, change: MemberChange) -> Member:
    """Set what was given; ``attributes`` are replaced as a whole. Raises ``MemberNotFound`` and ``AccountGone``."""
    fields = {name: getattr(change, name) for name in CHANGEABLE if name in change.given}
    is_kept = not fields or await repository.update_member(tx, member_id, fields)
    member = await get(tx, member_id)
    if not is_kept:
        raise AccountGone
    return member


async def set_level(tx: Tx, member_id: MemberId, level: int) -> None:
    """Write down the membership level that growth computed (0 = none). Raises ``MemberNotFound``."""
    if not await repository.update_member(tx, member_id, {"level": level}):
        raise MemberNotFound


async def phone_of(tx: Tx, member_id: MemberId) -> str | None:
    """The member's phone in E.164, opened: for sending something there, never for showing."""
    return await repository.member_phone(tx, member_id)


async def find_by_phone(tx: Tx, phone: str) -> MemberId | None:
    """Who signs in with this phone (E.164); found by its blind index."""
    found = await repository.member_by(tx, "phone", phone)
    return found[0] if found else None
