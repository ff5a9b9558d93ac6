"""Tokens, rotation, reuse, devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import jwt
import pytest

from tests.factories import goods, people
from tuanzi.kernel import crypto
from tuanzi.kernel.config import Config
from tuanzi.kernel.crypto import KeyRing
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.errors import Unauthenticated
from tuanzi.people.accounts import api, jobs
from tuanzi.people.accounts.contracts import Origin, SessionId, Tokens
from tuanzi.people.accounts.errors import RefreshRefused, SessionNotFound

SHOP = "/api/v1/shop"

Shift = Callable[[timedelta], None]


async def opened(db: Database) -> Tokens:
    async with db.transaction() as tx:
        return await people.session(tx, await people.member(tx))


async def test_an_access_token_names_its_member_and_session(tx: Tx, config: Config) -> None:
    member_id = await people.member(tx)
    tokens = await people.session(tx, member_id)
    found = api.principal(tokens.access_token)
    assert (found.kind, found.id, found.session_id, found.stage) == ("member", member_id, tokens.session_id, "ready")
    assert tokens.access_expires_in_s == config.access_token_s


async def test_an_access_token_expires_on_the_shops_clock(tx: Tx, config: Config, shift_clock: Shift) -> None:
    tokens = await people.session(tx, await people.member(tx))
    shift_clock(timedelta(seconds=config.access_token_s - 2))
    api.principal(tokens.access_token)
    shift_clock(timedelta(seconds=3))
    with pytest.raises(Unauthenticated):
        api.principal(tokens.access_token)


def forged(claims: dict[str, object], key: str | bytes | None, algorithm: str, kid: str) -> str:
    return jwt.encode(claims, key, algorithm, headers={"kid": kid})  # type: ignore[arg-type]


async def test_forged_access_tokens_are_refused_alike(tx: Tx) -> None:
    genuine = (await people.session(tx, await people.member(tx))).access_token
    claims = jwt.decode(genuine, options={"verify_signature": False})
    kid = jwt.get_unverified_header(genuine)["kid"]
    head, body, signature = genuine.split(".")
    tokens = [
        forged(claims, None, "none", kid),
        forged(claims, b"another key of at least 32 bytes.....", "HS256", kid),
        forged(claims, b"another key of at least 32 bytes.....", "HS256", "unknown"),
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.",
        f"{head}..{signature}",
        "x" * 5000,
        "a.b.c",
        "",
        "ses_0",
    ]
    for token in tokens:
        with pytest.raises(Unauthenticated) as refused:
            api.principal(token)
        assert type(refused.value) is Unauthenticated


async def test_former_secrets_still_verify_and_sign_nothing_new(db: Database) -> None:
    ring = crypto.ring()
    try:
        crypto.use(KeyRing("old-secret-old-secret-old-secret-old"))
        tokens = await opened(db)
        crypto.use(KeyRing("new-secret-new-secret-new-secret-new", ["old-secret-old-secret-old-secret-old"]))
        api.principal(tokens.access_token)
        renewed = (await api.refresh(db, tokens.refresh_token, "member")).tokens
        crypto.use(KeyRing("new-secret-new-secret-new-secret-new"))
        api.principal(renewed.access_token)
        with pytest.raises(Unauthenticated):
            api.principal(tokens.access_token)
        await api.refresh(db, renewed.refresh_token, "member")
    finally:
        crypto.use(ring)


async def test_refreshing_rotates_and_nothing_that_opens_is_stored(db: Database) -> None:
    first = await opened(db)
    second = (await api.refresh(db, first.refresh_token, "member")).tokens
    third = (await api.refresh(db, second.refresh_token, "member")).tokens
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    row = await db.pool.fetchrow("SELECT * FROM accounts_session")
    secret = third.refresh_token.rpartition(".")[2]
    assert secret not in str(dict(row))


async def test_an_old_token_ends_the_whole_family(db: Database, shift_clock: Shift) -> None:
    first = await opened(db)
    second = (await api.refresh(db, first.refresh_token, "member")).tokens
    third = (await api.refresh(db, second.refresh_token, "member")).tokens
    with pytest.raises(RefreshRefused):
        await api.refresh(db, first.refresh_token, "member")
    with pytest.raises(RefreshRefused):
        await api.refresh(db, third.refresh_token, "member")
    assert await db.pool.fetchval("SELECT end_reason FROM accounts_session") == "reused"


async def test_the_token_just_left_is_answered_again_for_ten_seconds(db: Database, shift_clock: Shift) -> None:
    first = await opened(db)
    second = (await api.refresh(db, first.refresh_token, "member")).tokens
    shift_clock(timedelta(seconds=9))
    again = (await api.refresh(db, first.refresh_token, "member")).tokens
    assert again.refresh_token == second.refresh_token
    shift_clock(timedelta(seconds=2))
    with pytest.raises(RefreshRefused):
        await api.refresh(db, first.refresh_token, "member")
    with pytest.raises(RefreshRefused):
        await api.refresh(db, second.refresh_token, "member")


async def test_a_thief_within_the_grace_is_found_out_at_the_next_rotation(db: Database, shift_clock: Shift) -> None:
    first = await opened(db)
    owner = (await api.refresh(db, first.refresh_token, "member")).tokens
    thief = (await api.refresh(db, first.refresh_token, "member")).tokens
    owner = (await api.refresh(db, owner.refresh_token, "member")).tokens
    shift_clock(timedelta(seconds=11))
    with pytest.raises(RefreshRefused):
        await api.refresh(db, thief.refresh_token, "member")
    with pytest.raises(RefreshRefused):
        await api.refresh(db, owner.refresh_token, "member")


async def test_a_made_up_token_ends_nobodys_session(db: Database) -> None:
    tokens = await opened(db)
    session, generation, mac = tokens.refresh_token.split(".")
    for token in (
        f"{session}.{generation}.{'A' * 43}",
        f"{session}.7.{mac}",
        f"{session}.-1.{mac}",
        f"{session}..{mac}",
        "x",
        "",
        "." * 900,
    ):
        with pytest.raises(RefreshRefused):
            await api.refresh(db, token, "member")
    assert (await api.refresh(db, tokens.refresh_token, "member")).tokens.refresh_token


async def test_a_members_token_carries_no_staff_session_on(db: Database) -> None:
    tokens = await opened(db)
    with pytest.raises(RefreshRefused):
        await api.refresh(db, tokens.refresh_token, "staff")
    assert (await api.refresh(db, tokens.refresh_token, "member")).tokens.refresh_token


async def test_a_members_session_slides_and_a_staff_session_stands(db: Database, config: Config, shift_clock: Shift) -> None:
    tokens = await opened(db)
    async with db.transaction() as tx:
        staff = api.open_session(tx, "staff", await people.staff(tx), Origin())
    shift_clock(timedelta(seconds=config.staff_session_s - 60))
    staff = (await api.refresh(db, staff.refresh_token, "staff")).tokens
    shift_clock(timedelta(seconds=120))
    with pytest.raises(RefreshRefused):
        await api.refresh(db, staff.refresh_token, "staff")
    for _ in range(2):
        shift_clock(timedelta(days=config.session_days - 1))
        tokens = (await api.refresh(db, tokens.refresh_token, "member")).tokens
    shift_clock(timedelta(days=config.session_days))
    with pytest.raises(RefreshRefused):
        await api.refresh(db, tokens.refresh_token, "member")


async def test_each_device_is_listed_and_can_be_ended(tx: Tx) -> None:
    member_id, other = await people.member(tx), await people.member(tx)
    phone = api.open_session(tx, "member", member_id, Origin("iPhone\x00 15", "10.0.0.1"))
    tablet = api.open_session(tx, "member", member_id, Origin("iPad", "10.0.0.2"))
    await tx.flush()
    assert {(each.device, each.ip) for each in await api.sessions(tx, "member", member_id)} == {
        ("iPhone 15", "10.0.0.1"),
        ("iPad", "10.0.0.2"),
    }
    with pytest.raises(SessionNotFound):
        await api.end_session(tx, "member", other, phone.session_id)
    with pytest.raises(SessionNotFound):
        await api.end_session(tx, "staff", member_id, phone.session_id)
    await api.end_session(tx, "member", member_id, phone.session_id)
    assert [each.id for each in await api.sessions(tx, "member", member_id)] == [tablet.session_id]
    with pytest.raises(SessionNotFound):
        await api.end_session(tx, "member", member_id, phone.session_id)
    with pytest.raises(SessionNotFound):
        await api.end_session(tx, "member", member_id, SessionId.new())


async def test_an_ended_session_is_not_carried_on(db: Database) -> None:
    tokens = await opened(db)
    found = api.principal(tokens.access_token)
    async with db.transaction() as tx:
        await api.end_session(tx, "member", found.id, tokens.session_id)
    with pytest.raises(RefreshRefused):
        await api.refresh(db, tokens.refresh_token, "member")


async def test_sessions_are_forgotten_a_month_after_they_ran_out(tx: Tx, config: Config, shift_clock: Shift) -> None:
    await people.session(tx, await people.member(tx))
    await tx.flush()
    shift_clock(timedelta(days=config.session_days + 29))
    await jobs.forget_sessions.run(tx, [])
    assert await tx.fetchval("SELECT count(*) FROM accounts_session") == 1
    shift_clock(timedelta(days=2))
    await jobs.forget_sessions.run(tx, [])
    assert await tx.fetchval("SELECT count(*) FROM accounts_session") == 0


async def test_an_ended_session_writes_nothing_more_although_its_token_lives(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        member_id = await people.member(tx)
        tokens = [api.open_session(tx, "member", member_id, Origin()) for _ in range(2)]
        ended_staff = api.open_session(tx, "staff", await people.staff(tx), Origin())
        await tx.flush()
        await api.end_session(tx, "member", member_id, tokens[0].session_id)
        await tx.execute("UPDATE accounts_session SET ended_at = now() WHERE id = $1", ended_staff.session_id)
        sku_id = await goods.one_sku(tx)
    ended, living = [{"Authorization": f"Bearer {each.access_token}"} for each in tokens]
    assert (await client.get(f"{SHOP}/me", headers=ended)).status_code == 200, "reads believe the token for its minutes"
    refused = await client.patch(f"{SHOP}/me", json={"nickname": "小偷"}, headers=ended)
    assert (refused.status_code, refused.json()["code"]) == (401, "kernel.unauthenticated")
    assert (await client.patch(f"{SHOP}/me", json={"nickname": "小美"}, headers=living)).status_code == 200
    line = {"sku_id": str(sku_id), "quantity": 1}
    added = await client.post(f"{SHOP}/cart/lines", json=line, headers={**ended, "X-Visitor": "visitor-0001"})
    assert added.status_code == 200
    assert await db.reader.fetchval("SELECT visitor_id FROM cart_line WHERE member_id IS NULL") == "visitor-0001"
    staff = {"Authorization": f"Bearer {ended_staff.access_token}"}
    wanted = {"old_password": "x" * 12, "new_password": "y" * 12}
    answer = await client.put("/api/v1/console/me/password", json=wanted, headers=staff)
    assert (answer.status_code, answer.json()["code"]) == (401, "kernel.unauthenticated")
