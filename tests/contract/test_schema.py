"""Every endpoint keeps what its OpenAPI document promises, whatever is sent: no 5xx, no status, body or type that is not declared."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok

from tests.conftest import Drain, open_client
from tests.contract.furnished import Furnished, Ids, furnish
from tests.factories import people, shop
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
EXAMPLES = int(os.environ.get("TUANZI_SCHEMA_EXAMPLES", "10"))
"""Requests per endpoint, always the same ones; a nightly run asks for more, and then for others each time."""
ID = re.compile(r"^([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}$")
PREFIX = re.compile(r"^\^([a-z]{3})_\[0-7\]")
KNOWN_WORDS = {"region_code": "370783", "phone": "13800000000", "method": "sandbox", "parent": "370000", "quantity": 1, "carrier": "sf"}
"""What a field of this name may say so that something comes of it."""
LOOK_AT = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


def known(value: Any, ids: Ids, pick: Callable[[list[str]], str]) -> Any:
    """The same input with ids of things that exist, where there are any of the kind."""
    if isinstance(value, dict):
        return {key: KNOWN_WORDS.get(key, known(each, ids, pick)) for key, each in value.items()}
    if isinstance(value, list):
        return [known(each, ids, pick) for each in value]
    if isinstance(value, str) and (match := ID.match(value)) and ids.get(match[1]):
        return pick(ids[match[1]])
    return value


def _parts(files: Any) -> list[tuple[str, bytes]]:
    """Parts of a form as bytes, whatever was drawn for them."""
    pairs = files.items() if isinstance(files, dict) else files
    contents = [(name, value[1] if isinstance(value, tuple) else value) for name, value in pairs]
    return [(name, value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")) for name, value in contents]


class Walk:
    """One door, walked through by hypothesis in a thread while the application runs in the loop."""

    def __init__(self, app: Any, headers: Callable[[], Any], ids: Ids, door: str) -> None:
        self.loop = asyncio.get_running_loop()
        self.app, self.headers, self.ids, self.door = app, headers, ids, door
        self.problems: list[str] = []
        self.statuses: dict[str, set[int]] = {}

    async def send(self, request: dict[str, Any]) -> httpx.Response:
        async with open_client(self.app) as client:
            return await client.request(**request)

    def ask(self, case: Any, headers: dict[str, str]) -> None:
        request = case.as_transport_kwargs(base_url=f"http://shop.test{self.door}")
        sent = {key: request[key] for key in ("method", "url", "json", "files", "params") if request.get(key) is not None}
        if isinstance(data := request.get("data"), bytes | str):
            sent["content"] = data
        elif data is not None:
            sent["data"] = data
        if "files" in sent:
            sent["files"] = _parts(sent["files"])
        named = {key: value for key, value in dict(request.get("headers") or {}).items() if key.lower() not in {"authorization", "cookie"}}
        sent["headers"] = {**named, **headers}
        answer = asyncio.run_coroutine_threadsafe(self.send(sent), self.loop).result(60)
        answer.request.read()
        name = f"{case.method} {case.operation.path}"
        self.statuses.setdefault(name, set()).add(answer.status_code)
        try:
            case.validate_response(answer, checks=CHECKS.get_by_names(LOOK_AT))
        except (Failure, FailureGroup) as failure:
            said = str(sent.get("json", sent.get("content", sent.get("data"))))
            self.problems.append(
                f"{name} {answer.status_code}: {failure}\n sent {sent.get('params')} {said[:600]}\n got {answer.text[:400]}"
            )

    def operation(self, operation: Any) -> None:
        headers = asyncio.run_coroutine_threadsafe(self.headers(), self.loop).result(60)
        strategy = st.one_of([operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode])

        @settings(
            max_examples=EXAMPLES,
            derandomize="TUANZI_SCHEMA_EXAMPLES" not in os.environ,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy, is_known=st.booleans(), data=st.data())
        def run(case: Any, is_known: bool, data: Any) -> None:
            if is_known:
                pick = lambda ids: data.draw(st.sampled_from(ids))  # noqa: E731
                case.path_parameters = known(case.path_parameters, self.ids, pick)
                case.body = known(case.body, self.ids, pick)
                case.query = known(case.query, self.ids, pick)
            self.ask(case, headers)
            clock.set_shift(before)

        before = clock.shift()
        run()


async def walk(app: Any, db: Database, furnished: Furnished, door: str) -> Walk:
    """Everything behind a door, as a person who may do it. A fresh session each time: some endpoints end it."""
    inner = app.app.rest.state.shop.shop if door == shop.SHOP else app.app.rest.state.shop.console

    async def headers() -> dict[str, str]:
        if door == shop.SHOP:
            return {**await people.as_member(db, furnished.member.member_id), "X-Visitor": "visitor-0001"}
        return await people.as_staff(db)

    document = inner.openapi()
    document = {**document, "servers": []}
    schema = schemathesis.openapi.from_dict(document)
    walked = Walk(app, headers, furnished.ids, door)

    def all_operations() -> None:
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), "the document itself is not valid"
            walked.operation(found.ok())

    await asyncio.to_thread(all_operations)
    return walked


@pytest.mark.parametrize("door", [shop.SHOP, shop.CONSOLE])
async def test_the_api_keeps_its_promises(db: Database, app: Any, client: httpx.AsyncClient, drain: Drain, door: str) -> None:
    furnished = await furnish(db, client, drain)
    walked = await walk(app, db, furnished, door)
    seen = set().union(*walked.statuses.values())
    assert {200, 201, 204, 404, 409, 422} <= seen
    assert walked.problems == [], f"{len(walked.problems)} problems\n" + "\n\n".join(walked.problems[:40])
