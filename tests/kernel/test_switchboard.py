"""The short way to an endpoint ends where the framework's own walk would."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount

from tests.conftest import open_client
from tuanzi.kernel.db import Database
from tuanzi.kernel.http import Call, Router, anyone, problems
from tuanzi.kernel.http.switchboard import Switchboard

router = Router(prefix="/boxes")


@router.get("/{name}", access=anyone())
async def look(call: Call, name: str) -> str:
    return f"look {name} at {call.request.url_for('look', name='lid').path}"


@router.get("/counts", access=anyone())
async def count() -> str:
    return "count"


@router.delete("/{box}", access=anyone(), writes=False)
async def drop(box: str) -> str:
    return f"drop {box}"


@router.get("/{box}/parts/{part}", access=anyone())
async def part(box: str, part: str) -> str:
    return f"part {part} of {box}"


@router.get("/counts/broken", access=anyone())
async def broken() -> str:
    raise RuntimeError("a bug")


@pytest.fixture
async def client(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    door = FastAPI()
    door.router.routes.extend(router.routes)
    problems.install(door)
    door.state.db, door.state.authenticator = db, None

    async def page(_: Request) -> Response:
        return PlainTextResponse("behind")

    behind = Starlette()
    behind.add_route("/page", page)
    behind.router.routes.append(Mount("/api", door))
    async with open_client(Switchboard(behind, {"/api": door})) as opened:
        yield opened


async def said(client: httpx.AsyncClient, path: str, method: str = "GET") -> str:
    answer = await client.request(method, path)
    assert answer.status_code == 200, answer.text
    told: str = answer.json()
    return told


async def test_an_address_reaches_its_endpoint_with_its_parameters(client: httpx.AsyncClient) -> None:
    assert await said(client, "/api/boxes/red") == "look red at /api/boxes/lid"
    assert await said(client, "/api/boxes/red", "DELETE") == "drop red"
    assert await said(client, "/api/boxes/红%20色/parts/a.b") == "part a.b of 红 色"


async def test_a_literal_segment_goes_before_a_parameter_and_does_not_hide_what_lies_below(client: httpx.AsyncClient) -> None:
    assert await said(client, "/api/boxes/counts") == "count"
    assert await said(client, "/api/boxes/counts/parts/lid") == "part lid of counts"


async def test_what_an_address_does_not_do_is_refused_with_all_it_does(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/boxes/red")
    assert (answer.status_code, answer.json()["code"]) == (405, "kernel.method_not_allowed")
    assert answer.headers["allow"] == "DELETE, GET"


async def test_everything_else_is_left_to_the_application_behind(client: httpx.AsyncClient) -> None:
    assert (await client.get("/page")).text == "behind"
    assert (await client.get("/api/openapi.json")).json()["info"]
    for path in ("/api/boxes/", "/api/boxes/red/", "/api/boxes//parts/lid", "/api/nothing"):
        assert (await client.get(path)).status_code in {307, 404}, path


async def test_a_failure_is_told_as_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/boxes/counts/broken")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
