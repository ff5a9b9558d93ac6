"""Passwords: strong enough, hashed, locked when guessed at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import people
from tuanzi.kernel import crypto
from tuanzi.kernel.db import Database
from tuanzi.people.accounts import api, repository
from tuanzi.people.accounts.contracts import EMAIL, MemberId, SessionId
from tuanzi.people.accounts.errors import CredentialsWrong, PasswordTooCommon, PasswordTooShort, PasswordWrong, SignInLocked

GOOD = "寿光的番茄很好吃呀真的"


async def member_with_password(db: Database, phone: str, password: str = GOOD) -> MemberId:
    async with db.transaction() as tx:
        member_id = await people.member(tx, phone=phone)
    await api.change_password(db, member_id, SessionId.new(), None, password)
    return member_id


@pytest.mark.parametrize("password", ["password123", "1234567890", "QWERTYUIOP", "aaaaaaaaaaaa", "iloveyou12", "p@ssword11"])
async def test_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(PasswordTooCommon):
        await api.refuse_weak(password, [])


async def test_nine_characters_are_too_short_and_ten_are_enough() -> None:
    with pytest.raises(PasswordTooShort) as refused:
        await api.refuse_weak("k7#Qz!m2x", [])
    assert refused.value.fields == {"length_min": 10}
    await api.refuse_weak("k7#Qz!m2xV", [])


async def test_ones_own_name_is_no_secret() -> None:
    with pytest.raises(PasswordTooCommon):
        await api.refuse_weak("xiaotuanzi88", ["xiaotuanzi88"])


async def test_the_hash_is_argon2id_as_owasp_recommends(db: Database) -> None:
    await member_with_password(db, people.phone_number())
    stored = await db.pool.fetchval("SELECT password_hash FROM accounts_member")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_phone_or_an_email_with_its_password_proves_the_member(db: Database) -> None:
    phone = people.phone_number()
    member_id = await member_with_password(db, phone)
    assert (await api.check_password(db, f" {phone[3:6]} {phone[6:]}", GOOD)).member_id == member_id
    async with db.transaction() as tx:
        email = "anna@example.com"
        fields = {"email_sealed": crypto.seal(email, EMAIL), "email_index": crypto.blind_index(email, EMAIL)}
        await repository.update_member(tx, member_id, fields)
    assert (await api.check_password(db, "Anna@Example.COM", GOOD)).member_id == member_id


@pytest.mark.parametrize("login", ["13900000001", "nobody@example.com", "no login at all", "@", ""])
async def test_an_unknown_login_is_told_nothing_more_than_a_wrong_password(db: Database, login: str) -> None:
    with pytest.raises(CredentialsWrong):
        await api.check_password(db, login, GOOD)


async def test_a_member_without_a_password_cannot_use_one(db: Database) -> None:
    phone = people.phone_number()
    async with db.transaction() as tx:
        await people.member(tx, phone=phone)
    with pytest.raises(CredentialsWrong):
        await api.check_password(db, phone, "nobody's password")


async def test_five_failures_lock_for_a_quarter_of_an_hour(db: Database, shift_clock: Callable[[timedelta], None]) -> None:
    phone = people.phone_number()
    member_id = await member_with_password(db, phone)
    for _ in range(5):
        with pytest.raises(CredentialsWrong):
            await api.check_password(db, phone, "not the password")
    with pytest.raises(SignInLocked) as refused:
        await api.check_password(db, phone, GOOD)
    assert 890 < refused.value.fields["retry_after_s"] <= 900
    shift_clock(timedelta(seconds=901))
    assert (await api.check_password(db, phone, GOOD)).member_id == member_id


async def test_a_success_wipes_the_failures(db: Database) -> None:
    phone = people.phone_number()
    await member_with_password(db, phone)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(CredentialsWrong):
                await api.check_password(db, phone, "not the password")
        await api.check_password(db, phone, GOOD)


async def test_a_change_needs_the_current_password_and_signs_the_others_out(db: Database) -> None:
    phone = people.phone_number()
    member_id = await member_with_password(db, phone)
    async with db.transaction() as tx:
        here, there = await people.session(tx, member_id), await people.session(tx, member_id)
    for current in (None, "not the password"):
        with pytest.raises(PasswordWrong):
            await api.change_password(db, member_id, here.session_id, current, "another good one 9")
    assert len(await api.sessions(db.reader, "member", member_id)) == 2
    await api.change_password(db, member_id, here.session_id, GOOD, "another good one 9")
    assert [each.id for each in await api.sessions(db.reader, "member", member_id)] == [here.session_id]
    assert there.session_id != here.session_id
    with pytest.raises(CredentialsWrong):
        await api.check_password(db, phone, GOOD)
    assert (await api.check_password(db, phone, "another good one 9")).member_id == member_id
