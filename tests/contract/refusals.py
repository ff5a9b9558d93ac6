"""How a refusal must look, and that it did nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from tests.factories import shop
from tuanzi.kernel.db import Database

Sent = Callable[[dict[str, str]], Awaitable[httpx.Response]]
HAN = re.compile(r"[\u4e00-\u9fff]")
SCARCE = (
    "orders_order",
    "orders_line",
    "orders_note",
    "errands_errand",
    "payments_payment",
    "payments_refund",
    "ledger_entry",
    "ledger_leg",
    "inventory_reservation",
    "inventory_movement",
    "groupbuy_seat",
    "groupbuy_team",
    "groupbuy_activity",
    "accounts_address",
    "accounts_member",
    "access_staff",
    "cart_line",
    "catalog_product",
    "catalog_picture",
    "sharing_link",
    "tracking_event",
    "notices_message",
    "idempotency_record",
    "facts_outbox",
    "audit_entry",
)
"""Tables in which a refused request must leave no row."""


async def counts(db: Database) -> dict[str, int]:
    """How many rows stand where."""
    known = {row["name"] for row in await db.reader.fetch("SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p')")}
    assert set(SCARCE) <= known, sorted(set(SCARCE) - known)
    one = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS rows FROM {name}" for name in SCARCE)
    return {row["name"]: row["rows"] for row in await db.reader.fetch(one)}


def check(answer: httpx.Response, status: int | set[int], code: str | None = None) -> Any:
    """A problem with every part that clients rely on; its body."""
    allowed = {status} if isinstance(status, int) else status
    where = f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:500]}"
    assert answer.status_code in allowed, where
    assert answer.headers["content-type"] == "application/problem+json", where
    body = answer.json()
    assert {"type", "title", "status", "detail", "code", "request_id"} <= set(body), where
    assert (body["status"], body["type"]) == (answer.status_code, f"/problems/{body['code']}"), where
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", body["code"]), where
    assert body["request_id"] == answer.headers["x-request-id"], where
    assert body["detail"] != body["code"], f"no text for {body['code']}"
    assert "Traceback" not in answer.text, where
    assert code is None or body["code"] == code, where
    return body


async def refused(ask: Sent, status: int | set[int], code: str | None = None) -> Any:
    """Asked in both languages, refused in both."""
    chinese = check(await ask({"Accept-Language": "zh-CN"}), status, code)
    english = check(await ask({"Accept-Language": "en"}), status, code)
    assert chinese["code"] == english["code"]
    assert HAN.search(chinese["detail"]), chinese["detail"]
    assert not HAN.search(english["detail"]), english["detail"]
    return english


def sender(http: httpx.AsyncClient, who: dict[str, str], method: str, path: str, body: Any = None, **more: str) -> Sent:
    """A request to be made in several languages; ``bytes`` go out as they are, anything else as JSON with its surrogates."""
    content = body if isinstance(body, bytes) or body is None else as_json(body)

    async def send(headers: dict[str, str]) -> httpx.Response:
        sent = {"Content-Type": "application/json", "Idempotency-Key": shop.fresh_key(), **who, **more, **headers}
        return await http.request(method, path, content=content, headers=sent)

    return send


def as_json(body: Any) -> bytes:
    """As Python writes it: with lone surrogates, which stricter writers refuse."""
    return json.dumps(body).encode()
