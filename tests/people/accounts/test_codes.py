"""Sign-in codes: asked for, sent, tried five times, used once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.factories import people
from tuanzi.adapters.sms import repository as outbox
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.accounts import api, sign_in
from tuanzi.people.accounts.contracts import CODES_PER_DAY_MAX, Origin
from tuanzi.people.accounts.errors import CodeExpired, CodeLocked, CodesUsedUp, CodeTooSoon, CodeWrong, PhoneInvalid

Drain = Callable[[], Awaitable[None]]
Shift = Callable[[timedelta], None]


async def sent_code(db: Database, drain: Drain, phone: str) -> str:
    """Ask for a code and read it from the outbox, as a person reads their phone."""
    async with db.transaction() as tx:
        await api.request_code(tx, phone, "zh-CN")
    await drain()
    newest = (await outbox.newest(db.reader, None, 1))[0]
    assert newest.phone == phone
    return "".join(char for char in newest.text.partition("，")[0] if char.isdigit())


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def test_the_code_arrives_and_is_forgotten_here(db: Database, drain: Drain) -> None:
    phone = people.phone_number()
    code = await sent_code(db, drain, phone)
    assert len(code) == 6
    row = await db.pool.fetchrow("SELECT * FROM accounts_code")
    assert row["code_sealed"] is None
    assert code.encode() not in b"".join(value for value in row.values() if isinstance(value, bytes))
    stored = await db.pool.fetchrow("SELECT * FROM sms_outbox")
    assert phone.encode() not in stored["phone_sealed"]
    assert code.encode() not in stored["text_sealed"]


async def test_the_right_code_proves_the_phone_once(db: Database, drain: Drain) -> None:
    phone = people.phone_number()
    code = await sent_code(db, drain, phone)
    proof = await api.check_code(db, phone.removeprefix("+86"), code)
    assert (proof.kind, proof.phone) == ("phone", phone)
    async with db.transaction() as tx:
        await sign_in.sign_in(tx, proof, origin=Origin(), language="en", visitor_id=None)
    with pytest.raises(CodeExpired):
        await api.check_code(db, phone, code)
    with pytest.raises(CodeExpired):
        async with db.transaction() as tx:
            await sign_in.sign_in(tx, proof, origin=Origin(), language="en", visitor_id=None)


async def test_five_wrong_tries_kill_the_code_even_for_the_right_guess(db: Database, drain: Drain) -> None:
    phone = people.phone_number()
    code = await sent_code(db, drain, phone)
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrong) as refused:
            await api.check_code(db, phone, wrong(code))
        assert refused.value.fields == {"attempts_left": left}
    with pytest.raises(CodeLocked):
        await api.check_code(db, phone, wrong(code))
    with pytest.raises(CodeLocked):
        await api.check_code(db, phone, code)


async def test_a_code_lives_five_minutes(db: Database, drain: Drain, shift_clock: Shift) -> None:
    phone = people.phone_number()
    code = await sent_code(db, drain, phone)
    shift_clock(timedelta(seconds=299))
    await api.check_code(db, phone, code)
    shift_clock(timedelta(seconds=2))
    with pytest.raises(CodeExpired):
        await api.check_code(db, phone, code)


async def test_nobody_who_asked_for_nothing_is_let_in(db: Database) -> None:
    with pytest.raises(CodeExpired):
        await api.check_code(db, people.phone_number(), "000000")


async def test_the_next_code_may_be_asked_for_after_a_minute(tx: Tx, shift_clock: Shift) -> None:
    phone = people.phone_number()
    sent = await api.request_code(tx, phone, "zh-CN")
    assert (sent.resend_after_s, sent.expires_in_s) == (60, 300)
    shift_clock(timedelta(seconds=59))
    with pytest.raises(CodeTooSoon) as refused:
        await api.request_code(tx, phone, "zh-CN")
    assert refused.value.fields == {"retry_after_s": 1}
    shift_clock(timedelta(seconds=2))
    await api.request_code(tx, phone, "zh-CN")


async def test_a_new_code_replaces_the_old_and_its_tries(db: Database, drain: Drain, shift_clock: Shift) -> None:
    phone = people.phone_number()
    old = await sent_code(db, drain, phone)
    with pytest.raises(CodeWrong):
        await api.check_code(db, phone, wrong(old))
    shift_clock(timedelta(seconds=61))
    new = await sent_code(db, drain, phone)
    if old != new:
        with pytest.raises(CodeWrong) as refused:
            await api.check_code(db, phone, old)
        assert refused.value.fields == {"attempts_left": 4}
    assert (await api.check_code(db, phone, new)).phone == phone


async def test_a_phone_has_ten_codes_a_day(tx: Tx, shift_clock: Shift) -> None:
    phone = people.phone_number()
    for _ in range(CODES_PER_DAY_MAX):
        await api.request_code(tx, phone, "zh-CN")
        shift_clock(timedelta(seconds=61))
    with pytest.raises(CodesUsedUp) as refused:
        await api.request_code(tx, phone, "zh-CN")
    assert 85_000 < refused.value.fields["retry_after_s"] < 86_400
    shift_clock(timedelta(days=1))
    await api.request_code(tx, phone, "zh-CN")


async def test_a_code_that_was_replaced_before_it_left_is_not_sent(db: Database, drain: Drain, shift_clock: Shift) -> None:
    phone = people.phone_number()
    async with db.transaction() as tx:
        await api.request_code(tx, phone, "zh-CN")
    shift_clock(timedelta(seconds=61))
    async with db.transaction() as tx:
        await api.request_code(tx, phone, "zh-CN")
    await drain()
    assert len(await outbox.newest(db.reader, None, 10)) == 1


async def test_a_refused_request_writes_and_sends_nothing(db: Database, drain: Drain) -> None:
    with pytest.raises(PhoneInvalid):
        async with db.transaction() as tx:
            await api.request_code(tx, "12345", "zh-CN")
    await drain()
    assert await db.pool.fetchval("SELECT count(*) FROM accounts_code") == 0
    assert await outbox.newest(db.reader, None, 1) == []
