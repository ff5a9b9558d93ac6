"""Saved views: one's own, in one's own order, and what colleagues share."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.factories import people
from tests.factories.shop import CONSOLE
from tuanzi.kernel.db import Database
from tuanzi.people.access.contracts import VIEWS_MAX

QUERY = {"state": "preparing", "sort": "-payable"}


class Desk:
    """Somebody at the console."""

    def __init__(self, http: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.http, self.headers = http, headers

    async def ask(self, method: str, path: str, **body: Any) -> httpx.Response:
        return await self.http.request(method, f"{CONSOLE}/views{path}", json=body or None, headers=self.headers)

    async def save(self, name: str, **said: Any) -> str:
        answer = await self.ask("POST", "", screen="orders", name=name, query=said.get("query", QUERY), columns=said.get("columns"))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def names(self) -> list[str]:
        answer = await self.http.get(f"{CONSOLE}/views", params={"screen": "orders"}, headers=self.headers)
        return [each["name"] for each in answer.json()["items"]]


@pytest.fixture
async def desk(client: httpx.AsyncClient, db: Database) -> Desk:
    return Desk(client, await people.as_staff(db, "operator"))


async def test_a_view_is_kept_changed_ordered_and_removed(desk: Desk) -> None:
    first, second = await desk.save("待发大单"), await desk.save("今天的", columns=["number", "payable"])
    assert await desk.names() == ["待发大单", "今天的"]
    taken = await desk.ask("POST", "", screen="orders", name="今天的", query={})
    assert (taken.status_code, taken.json()["code"]) == (409, "access.view_name_taken")
    clash = await desk.ask("PUT", f"/{first}", name="今天的", query={})
    assert clash.json()["code"] == "access.view_name_taken"
    changed = await desk.ask("PUT", f"/{first}", name="大单", query={"state": "preparing"}, columns=["number"])
    assert (changed.json()["name"], changed.json()["query"], changed.json()["columns"]) == ("大单", {"state": "preparing"}, ["number"])
    await desk.ask("PUT", "/order", ids=[second, first])
    assert await desk.names() == ["今天的", "大单"]
    assert (await desk.ask("DELETE", f"/{second}")).status_code == 204
    assert await desk.names() == ["大单"]


async def test_one_view_at_most_opens_the_list(desk: Desk, db: Database) -> None:
    first, second = await desk.save("一"), await desk.save("二")
    for view_id in (first, second):
        assert (await desk.ask("PUT", f"/{view_id}/default", is_default=True)).json()["is_default"]
    assert await db.reader.fetchval("SELECT count(*) FROM access_view WHERE is_default") == 1
    await desk.ask("PUT", f"/{second}/default", is_default=False)
    assert await db.reader.fetchval("SELECT count(*) FROM access_view WHERE is_default") == 0


async def test_colleagues_see_what_is_shared_and_change_nothing(desk: Desk, client: httpx.AsyncClient, db: Database) -> None:
    own, shared = await desk.save("私下的"), await desk.save("大家的")
    assert (await desk.ask("PUT", f"/{shared}/shared", is_shared=True)).json()["is_shared"]
    colleague = Desk(client, await people.as_staff(db, "customer_service"))
    assert await colleague.names() == ["大家的"]
    for view_id in (own, shared):
        for method, path, body in (
            ("PUT", "", {"name": "x", "query": {}}),
            ("PUT", "/default", {"is_default": True}),
            ("DELETE", "", {}),
        ):
            answer = await colleague.ask(method, f"/{view_id}{path}", **body)
            assert (answer.status_code, answer.json()["code"]) == (404, "access.view_not_found")
    refused = await colleague.ask("PUT", f"/{shared}/shared", is_shared=False)
    assert (refused.status_code, refused.json()["permission"]) == (403, "views.share")
    await colleague.ask("PUT", "/order", ids=[own])
    assert await desk.names() == ["私下的", "大家的"]


async def test_there_is_a_limit(desk: Desk) -> None:
    for number in range(VIEWS_MAX):
        await desk.save(f"视图{number}")
    full = await desk.ask("POST", "", screen="orders", name="再来一个", query={})
    assert (full.status_code, full.json()["code"]) == (409, "access.views_full")
    assert (await desk.ask("POST", "", screen="members", name="再来一个", query={})).status_code == 201


@pytest.mark.parametrize("body", [{"query": {"a b": "x"}}, {"query": {"q": "x" * 501}}, {"screen": "x/y"}, {"name": " "}])
async def test_what_is_no_view_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    answer = await desk.ask("POST", "", **{"screen": "orders", "name": "一", "query": {}, **body})
    assert answer.status_code == 422
