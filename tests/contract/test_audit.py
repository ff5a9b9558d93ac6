"""Every write of the console leaves a record: from each such endpoint the code leads to ``audit.record``."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import pytest
from fastapi.routing import APIRoute

from tuanzi.apps import doors
from tuanzi.kernel.config import Config
from tuanzi.kernel.http.router import SAFE
from tuanzi.trust.audit import api as audit

STEPS_MAX = 2000
UNRECORDED = {
    "POST /sessions/refresh": "carries a session on; nobody did anything",
    "POST /orders/{order_id}/refunds/preview": "computes what a refund would do; nothing is done",
    "POST /collections/preview": "shows what a rule would find; nothing is done",
    "POST /savings-preview": "computes what a saving would do to a basket; nothing is done",
    "POST /shipments/check": "reads a table and says what would become of it; nothing is done",
    "POST /views": "how one's own list looks; nothing of the shop is touched",
    "PUT /views/order": "how one's own tabs stand; nothing of the shop is touched",
    "PUT /views/{view_id}": "how one's own list looks; nothing of the shop is touched",
    "PUT /views/{view_id}/default": "how one's own list opens; nothing of the shop is touched",
    "DELETE /views/{view_id}": "one's own tab; nothing of the shop is touched",
}
"""Console writes that are no deed of a person, each with its reason."""


def _called(function: FunctionType) -> Iterator[FunctionType]:
    """Our own functions whose names stand in a function, wherever they are defined."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names = {**function.__globals__, **_closure(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tuanzi."):
            module = __import__(node.module, fromlist=["_"])
            names |= {alias.asname or alias.name: getattr(module, alias.name) for alias in node.names}
    for node in ast.walk(tree):
        found = _resolve(node, names)
        if isinstance(found, FunctionType) and found.__module__.startswith("tuanzi."):
            yield found


def _closure(function: FunctionType) -> dict[str, Any]:
    return {name: cell.cell_contents for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)}


def _resolve(node: ast.AST, names: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _resolve(node.value, names)
        return getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None
    return None


@cache
def leads_to_a_record(function: FunctionType) -> bool:
    seen, waiting = {function}, [function]
    while waiting:
        assert len(seen) < STEPS_MAX
        current = waiting.pop()
        if current is audit.record:
            return True
        fresh = {each for each in _called(current) if each not in seen}
        seen |= fresh
        waiting += fresh
    return False


def writes(config: Config) -> dict[str, Callable[..., Any]]:
    return {
        f"{method} {route.path}": route.endpoint
        for router in doors.console_routers(config)
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted((route.methods or set()) - SAFE)
    }


def test_every_write_of_the_console_leads_to_a_record(config: Config) -> None:
    found = writes(config)
    assert len(found) > 40
    silent = sorted(name for name, endpoint in found.items() if isinstance(endpoint, FunctionType) and not leads_to_a_record(endpoint))
    assert silent == sorted(UNRECORDED)


@pytest.mark.parametrize("name", UNRECORDED)
def test_what_is_excused_exists(config: Config, name: str) -> None:
    assert name in writes(config)


def test_the_walk_finds_what_is_there_and_nothing_else() -> None:
    def inner() -> None:
        audit.record  # noqa: B018 - a name is what the walk looks for

    def loud() -> None:
        inner()

    def silent() -> None:
        audit.search  # noqa: B018 - as above

    for function in (inner, loud, silent):
        function.__module__ = "tuanzi.pretended"
    assert leads_to_a_record(loud)
    assert not leads_to_a_record(silent)
