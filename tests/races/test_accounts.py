"""Two devices at the same moment: codes, sign-ups, refreshes, passwords, addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.factories import people
from tests.people.accounts.test_codes import sent_code, wrong
from tuanzi.kernel.db import Database
from tuanzi.people.accounts import api
from tuanzi.people.accounts.contracts import ADDRESSES_MAX, AddressDraft, MemberId, Origin, Proof, WechatIdentity
from tuanzi.people.accounts.errors import (
    AddressesFull,
    CodeExpired,
    CodeLocked,
    CodeTooSoon,
    CodeWrong,
    CredentialsWrong,
    SignInLocked,
)

pytestmark = pytest.mark.race
Drain = Callable[[], Awaitable[None]]


async def outcomes(calls: list[Awaitable[Any]]) -> list[Any]:
    return list(await asyncio.gather(*calls, return_exceptions=True))


def count(found: list[Any], kind: type) -> int:
    return sum(isinstance(each, kind) for each in found)


async def test_twenty_guesses_at_once_get_five_looks(db: Database, drain: Drain) -> None:
    phone = people.phone_number()
    code = await sent_code(db, drain, phone)
    found = await outcomes([api.check_code(db, phone, wrong(code)) for _ in range(20)])
    assert count(found, CodeWrong) == 4
    assert count(found, CodeLocked) == 16
    with pytest.raises(CodeLocked):
        await api.check_code(db, phone, code)


async def test_one_code_signs_in_once(db: Database, drain: Drain) -> None:
    phone = people.phone_number()
    code = await sent_code(db, drain, phone)

    async def enter() -> MemberId:
        proof = await api.check_code(db, phone, code)
        async with db.transaction() as tx:
            return (await api.sign_in(tx, proof, origin=Origin(), language="en", visitor_id=None)).member.id

    found = await outcomes([enter() for _ in range(5)])
    assert count(found, MemberId) == 1
    assert count(found, CodeExpired) + count(found, CodeLocked) == 4
    assert await db.pool.fetchval("SELECT count(*) FROM accounts_member") == 1
    assert await db.pool.fetchval("SELECT count(*) FROM accounts_session") == 1


async def test_ten_requests_send_one_code(db: Database) -> None:
    phone = people.phone_number()

    async def ask() -> object:
        async with db.transaction() as tx:
            return await api.request_code(tx, phone, "zh-CN")

    found = await outcomes([ask() for _ in range(10)])
    assert count(found, CodeTooSoon) == 9
    assert await db.pool.fetchval("SELECT count(*) FROM jobs_job WHERE name = 'accounts.send_code'") == 1


async def test_one_wechat_person_becomes_one_member(db: Database) -> None:
    async def enter(app: str) -> tuple[MemberId, bool]:
        proof = Proof("wechat", wechat=WechatIdentity(app, f"open-{app}", "union-1"))
        async with db.transaction() as tx:
            signed_in = await api.sign_in(tx, proof, origin=Origin(), language="en", visitor_id=None)
        return signed_in.member.id, signed_in.is_new

    found = await outcomes([enter(app) for app in ("wx1", "wx2") * 4])
    assert len({member_id for member_id, _ in found}) == 1
    assert [is_new for _, is_new in found].count(True) == 1
    assert await db.pool.fetchval("SELECT count(*) FROM accounts_wechat") == 2


async def test_tabs_that_refresh_at_once_get_the_same_tokens(db: Database) -> None:
    async with db.transaction() as tx:
        tokens = await people.session(tx, await people.member(tx))
    found = await asyncio.gather(*(api.refresh(db, tokens.refresh_token, "member") for _ in range(8)))
    assert len({each.tokens.refresh_token for each in found}) == 1
    assert await db.pool.fetchval("SELECT generation FROM accounts_session") == 1
    assert (await api.refresh(db, found[0].tokens.refresh_token, "member")).tokens.refresh_token


async def test_parallel_password_guesses_are_all_counted(db: Database) -> None:
    found = await outcomes([api.check_password(db, "anna@example.com", f"guess number {n}") for n in range(12)])
    assert count(found, CredentialsWrong) == 5
    assert count(found, SignInLocked) == 7


async def test_the_fiftieth_address_has_one_winner(db: Database) -> None:
    async with db.transaction() as tx:
        member_id = await people.member(tx)
        for _ in range(ADDRESSES_MAX - 1):
            await people.address(tx, member_id)

    async def add() -> object:
        async with db.transaction() as tx:
            return await api.add_address(tx, member_id, AddressDraft("李四", "13800000000", "110105", "1号", is_default=True))

    found = await outcomes([add() for _ in range(4)])
    assert count(found, AddressesFull) == 3
    assert await db.pool.fetchval("SELECT count(*) FROM accounts_address") == ADDRESSES_MAX
    assert await db.pool.fetchval("SELECT count(*) FROM accounts_address WHERE is_default") == 1
