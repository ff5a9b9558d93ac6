"""A plain endpoint answers the same whether it is called directly or in the framework's way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from pydantic import Field

from tests.conftest import open_client
from tuanzi.kernel.db import Database
from tuanzi.kernel.http import Call, Router, Wire, anyone, problems
from tuanzi.kernel.http.direct import plain
from tuanzi.kernel.http.edge import Edge
from tuanzi.kernel.http.limits import Limiter
from tuanzi.kernel.http.switchboard import Switchboard
from tuanzi.kernel.money import Money

DIRECT, USUAL = "application/json", "application/json; charset=utf-8"


class Parcel(Wire):
    """With something of every kind that may go wrong."""

    name: Annotated[str, Field(min_length=2)]
    price: Money
    tags: tuple[str, ...] = ()
    owner: UUID | None = None


class Echo(Wire):
    """What arrived, and in what language."""

    number: int
    parcel: Parcel
    language: str


router = Router()


@router.post("/parcels/{number}", access=anyone(), writes=False, status_code=201)
async def echo(call: Call, number: int, parcel: Parcel) -> Echo:
    return Echo(number=number, parcel=parcel, language=call.language)


@router.get("/asked", access=anyone())
async def asked(call: Call, size: int = 1) -> Echo:
    return Echo(number=size, parcel=Parcel(name="ab", price=Money(1)), language=call.language)


@pytest.fixture
async def client(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router)
    app.state.db, app.state.authenticator, app.state.limiter = db, None, Limiter()
    problems.install(app)
    async with open_client(Edge(Switchboard(app, {"": app}))) as opened:
        yield opened


def test_only_plain_endpoints_are_called_directly() -> None:
    shapes: dict[str, Any] = {route.path: plain(route) for route in router.routes}  # type: ignore[attr-defined, arg-type]
    assert shapes["/parcels/{number}"] is not None
    assert shapes["/asked"] is None, "it reads the query"


GOOD = b'{"name": "\xe5\x9b\xa2\xe5\xad\x90", "price": {"amount": 150, "currency": "CNY"}, "tags": ["a"]}'


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [
        ("7", GOOD, 201),
        ("x", GOOD, 422),
        ("7", b'{"name": "a", "price": {"amount": 1.5, "currency": "CNY"}}', 422),
        ("7", b'{"name": "ab"}', 422),
        ("7", b'{"name": "ab", "price": {"amount": 1, "currency": "CNY"}, "owner": "nobody"}', 422),
        ("7", b"[]", 422),
        ("7", b"null", 422),
        ("7", b"{", 422),
        ("7", b"", 422),
        ("7", b'{"name": "a\\u0000b", "price": {"amount": 1, "currency": "CNY"}}', 422),
        ("7", b'{"name": NaN}', 422),
    ],
)
async def test_both_ways_say_the_same(client: httpx.AsyncClient, number: str, body: bytes, status: int) -> None:
    answers = [
        await client.post(f"/parcels/{number}", content=body, headers={"Content-Type": kind, "Accept-Language": "en"})
        for kind in (DIRECT, USUAL)
    ]
    first, second = ({key: value for key, value in answer.json().items() if key != "request_id"} for answer in answers)
    assert first == second
    assert [answer.status_code for answer in answers] == [status] * 2
    assert answers[0].headers["content-type"] == answers[1].headers["content-type"]
