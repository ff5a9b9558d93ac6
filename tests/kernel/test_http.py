"""The edge: nobody gets in by default, one request is one transaction, one key is one effect, failures are problems."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from uuid_utils.compat import uuid7

from tests.conftest import open_client
from tuanzi.kernel import clock
from tuanzi.kernel.config import RateLimit
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.errors import Conflict, Unauthenticated
from tuanzi.kernel.http import Call, Page, Principal, Rate, Router, Wire, anyone, member, problems, staff
from tuanzi.kernel.http.edge import Edge
from tuanzi.kernel.http.limits import Limiter
from tuanzi.kernel.money import Money
from tuanzi.kernel.scope import WHOLE, Grants

MEMBER, STAFF = uuid7(), uuid7()


class Door:
    """Tokens are 'member' and 'staff'; the staff member may only look."""

    def principal(self, token: str) -> Principal:
        known: dict[str, Any] = {"member": MEMBER, "staff": STAFF}
        if token not in known:
            raise Unauthenticated
        return Principal(token, known[token], UUID(int=1))  # type: ignore[arg-type]

    async def is_living(self, tx: Tx, principal: Principal) -> bool:
        return True

    async def grants(self, tx: Tx, principal: Principal) -> Grants:
        return Grants({"things.read": WHOLE})


class SoldOut(Conflict):
    """Used here only."""

    code = "test.sold_out"


class Thing(Wire):
    """A wire model."""

    name: str
    price: Money


router = Router()


@router.post("/things", access=member(), idempotent=True, errors=[SoldOut], status_code=201)
async def create(call: Call, body: Thing) -> Thing:
    await call.tx.execute("INSERT INTO jobs_cron (name, next_at) VALUES ($1, now())", f"{body.name}:{uuid7()}")
    if body.name == "gone":
        raise SoldOut(left=Money(0))
    return body


@router.get("/things", access=anyone(), rate=Rate("test_things", 1000, 60))
async def things(call: Call) -> Page[Thing]:
    return Page(items=[Thing(name=call.language, price=Money(100))])


@router.get("/staff", access=staff("things.read"))
async def look(call: Call) -> Thing:
    return Thing(name="seen", price=Money(0))


@router.delete("/staff", access=staff("things.write"))
async def remove(call: Call) -> None:
    raise AssertionError("unreachable")


@router.get("/broken", access=anyone())
async def broken(call: Call) -> None:
    raise RuntimeError("a secret detail")


@pytest.fixture
async def http(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router)
    problems.install(app)
    app.state.db, app.state.authenticator, app.state.limiter = db, Door(), Limiter()
    async with open_client(Edge(app)) as opened:
        yield opened


def auth(who: str = "member", key: str | None = "key-0001") -> dict[str, str]:
    return {"Authorization": f"Bearer {who}"} | ({"Idempotency-Key": key} if key else {})


BODY = {"name": "a", "price": {"amount": 1, "currency": "CNY"}}


async def rows(db: Database) -> int:
    return int(await db.reader.fetchval("SELECT count(*) FROM jobs_cron"))


def test_an_endpoint_that_says_nothing_about_access_does_not_start() -> None:
    with pytest.raises(TypeError):
        Router().get("/open")  # type: ignore[call-arg]


def test_whoever_is_not_signed_in_has_no_keys() -> None:
    with pytest.raises(TypeError):
        Router().post("/open", access=anyone(), idempotent=True)


async def test_nobody_gets_in_by_default(http: httpx.AsyncClient) -> None:
    assert (await http.post("/things", json=BODY)).status_code == 401
    assert (await http.post("/things", json=BODY, headers=auth("stranger"))).status_code == 401
    assert (await http.get("/staff", headers=auth("member"))).status_code == 403
    assert (await http.get("/staff", headers=auth("staff"))).status_code == 200
    assert (await http.delete("/staff", headers=auth("staff"))).json()["permission"] == "things.write"


async def test_a_failure_is_a_problem_in_the_users_language_and_leaves_nothing(http: httpx.AsyncClient, db: Database) -> None:
    gone = BODY | {"name": "gone"}
    response = await http.post("/things", json=gone, headers=auth() | {"Accept-Language": "en"})
    assert response.status_code == 409
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "test.sold_out"
    assert response.json()["left"] == {"amount": 0, "currency": "CNY"}
    assert response.json()["title"] == "Not possible now"
    assert await rows(db) == 0
    again = await http.post("/things", json=BODY, headers=auth())
    assert again.status_code == 201, "a key whose request failed may be used again"


async def test_bad_input_names_the_place(http: httpx.AsyncClient) -> None:
    response = await http.post("/things", json={"name": "a", "price": {"amount": 1.5, "currency": "CNY"}}, headers=auth())
    assert response.status_code == 422
    assert response.json()["errors"][0]["path"] == "price.amount"
    malformed = await http.post("/things", content=b"{", headers=auth())
    assert malformed.json()["code"] == "kernel.bad_input"


async def test_an_unexpected_failure_tells_nothing(http: httpx.AsyncClient) -> None:
    response = await http.get("/broken")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert response.json()["code"] == "kernel.failure"


async def test_one_key_is_one_effect(http: httpx.AsyncClient, db: Database) -> None:
    answers = await asyncio.gather(*(http.post("/things", json=BODY, headers=auth()) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await rows(db) == 1
    other = await http.post("/things", json=BODY | {"name": "b"}, headers=auth())
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    missing = await http.post("/things", json=BODY, headers=auth(key=None))
    assert missing.json()["code"] == "idempotency.key_missing"


async def test_language_and_headers(http: httpx.AsyncClient) -> None:
    response = await http.get("/things", headers={"Accept-Language": "en-GB,zh;q=0.5", "X-Request-Id": "given-id-1"})
    assert response.json()["items"][0]["name"] == "en"
    assert response.headers["x-request-id"] == "given-id-1"
    assert "default-src 'self'" in response.headers["content-security-policy"]


async def test_a_client_that_cannot_say_patch_names_it(http: httpx.AsyncClient) -> None:
    named = auth() | {"X-HTTP-Method-Override": "PATCH"}
    assert (await http.post("/things", json=BODY, headers=named)).status_code == 405, "nothing here can be patched"
    assert (await http.post("/things", json=BODY, headers=auth() | {"X-HTTP-Method-Override": "GET"})).status_code == 201


async def test_answers_carry_business_time(http: httpx.AsyncClient) -> None:
    response = await http.get("/things")
    assert abs(datetime.fromisoformat(response.headers["x-server-time"]) - clock.now()) < timedelta(seconds=5)


async def test_too_much_is_refused(http: httpx.AsyncClient) -> None:
    response = await http.post("/things", content=b"x" * 1_100_000, headers=auth())
    assert response.status_code == 413


def test_the_openapi_document_tells_access_and_problems() -> None:
    app = FastAPI()
    app.include_router(router)
    operation = app.openapi()["paths"]["/things"]["post"]
    assert operation["x-access"] == "member"
    assert "409" in operation["responses"]
    assert operation["parameters"][0]["name"] == "Idempotency-Key"


def test_a_limit_lets_so_many_through() -> None:
    limiter, rate = Limiter(), Rate("test", 3, 3600)
    for _ in range(3):
        limiter.check(rate, "me")
    with pytest.raises(Exception, match="too_many"):
        limiter.check(rate, "me")
    limiter.check(rate, "you")


def test_the_configuration_may_change_a_limit_or_switch_all_off() -> None:
    rate = Rate("test", 3, 3600)
    limiter = Limiter({"test": RateLimit(count=1, window_s=3600)})
    limiter.check(rate, "me")
    with pytest.raises(Exception, match="too_many"):
        limiter.check(rate, "me")
    off = Limiter(is_on=False)
    for _ in range(10):
        off.check(rate, "me")
