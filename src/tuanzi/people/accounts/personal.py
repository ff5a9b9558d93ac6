"""What accounts keeps about a member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.kernel import clock, personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Person
from tuanzi.people.accounts import repository, repository_addresses, repository_sessions
from tuanzi.people.accounts import repository_life as life
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.erase import erase as erase_member


async def export(tx: Tx, member_id: UUID) -> dict[str, Any]:
    """Profile, contacts, addresses, identities and devices, in clear."""
    own = MemberId.of(member_id)
    member = (await repository.members(tx, [own]))[own]
    row = await life.known_as(tx, own)
    phone, email = life.opened(row) if row else (None, None)
    return {
        "profile": {
            "id": str(own),
            "nickname": member.nickname,
            "phone": phone,
            "email": email,
            "gender": member.gender,
            "birthday": member.birthday,
            "region": member.region,
            "attributes": member.attributes,
            "level": member.level,
            "language": member.locale,
            "source": member.source,
            "registered_at": member.created_at,
        },
        "addresses": [
            {
                "name": each.name,
                "phone": each.phone,
                "place": f"{each.province}{each.city}{each.district}",
                "detail": each.detail,
                "is_default": each.is_default,
            }
            for each in await repository_addresses.addresses(tx, own)
        ],
        "wechat": [dict(each) for each in await life.wechat_of(tx, own)],
        "devices": [dict(each) for each in await life.all_sessions(tx, own)],
    }


async def erase(tx: Tx, person: Person) -> None:
    """See ``accounts.erase``."""
    await erase_member(tx, MemberId.of(person.id), person.phone)


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """Addresses, identities and notes move; the devices of the account that ends are signed out."""
    await life.give(tx, MemberId.of(source), MemberId.of(target))
    await repository_sessions.end_all(tx, "member", source, None, "merged", clock.now())


personal.bring("accounts", export=export, erase=erase, merge=merge)
