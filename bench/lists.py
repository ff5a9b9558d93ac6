"""Every list of the console with everything one may ask of it, from the API's own document: a new list or filter is taken by itself.

A list is an address that takes a cursor. What cannot be known from the document (an id that exists, a word that is found) is asked of the
database; a filter for which nothing is said here ends the run with its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from tuanzi.kernel import clock, ids
from tuanzi.kernel.db import Database

FREE = {
    "area": "SELECT split_part(action, '.', 1) FROM audit_entry ORDER BY at DESC LIMIT 1",
    "action": "SELECT action FROM audit_entry ORDER BY at DESC LIMIT 1",
    "object_kind": "SELECT object_kind FROM audit_entry ORDER BY at DESC LIMIT 1",
    "object_id": "SELECT object_id FROM audit_entry ORDER BY at DESC LIMIT 1",
    "audit.actor_id": "SELECT actor_id FROM audit_entry WHERE actor_id <> '' ORDER BY at DESC LIMIT 1",
    "ip": "SELECT ip FROM audit_entry ORDER BY at DESC LIMIT 1",
    "request_id": "SELECT request_id FROM audit_entry ORDER BY at DESC LIMIT 1",
    "facts.name": "SELECT name FROM facts_outbox ORDER BY position DESC LIMIT 1",
    "tracking.name": "SELECT name FROM tracking_event ORDER BY occurred_at DESC LIMIT 1",
    "orders.number": "SELECT left(min(number), 18) FROM orders_order",
    "payments.number": "SELECT left(min(number), 18) FROM orders_order",
    "refunds.number": "SELECT left(min(number), 18) FROM orders_order",
    "orders.q": "SELECT '果'",
    "members.q": "SELECT left(nickname, 2) FROM accounts_member WHERE length(nickname) > 1 LIMIT 1",
    "nickname": "SELECT left(nickname, 2) FROM accounts_member WHERE length(nickname) > 1 LIMIT 1",
    "q": "SELECT '苹果'",
    "phone": "SELECT '13800000000'",
    "buyer_phone": "SELECT '13800000000'",
    "receiver_phone": "SELECT '13800000000'",
    "hold_reason": "SELECT reason FROM orders_hold LIMIT 1",
    "carrier": "SELECT carrier FROM orders_order WHERE carrier IS NOT NULL LIMIT 1",
    "waybill": "SELECT left(waybill, 6) FROM fulfilment_parcel LIMIT 1",
    "method": "SELECT method FROM payments_payment LIMIT 1",
    "target_id": "SELECT target_id FROM sharing_link WHERE target_id <> '' LIMIT 1",
    "level": "SELECT '0'",
    "missing": "SELECT '1'",
    "ends_within_s": "SELECT '7200'",
}
"""A value for each filter that is neither closed nor an id, by its name or by ``<first word of the address>.<name>``."""
IDS = {
    "prd": "SELECT id FROM catalog_product LIMIT 1",
    "sku": "SELECT id FROM catalog_sku LIMIT 1",
    "cat": "SELECT id FROM catalog_category ORDER BY id DESC LIMIT 1",
    "brd": "SELECT id FROM catalog_brand LIMIT 1",
    "tag": "SELECT id FROM catalog_tag LIMIT 1",
    "gba": "SELECT activity_id FROM groupbuy_team LIMIT 1",
    "tea": "SELECT id FROM groupbuy_team LIMIT 1",
    "mem": "SELECT member_id FROM orders_order LIMIT 1",
    "ord": "SELECT id FROM orders_order WHERE refunded_minor > 0 LIMIT 1",
    "stf": "SELECT id FROM access_staff ORDER BY created_at DESC LIMIT 1",
    "loc": "SELECT location_id FROM inventory_level GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
    "stk": "SELECT stocktake_id FROM inventory_stocktake_line LIMIT 1",
}


@dataclass(frozen=True)
class Wish:
    """One thing that may be asked of a list: ``what`` says it in a word, ``query`` on the wire."""

    path: str
    what: str
    query: str

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True)
class List:
    """A paged list: its address as the document has it and with its places filled, and its filters by name."""

    template: str
    path: str
    filters: dict[str, dict[str, Any]]


def templates(document: dict[str, Any]) -> set[str]:
    """The addresses of all of them, as the document has them."""
    return {
        template
        for template, methods in document["paths"].items()
        if any(each["in"] == "query" and each["name"] == "cursor" for each in methods.get("get", {}).get("parameters", ()))
    }


async def lists(db: Database, document: dict[str, Any]) -> list[List]:
    """All of them."""
    found = []
    for template in sorted(templates(document)):
        parameters = document["paths"][template]["get"]["parameters"]
        schemas = {each["name"]: each["schema"] for each in parameters if each["in"] == "query"}
        path = template
        for each in parameters:
            if each["in"] == "path":
                path = path.replace(f"{{{each['name']}}}", await _id(db, next(_parts(document, each["schema"]))["pattern"][1:4]))
        found.append(List(template, path, {name: schema for name, schema in schemas.items() if name not in {"cursor", "limit", "sort"}}))
    return found


async def wishes(db: Database, document: dict[str, Any], each: List, sorts: list[str]) -> list[Wish]:
    """The list as it opens, in each order, and with each filter."""
    found = [Wish(each.path, "", "")]
    found += [Wish(each.path, f"sort={sort}", f"sort={quote(sort)}") for sort in sorts]
    for name, schema in each.filters.items():
        for value in await _values(db, document, each, name, schema):
            found.append(Wish(each.path, f"{name}={value}" if len(value) < 20 else name, f"{name}={quote(value)}"))
    return found


async def _values(db: Database, document: dict[str, Any], each: List, name: str, schema: dict[str, Any]) -> list[str]:
    """What the filter may be: all of a closed one, one of an open one."""
    closed = list(dict.fromkeys(value for part in _parts(document, schema) for value in _closed(part)))
    if closed:
        return closed
    for part in _parts(document, schema):
        if part.get("format") == "date-time":
            ago = timedelta(days=7 if name.endswith("_since") else 3)
            return [(clock.now() - ago).isoformat()]
        if (pattern := part.get("pattern", "")).startswith("^") and pattern[1:4] in IDS:
            return [await _id(db, pattern[1:4])]
        if pattern.startswith("^("):
            return str(pattern).strip("^()$").split("|")
    if name.endswith(("_min", "_max")):
        return ["5000"]
    statement = FREE.get(f"{each.template.split('/')[1]}.{name}") or FREE.get(name)
    if statement is None:
        raise LookupError(f"bench.lists: say what to ask for by {name} of {each.template}")
    return [str(await db.pool.fetchval(statement))]


def _closed(part: dict[str, Any]) -> list[str]:
    if part.get("type") == "boolean":
        return ["true", "false"]
    return [str(value) for value in part.get("enum", [part["const"]] if "const" in part else [])]


def _parts(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The alternatives of a parameter, looked up and taken out of lists."""
    if "$ref" in schema:
        yield from _parts(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        return
    yield schema
    for inner in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])):
        yield from _parts(document, inner)


async def _id(db: Database, prefix: str) -> str:
    """The id of something that is there, as the wire has it."""
    value = await db.pool.fetchval(IDS[prefix])
    if value is None:
        raise LookupError(f"bench.lists: there is no {prefix} in the shop")
    kind = next(each for each in ids.Id.__subclasses__() if each.prefix == prefix)
    return str(kind.of(value))
