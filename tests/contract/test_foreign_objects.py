"""Nobody reads or changes what is somebody else's: every endpoint of the shop with an id in its path, and a stranger."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount

from tests.conftest import Drain
from tests.contract.furnished import Furnished, furnish
from tests.contract.test_access import _flat
from tests.factories import shop
from tests.factories.shop import SHOP, Shopper
from tuanzi.kernel.db import Database
from tuanzi.kernel.http.router import Endpoint

OF_PARAMETER = {
    "order_id": "ord",
    "payment_id": "pay",
    "session_id": "ses",
    "address_id": "adr",
    "line_id": "crt",
    "product_id": "prd",
    "team_id": "tea",
    "code": "code",
    "export_id": "dxp",
    "kind": "kind",
    "template_id": "cpt",
}
"""Whose id stands in a path. A new parameter must be entered here, so that it is tried."""

PUBLIC = {"product_id", "team_id", "code", "kind", "template_id"}
"""Goods, teams, shared links, legal texts and what the claim centre offers are for everybody."""

BY_TOKEN = "/data-exports/{export_id}/file"
"""Opens by a signed link; that it opens by nothing else has a test of its own in people."""

BODIES: dict[str, Any] = {
    "/orders/{order_id}/late-choice": {"choice": "refund"},
    "/orders/{order_id}/payments": {"method": "balance"},
    "/orders/{order_id}/cancel": {"reason": "not mine"},
    "/cart/lines/{line_id}": {"quantity": 5},
    "/me/addresses/{address_id}": {"name": "李四", "phone": "13800000001", "region_code": "370783", "detail": "别处", "is_default": True},
}


@dataclass(frozen=True, slots=True)
class Way:
    """An endpoint with ids in its path."""

    method: str
    path: str
    access: str

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)", self.path)


def ways(app: Any) -> list[Way]:
    """Every endpoint of the shop whose path names a thing."""
    (door,) = [each.app for each in app.app.rest.routes if isinstance(each, Mount) and each.path == SHOP]
    assert isinstance(door, FastAPI)
    found = []
    for route in _flat(door.routes):
        if isinstance(route, APIRoute) and "{" in route.path:
            endpoint: Endpoint = getattr(route.endpoint, "__access__")  # noqa: B009 - set by our Router on a plain function
            found += [Way(method, route.path, endpoint.access.kind) for method in route.methods or ()]
    return found


async def mine(of: Shopper) -> list[Any]:
    """All that a member sees of their own."""
    paths = ("/orders", "/cart", "/me", "/me/addresses", "/wallet", "/wallet/entries", "/messages", "/messages/unread")
    return [(await of.get(path)).json() for path in paths]


async def test_every_id_in_a_path_is_known_to_this_test(app: Any) -> None:
    found = ways(app)
    assert len(found) >= 15
    assert {name for each in found for name in each.parameters} == set(OF_PARAMETER)


async def ask(http: httpx.AsyncClient, who: dict[str, str], way: Way, furnished: Furnished) -> list[tuple[str, httpx.Response]]:
    kind = OF_PARAMETER[way.parameters[0]]
    answers = []
    for each in furnished.ids[kind]:
        path = SHOP + re.sub(r"{\w+}", each, way.path)
        body = BODIES.get(way.path) if way.method not in {"GET", "DELETE"} else None
        headers = {**who, "Idempotency-Key": shop.fresh_key()}
        answers.append((f"{way.method} {path}", await http.request(way.method, path, json=body, headers=headers)))
    return answers


@pytest.mark.parametrize("who", ["a stranger", "a visitor", "nobody"])
async def test_a_stranger_finds_nothing_and_changes_nothing(
    db: Database, app: Any, client: httpx.AsyncClient, drain: Drain, who: str
) -> None:
    furnished = await furnish(db, client, drain)
    owner = furnished.member
    stranger = await shop.shopper(db, client, wallet=100_000)
    headers = {"a stranger": stranger.headers, "a visitor": {"X-Visitor": "visitor-0009"}, "nobody": {}}[who]
    before = await mine(owner)
    tried = 0
    for way in ways(app):
        if set(way.parameters) & PUBLIC or way.path == BY_TOKEN:
            continue
        for name, answer in await ask(client, headers, way, furnished):
            tried += 1
            allowed = {404} if who == "a stranger" else {401, 404, 422}
            assert answer.status_code in allowed, f"{name}: {answer.status_code} {answer.text}"
            assert answer.headers["content-type"] == "application/problem+json"
    assert tried >= 12
    assert await mine(owner) == before
    await drain()
    await shop.sound(db)


async def test_ids_in_a_body_are_ones_own_too(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    furnished = await furnish(db, client, drain)
    owner, ids = furnished.member, furnished.ids
    stranger = await shop.shopper(db, client, wallet=100_000)
    before = await mine(owner)
    foreign = {**stranger.wish(furnished.activity.draft.tiers[0].prices[0][0]), "address_id": ids["adr"][0]}
    for answer in (
        await stranger.post("/quotes", foreign),
        await stranger.order(foreign, quote_hash="0" * 64),
        await stranger.post("/messages/read", {"ids": ids["msg"]}),
    ):
        assert answer.status_code in {204, 404}, answer.text
        assert answer.status_code == 404 or answer.request.url.path.endswith("/messages/read")
    assert (await stranger.post("/share-links", {"kind": "order", "target_id": ids["ord"][0]})).status_code == 422
    assert await mine(owner) == before
    assert (await owner.get("/messages/unread")).json()["count"] > 0


async def test_the_owner_is_let_in_everywhere(db: Database, app: Any, client: httpx.AsyncClient, drain: Drain) -> None:
    """The other side of the coin: the same requests by the owner are not refused for whose they are."""
    furnished = await furnish(db, client, drain)
    for way in ways(app):
        headers = await people_headers(db, furnished)
        for name, answer in await ask(client, headers, way, furnished):
            code = answer.json().get("code", "") if answer.content and "json" in answer.headers.get("content-type", "") else ""
            assert answer.status_code < 500, name
            assert answer.status_code != 401, name
            assert answer.status_code != 404 or way.method in {"DELETE", "PUT", "PATCH"}, f"{name}: {code}"


async def people_headers(db: Database, furnished: Furnished) -> dict[str, str]:
    """A fresh session of the owner, for some endpoints end it."""
    from tests.factories import people

    return await people.as_member(db, furnished.member.member_id)
