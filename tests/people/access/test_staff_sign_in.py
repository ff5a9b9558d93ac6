"""Staff sign-in over HTTP: one-time password, second factor, stages, locks."""

from __future__ import annotations

from typing import Any

import httpx
import pyotp
import pytest

from tests.factories import people
from tuanzi.apps import staff
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.people.access import repository
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Search

CONSOLE = "/api/v1/console"
EMAIL = "owner@example.com"
PASSWORD = "寿光的番茄很好吃呀真的"


class Person:
    """A staff member at a console."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.session: dict[str, Any] = {}
        self.totp: pyotp.TOTP | None = None
        self.step = 0

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.session['access_token']}"} if self.session else {}
        answer = await self.client.request(method, CONSOLE + path, json=body, headers=headers)
        if answer.status_code == 200 and "access_token" in answer.json():
            self.session = answer.json()
        return answer

    async def sign_in(self, password: str) -> httpx.Response:
        self.session = {}
        return await self.call("POST", "/sign-in", {"email": EMAIL, "password": password})

    async def enrol(self) -> list[str]:
        offered = (await self.call("POST", "/me/totp", {})).json()
        assert offered["otpauth_url"].startswith("otpauth://totp/Tuanzi:owner%40example.com?secret=")
        self.totp, self.step = pyotp.TOTP(offered["secret"]), int(clock.real_now().timestamp()) // 30
        confirmed = await self.call("POST", "/me/totp/confirm", {"code": self.code(-1)})
        assert confirmed.status_code == 200, confirmed.text
        codes: list[str] = confirmed.json()["recovery_codes"]
        return codes

    def code(self, drift: int = 0) -> str:
        """What the app shows some steps after the enrolment; counted from there, so that a turn of the half minute changes nothing."""
        assert self.totp is not None
        return self.totp.generate_otp(self.step + drift)


async def begin(client: httpx.AsyncClient, db: Database, role: str = "owner") -> Person:
    """Signed in with the one-time password, and a real one chosen."""
    person = Person(client)
    one_time = await staff.create(db, EMAIL, role)
    assert (await person.sign_in(one_time)).json()["next"] == "change_password"
    changed = await person.call("PUT", "/me/password", {"current": one_time, "new": PASSWORD})
    assert changed.status_code == 200, changed.text
    return person


async def test_an_owner_chooses_a_password_then_enrols_then_works(client: httpx.AsyncClient, db: Database) -> None:
    person = Person(client)
    one_time = await staff.create(db, EMAIL, "owner")
    signed_in = await person.sign_in(one_time)
    assert (signed_in.status_code, person.session["next"]) == (200, "change_password")
    for method, path, body in (
        ("GET", "/audit", None),
        ("GET", "/sessions", None),
        ("POST", "/me/totp", {}),
        ("POST", "/sign-in/totp", {"code": "123456"}),
    ):
        assert (await person.call(method, path, body)).status_code == 403, path
    me = (await person.call("GET", "/me")).json()
    assert (me["next"], me["permissions"], me["email"]) == ("change_password", [], EMAIL)

    same = await person.call("PUT", "/me/password", {"current": one_time, "new": one_time})
    assert (same.status_code, same.json()["code"]) == (409, "accounts.password_wrong")
    assert (await person.call("PUT", "/me/password", {"current": one_time, "new": PASSWORD})).status_code == 200
    assert person.session["next"] == "enrol_totp"
    assert (await person.call("GET", "/audit")).status_code == 403
    await person.enrol()
    assert person.session["next"] == "ready"
    assert (await person.call("GET", "/audit")).status_code == 200
    assert "access.write" in (await person.call("GET", "/me")).json()["permissions"]
    assert (await person.sign_in(one_time)).status_code == 401


async def test_a_role_without_the_duty_is_ready_at_once_and_may_enrol(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db, "warehouse")
    assert person.session["next"] == "ready"
    await person.enrol()
    assert (await person.sign_in(PASSWORD)).json()["next"] == "totp"


async def test_finance_must_enrol_too(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db, "finance")
    assert person.session["next"] == "enrol_totp"


async def test_the_second_factor_is_asked_for_and_each_step_is_taken_once(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    await person.enrol()
    await person.sign_in(PASSWORD)
    assert person.session["next"] == "totp"
    for method, path, body in (
        ("GET", "/audit", None),
        ("POST", "/me/totp", {}),
        ("PUT", "/me/password", {"current": PASSWORD, "new": "x" * 12}),
    ):
        assert (await person.call(method, path, body)).status_code == 403, path
    used = await person.call("POST", "/sign-in/totp", {"code": person.code(-1)})
    assert (used.status_code, used.json()["code"]) == (409, "access.totp_wrong")
    code = person.code()
    assert (await person.call("POST", "/sign-in/totp", {"code": code})).json()["next"] == "ready"
    assert (await person.call("GET", "/audit")).status_code == 200
    await person.sign_in(PASSWORD)
    replay = await person.call("POST", "/sign-in/totp", {"code": code})
    assert (replay.status_code, replay.json()["code"]) == (409, "access.totp_wrong")
    assert (await person.call("POST", "/sign-in/totp", {"code": person.code(1)})).json()["next"] == "ready"


async def test_five_wrong_codes_lock_the_second_factor(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    await person.enrol()
    await person.sign_in(PASSWORD)
    wrong = f"{(int(person.code(5)) + 1) % 10**6:06d}"
    answers = [await person.call("POST", "/sign-in/totp", {"code": wrong}) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {409}
    locked = await person.call("POST", "/sign-in/totp", {"code": person.code()})
    assert (locked.status_code, locked.json()["code"]) == (429, "accounts.sign_in_locked")


async def test_a_recovery_code_opens_once(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    codes = await person.enrol()
    assert len(set(codes)) == 10
    stored = await db.pool.fetch("SELECT mac FROM access_recovery_code")
    assert not any(code.encode() in row["mac"] for code in codes for row in stored)
    await person.sign_in(PASSWORD)
    assert (await person.call("POST", "/sign-in/totp", {"code": codes[0].upper()})).json()["next"] == "ready"
    await person.sign_in(PASSWORD)
    assert (await person.call("POST", "/sign-in/totp", {"code": codes[0]})).status_code == 409
    assert (await person.call("POST", "/sign-in/totp", {"code": codes[1]})).json()["next"] == "ready"


async def test_a_new_second_factor_needs_a_code_of_the_old_and_ends_other_sessions(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    await person.enrol()
    other = Person(client)
    await other.sign_in(PASSWORD)
    refused = await person.call("POST", "/me/totp", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "access.totp_wrong")
    offered = await person.call("POST", "/me/totp", {"code": person.code()})
    assert offered.status_code == 200
    person.totp = pyotp.TOTP(offered.json()["secret"])
    assert (await person.call("POST", "/me/totp/confirm", {"code": person.code()})).status_code == 200
    assert (await other.call("GET", "/me")).status_code == 401
    assert (await person.call("GET", "/audit")).status_code == 200


async def test_nothing_is_confirmed_that_was_not_offered(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    answer = await person.call("POST", "/me/totp/confirm", {"code": "123456"})
    assert (answer.status_code, answer.json()["code"]) == (409, "access.totp_not_offered")


async def test_a_staff_account_locks_after_five_failures(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    answers = [await person.sign_in("not the password") for _ in range(5)]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "access.credentials_wrong")}
    locked = await person.sign_in(PASSWORD)
    assert (locked.status_code, locked.json()["code"]) == (429, "accounts.sign_in_locked")


async def test_an_unknown_email_is_told_the_same(client: httpx.AsyncClient, db: Database) -> None:
    answer = await Person(client).sign_in("whatever it is")
    assert (answer.status_code, answer.json()["code"]) == (401, "access.credentials_wrong")


async def test_an_ended_session_dies_at_once_whatever_its_token_says(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    await person.enrol()
    token = person.session
    assert (await person.call("POST", "/sign-out")).status_code == 204
    assert token == person.session
    assert (await person.call("GET", "/audit")).status_code == 403
    assert (await person.call("GET", "/me")).status_code == 401
    refreshed = await person.call("POST", "/sessions/refresh", {"refresh_token": token["refresh_token"]})
    assert refreshed.status_code == 401


async def test_refreshing_keeps_the_stage(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    refreshed = await person.call("POST", "/sessions/refresh", {"refresh_token": person.session["refresh_token"]})
    assert (refreshed.status_code, refreshed.json()["next"]) == (200, "enrol_totp")
    assert (await person.call("GET", "/audit")).status_code == 403


async def test_devices_of_staff(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    await person.enrol()
    other = Person(client)
    await other.sign_in(PASSWORD)
    devices = (await person.call("GET", "/sessions")).json()["items"]
    assert sorted(device["current"] for device in devices) == [False, True]
    ended = next(device["id"] for device in devices if not device["current"])
    assert (await person.call("DELETE", f"/sessions/{ended}")).status_code == 204
    assert (await other.call("GET", "/me")).status_code == 401


async def test_every_step_is_audited_and_no_secret_is(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    codes = await person.enrol()
    entries = await audit.search(db.reader, Search())
    assert [sealed.entry.action for sealed in reversed(entries)] == [
        "access.create_staff",
        "access.sign_in",
        "access.change_password",
        "access.offer_totp",
        "access.enrol_totp",
    ]
    staff_id = (await person.call("GET", "/me")).json()["id"]
    assert [sealed.entry.actor_id for sealed in entries] == [staff_id] * 4 + ["command line"]
    text = str(entries)
    assert PASSWORD not in text
    assert EMAIL not in text
    assert not any(code in text for code in codes)
    assert await audit.verify_chain(db.reader) == []


async def test_email_and_totp_secret_are_sealed(client: httpx.AsyncClient, db: Database) -> None:
    person = await begin(client, db)
    await person.enrol()
    row = await db.pool.fetchrow("SELECT * FROM access_staff")
    stored = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row.values())
    assert person.totp is not None
    assert person.totp.secret.encode() not in stored
    assert EMAIL.encode() not in stored
    found = await repository.secrets_of(db.reader, StaffId.of(row["id"]))
    assert found is not None
    assert found.totp == person.totp.secret


@pytest.mark.parametrize("kind", ["member", "anonymous"])
async def test_members_have_no_business_here(client: httpx.AsyncClient, db: Database, kind: str) -> None:
    headers = await people.as_member(db) if kind == "member" else {}
    answer = await client.get(f"{CONSOLE}/me", headers=headers)
    assert answer.status_code == (403 if kind == "member" else 401)
