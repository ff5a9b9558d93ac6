"""Every endpoint of every door: who may call it is declared, and what is declared is what happens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route

from tests.factories import people
from tuanzi.apps import doors
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.http.router import Endpoint
from tuanzi.people.access import rules


@dataclass(frozen=True, slots=True)
class Walked:
    """One endpoint, ready to be called."""

    door: str
    method: str
    path: str
    endpoint: Endpoint | None

    def __str__(self) -> str:
        return f"{self.method} {self.door}{self.path}"


def _flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Routes of included routers too, at any depth."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from _flat(inner.routes)


def endpoints(app: Any) -> list[Walked]:
    """All endpoints of all doors of the built application (``app.app.rest``: inside its outermost layer)."""
    found = []
    for mount in app.app.rest.routes:
        if isinstance(mount, Mount) and isinstance(mount.app, FastAPI):
            for route in _flat(mount.app.routes):
                assert isinstance(route, Route)
                if route.path == "/openapi.json":
                    continue
                endpoint = getattr(route.endpoint, "__access__", None)
                found += [Walked(mount.path, method, route.path, endpoint) for method in route.methods or () if method != "HEAD"]
    return found


def address(walked: Walked) -> str:
    """The path with something in each place; nothing is found there, but who may ask is decided first."""
    return walked.door + re.sub(r"{\w+(?::\w+)?}", "0" * 26, walked.path)


async def call(client: httpx.AsyncClient, walked: Walked, headers: dict[str, str]) -> httpx.Response:
    body: dict[str, object] | None = None if walked.method in {"GET", "DELETE"} else {}
    key = {"Idempotency-Key": "walking-the-endpoints"}
    return await client.request(walked.method, address(walked), json=body, headers={**headers, **key})


def of_kind(app: Any, *kinds: str) -> list[Walked]:
    found = [walked for walked in endpoints(app) if walked.endpoint and walked.endpoint.access.kind in kinds]
    assert found
    return found


async def test_every_endpoint_says_who_may_call_it(app: Any) -> None:
    walked = endpoints(app)
    assert len(walked) > 30
    assert [str(each) for each in walked if each.endpoint is None] == []


async def test_each_door_serves_its_own_people_only(app: Any) -> None:
    allowed = {
        "/api/v1/shop": {"anyone", "member"},
        "/api/v1/console": {"anyone", "staff", "staff_self"},
        "/api/v1/notify": {"outside", "anyone"},
    }
    wrong = [str(each) for each in endpoints(app) if each.endpoint and each.endpoint.access.kind not in allowed[each.door]]
    assert wrong == []


async def test_what_anyone_may_do_in_the_console_is_to_sign_in(app: Any) -> None:
    found = {str(each) for each in of_kind(app, "anyone") if each.door == "/api/v1/console"}
    assert found == {"POST /api/v1/console/sign-in", "POST /api/v1/console/sessions/refresh"}


async def test_every_permission_that_is_asked_for_exists_in_a_role(app: Any) -> None:
    asked = {each.endpoint.access.permission for each in of_kind(app, "staff") if each.endpoint}
    assert sorted(str(each) for each in asked - rules.PERMISSIONS) == []


async def test_no_role_holds_a_permission_that_opens_nothing(app: Any) -> None:
    asked = {each.endpoint.access.permission for each in of_kind(app, "staff") if each.endpoint}
    assert sorted(rules.PERMISSIONS - asked) == []


async def test_every_permission_is_named_after_a_domain(app: Any) -> None:
    for permission in rules.PERMISSIONS:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", permission), permission


async def test_anonymous_is_refused_wherever_a_person_is_needed(app: Any, client: httpx.AsyncClient) -> None:
    for walked in of_kind(app, "member", "staff", "staff_self"):
        answer = await call(client, walked, {})
        assert (answer.status_code, answer.json()["code"]) == (401, "kernel.unauthenticated"), str(walked)
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
async def test_a_bad_token_is_refused_like_none(app: Any, client: httpx.AsyncClient, token: str) -> None:
    for walked in of_kind(app, "member", "staff", "staff_self")[:10]:
        answer = await call(client, walked, {"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, str(walked)


async def test_a_member_is_refused_everywhere_in_the_console(app: Any, client: httpx.AsyncClient, db: Database) -> None:
    headers = await people.as_member(db)
    for walked in of_kind(app, "staff", "staff_self"):
        answer = await call(client, walked, headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "kernel.forbidden"), str(walked)


async def test_staff_are_refused_everywhere_in_the_shop(app: Any, client: httpx.AsyncClient, db: Database) -> None:
    headers = await people.as_staff(db)
    for walked in of_kind(app, "member"):
        answer = await call(client, walked, headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "kernel.forbidden"), str(walked)


async def test_staff_with_every_other_permission_are_refused(app: Any, client: httpx.AsyncClient, db: Database) -> None:
    by_permission: dict[str, list[Walked]] = {}
    for walked in of_kind(app, "staff"):
        by_permission.setdefault(
            walked.endpoint.access.permission if walked.endpoint and walked.endpoint.access.permission else "", []
        ).append(walked)
    for permission, group in by_permission.items():
        headers = await people.as_staff_with(db, *(rules.PERMISSIONS - {permission}))
        for walked in group:
            answer = await call(client, walked, headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "kernel.forbidden"), str(walked)
            assert answer.json()["permission"] == permission


async def test_the_permission_alone_opens_the_door(app: Any, client: httpx.AsyncClient, db: Database) -> None:
    for walked in of_kind(app, "staff"):
        permission = walked.endpoint.access.permission if walked.endpoint else None
        headers = await people.as_staff_with(db, permission or "")
        answer = await call(client, walked, headers)
        assert answer.status_code < 500, f"{walked}: {answer.text}"
        assert answer.status_code != 401, str(walked)
        assert answer.json().get("code") != "kernel.forbidden" if answer.content and answer.status_code == 403 else True, str(walked)


async def test_an_incomplete_sign_in_opens_nothing_that_needs_a_permission(app: Any, client: httpx.AsyncClient, db: Database) -> None:
    from tuanzi.people.accounts import api as accounts
    from tuanzi.people.accounts.contracts import Origin, Stage

    stages: tuple[Stage, ...] = ("totp", "enrol_totp", "change_password")
    async with db.transaction() as tx:
        owner = await people.staff(tx, "owner")
        tokens = [accounts.open_session(tx, "staff", owner, Origin(), stage=stage) for stage in stages]
    for stage, each in zip(stages, tokens, strict=True):
        for walked in of_kind(app, "staff"):
            answer = await call(client, walked, {"Authorization": f"Bearer {each.access_token}"})
            assert (answer.status_code, answer.json()["stage"]) == (403, stage), str(walked)


def test_the_sandbox_is_not_there_in_earnest(config: Config) -> None:
    def paths(sandbox: bool) -> set[str]:
        made = config.model_copy(update={"sandbox": sandbox})
        return {route.path for router in doors.console_routers(made) for route in router.routes if isinstance(route, APIRoute)}

    assert "/sandbox/sms" in paths(sandbox=True)
    assert [path for path in paths(sandbox=False) if "sandbox" in path] == []
