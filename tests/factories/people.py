"""People for tests: members and staff, and the headers their clients send."""

from __future__ import annotations

import itertools
import secrets

import httpx
import pyotp

from tuanzi.kernel import clock
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.access import api as access
from tuanzi.people.access import repository as access_repository
from tuanzi.people.access.contracts import Actor, RoleScope, StaffId
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts import repository
from tuanzi.people.accounts.contracts import Address, AddressDraft, MemberId, Origin, Tokens

STAFF_PASSWORD = "correct horse battery staple"
_HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$unusable"
_numbers = itertools.count(secrets.randbelow(10**7))


def phone_number() -> str:
    """A mobile number that no other person of this run has."""
    return f"+86139{next(_numbers) % 10**8:08d}"


async def member(tx: Tx, *, nickname: str = "小团", phone: str | None = None, level: int = 0, locale: str = "zh-CN") -> MemberId:
    """A member with a phone."""
    member_id = MemberId.new()
    assert await repository.add_member(tx, member_id, nickname, locale, phone or phone_number(), clock.now())
    if level:
        await accounts.set_level(tx, member_id, level)
    return member_id


async def address(tx: Tx, member_id: MemberId, *, region_code: str = "370783", is_default: bool = False) -> Address:
    """An address in 寿光 unless told otherwise."""
    return await accounts.add_address(tx, member_id, AddressDraft("张三", "13800000000", region_code, "圣城街道88号", is_default))


async def session(tx: Tx, member_id: MemberId) -> Tokens:
    """Tokens of a signed-in device."""
    return accounts.open_session(tx, "member", member_id, Origin("test", "127.0.0.1"))


async def as_member(db: Database, member_id: MemberId | None = None) -> dict[str, str]:
    """Headers of a signed-in member; a new one unless given."""
    async with db.transaction() as tx:
        tokens = await session(tx, member_id or await member(tx))
    return {"Authorization": f"Bearer {tokens.access_token}"}


async def staff(tx: Tx, *roles: str, email: str | None = None, with_totp: bool = True) -> StaffId:
    """A staff member who has chosen a password and, by default, a second factor. Owner if no role is named."""
    staff_id = StaffId.new()
    email = email or f"{staff_id}@example.com"
    assert await access_repository.add_staff(tx, staff_id, email, "小美", _HASH, clock.now())
    await access_repository.set_roles(tx, staff_id, roles or ("owner",))
    await access_repository.set_password(tx, staff_id, _HASH, must_change=False)
    if with_totp:
        await access_repository.offer_totp(tx, staff_id, pyotp.random_base32())
        assert await access_repository.confirm_totp(tx, staff_id, 0)
    return staff_id


async def as_staff(db: Database, *roles: str, staff_id: StaffId | None = None) -> dict[str, str]:
    """Headers of staff with a complete sign-in; a new owner unless told otherwise."""
    async with db.transaction() as tx:
        person = staff_id or await staff(tx, *roles)
        tokens = accounts.open_session(tx, "staff", person, Origin("test", "127.0.0.1"))
    return {"Authorization": f"Bearer {tokens.access_token}"}


async def as_staff_with(db: Database, *permissions: str) -> dict[str, str]:
    """Headers of staff who hold exactly these permissions, through a custom role."""
    code = f"only_{secrets.token_hex(6)}"
    async with db.transaction() as tx:
        await access.create_role(tx, Actor(None), code, code, frozenset(permissions))
    return await as_staff(db, code)


async def narrow_staff(db: Database, scope: RoleScope) -> tuple[StaffId, dict[str, str]]:
    """Somebody who may do everything that a role of this scope may do at all, and their headers."""
    code = f"narrow_{secrets.token_hex(4)}"
    fit = access.PERMISSIONS - access.unfit(scope, access.PERMISSIONS)
    async with db.transaction() as tx:
        await access.create_role(tx, Actor(None), code, code, fit, scope)
        staff_id = await staff(tx, code)
    return staff_id, await as_staff(db, staff_id=staff_id)


async def read_code(client: httpx.AsyncClient, db: Database) -> str:
    """The code sent last, from the console's outbox page, as the demo shows it."""
    page = await client.get("/api/v1/console/sandbox/sms", headers=await as_staff_with(db, "sms.read"))
    text: str = page.json()["items"][0]["text"]
    return "".join(char for char in text.partition("，")[0] if char.isdigit())
