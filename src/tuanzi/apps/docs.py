"""The pages that are written by the code itself: facts, errors, permissions, states, and the clients' event types.

``python -m tuanzi.apps.docs`` writes them into the checkout it stands in; a test fails when one of them is out of date.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

import tuanzi
from tuanzi.apps import doors, wiring
from tuanzi.insight.tracking import api as tracking
from tuanzi.kernel import facts
from tuanzi.kernel.config import Config
from tuanzi.kernel.errors import AppError
from tuanzi.kernel.i18n import LANGUAGES, catalogue
from tuanzi.people.access import api as access

ROOT = Path(__file__).resolve().parents[3]
NOTE = "<!-- Written by `python -m tuanzi.apps.docs`; change the code, not this page. -->\n\n"
TITLES = {"zh-CN": "中文", "en": "English"}


def documents(config: Config) -> dict[str, str]:
    """Path in the checkout -> text."""
    wiring.wire(config)
    modules = _modules()
    pages = {
        "docs/reference/errors.md": errors_page(),
        "docs/reference/permissions.md": permissions_page(config),
        "docs/reference/order-states.md": states_page(modules),
        "docs/facts/index.md": facts_page(),
        "docs/facts/client-events.json": _json(client_events()),
        "web/packages/api/events.ts": tracking.typescript(),
    }
    for name, kind in own_facts().items():
        pages[f"docs/facts/{name}.json"] = _json(fact_document(name, kind))
    return pages


def write(config: Config, root: Path = ROOT) -> list[Path]:
    """Write every page, and remove facts that are gone; the files that changed."""
    changed = []
    pages = documents(config)
    for path, content in pages.items():
        file = root / path
        if not file.is_file() or file.read_text("utf-8") != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, "utf-8")
            changed.append(file)
    for file in _left_over(root, pages):
        file.unlink()
        changed.append(file)
    return changed


def stale(config: Config, root: Path = ROOT) -> list[str]:
    """The pages that do not say what the code says."""
    pages = documents(config)
    wrong = [path for path, content in pages.items() if not (root / path).is_file() or (root / path).read_text("utf-8") != content]
    return wrong + [str(file.relative_to(root)) for file in _left_over(root, pages)]


def _left_over(root: Path, pages: Collection[str]) -> list[Path]:
    return [file for file in sorted((root / "docs" / "facts").glob("*.json")) if f"docs/facts/{file.name}" not in pages]


def _modules() -> list[ModuleType]:
    """The whole package but its migrations: a failure may be defined anywhere."""
    names = sorted(module.name for module in pkgutil.walk_packages(tuanzi.__path__, "tuanzi.") if ".migrations" not in module.name)
    return [importlib.import_module(name) for name in names]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _sentence(thing: Any) -> str:
    return " ".join((thing.__doc__ or "").split()).replace("``", "`")


def _cell(value: str) -> str:
    return value.replace("|", "\\|")


# facts


def own_facts() -> dict[str, type[Any]]:
    """The product's facts by name; facts that tests define for themselves are not part of it."""
    return {name: kind for name, kind in sorted(facts.all_facts().items()) if kind.__module__.startswith("tuanzi.")}


def reactors_of(name: str) -> list[str]:
    """Who hears a fact; reactors that tests define for themselves are not part of it."""
    domains = {module.split(".")[-2] for module in sys.modules if module.startswith("tuanzi.") and module.endswith(".reactions")}
    return sorted(each.name for each in facts.reactors().values() if name in each.facts and each.name.partition(".")[0] in domains)


def fact_document(name: str, kind: type[Any]) -> dict[str, Any]:
    """One fact: when it is recorded, who publishes it and who reacts, and the shape of its payload."""
    return {
        "name": name,
        "version": facts.fact_name(kind)[1],
        "recorded": _sentence(kind),
        "publisher": kind.__module__.removesuffix(".events").removeprefix("tuanzi."),
        "reactors": reactors_of(name),
        "schema": TypeAdapter(kind).json_schema(mode="serialization"),
    }


def facts_page() -> str:
    """All facts in one table."""
    rows = [f"| [`{name}`]({name}.json) | {_cell(_sentence(kind))} | {_names(reactors_of(name))} |" for name, kind in own_facts().items()]
    lines = ["# Facts", "", "What domains record, and who reacts. Each name leads to the shape of its payload.", ""]
    lines += ["| Fact | Recorded | Reactors |", "|---|---|---|", *rows]
    lines += ["", "What shoppers' clients send is listed in [client-events.json](client-events.json).", ""]
    return NOTE + "\n".join(lines)


def client_events() -> list[dict[str, Any]]:
    """The client's half of the event catalogue."""
    return [
        {"name": name, "version": version, "meaning": _sentence(kind), "properties": kind.model_json_schema()}
        for (name, version), kind in sorted(tracking.CLIENT_EVENTS.items())
    ]


def _names(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


# errors


def own_errors() -> list[type[AppError]]:
    """Every failure that has a code of its own, by code."""
    found: dict[str, type[AppError]] = {}
    for kind in _descendants(AppError):
        if kind.__module__.startswith("tuanzi."):
            found.setdefault(kind.code, kind)
    return [found[code] for code in sorted(found)]


def _descendants(kind: type[AppError]) -> Iterator[type[AppError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _descendants(child)


def errors_page() -> str:
    """Every error code with its status, meaning and text."""
    lines = ["# Errors", "", "Failures are `application/problem+json` (RFC 9457). Branch on `code`; show `detail`.", ""]
    lines += ["| Code | Status | Meaning | " + " | ".join(TITLES[language] for language in LANGUAGES) + " |"]
    lines += ["|---|---|---|" + "---|" * len(LANGUAGES)]
    for kind in own_errors():
        texts = [_cell(catalogue().get(kind.code, {}).get(language, "")) for language in LANGUAGES]
        lines.append(f"| `{kind.code}` | {kind.status} | {_cell(_sentence(kind))} | " + " | ".join(texts) + " |")
    return NOTE + "\n".join(lines) + "\n"


# permissions


def permissions_page(config: Config) -> str:
    """Who may do what: permissions by role, and the endpoints behind each."""
    behind: dict[str, list[str]] = {}
    for router in doors.console_routers(config):
        for route in router.routes:
            rule = getattr(getattr(route, "endpoint", None), "__access__", None)
            if rule is not None and rule.access.permission:
                methods = " ".join(sorted(getattr(route, "methods", ())))
                behind.setdefault(rule.access.permission, []).append(f"`{methods} {getattr(route, 'path', '')}`")
    roles = access.role_codes()
    granted = {role: access.permissions_of_roles([role], {}) for role in roles}
    lines = ["# Permissions", "", "What the built-in roles of staff may do. Endpoints are below `/api/v1/console`.", ""]
    lines += [
        "| Permission | " + " | ".join(role.replace("_", " ") for role in roles) + " | Endpoints |",
        "|---|" + "---|" * (len(roles) + 1),
    ]
    for permission in sorted(access.PERMISSIONS):
        marks = " | ".join("✓" if permission in granted[role] else "" for role in roles)
        lines.append(f"| `{permission}` | {marks} | {'<br>'.join(sorted(behind.get(permission, [])))} |")
    return NOTE + "\n".join(lines) + "\n"


# states


def states_page(modules: Iterable[ModuleType]) -> str:
    """Every table of moves: where each state may go."""
    lines = ["# States of orders and of everything around them", "", "Written from the `TRANSITIONS` of each domain's `rules.py`.", ""]
    for module in modules:
        if module.__name__.endswith(".rules") and hasattr(module, "TRANSITIONS"):
            for title, table, start in _tables(module):
                lines += [f"## {title}", "", *_rows(list(_moves(table)), start), ""]
    return NOTE + "\n".join(lines)


def _tables(module: ModuleType) -> Iterator[tuple[str, Any, Any]]:
    """The tables of a module: ``TRANSITIONS`` itself or its parts, and others named ``…_TRANSITIONS``; titled by their states."""
    main = module.TRANSITIONS
    is_parts = isinstance(main, tuple) and main and isinstance(main[0], Mapping)
    tables = list(main) if is_parts else [main]
    tables += [value for name, value in vars(module).items() if name.endswith("_TRANSITIONS") and not any(value is each for each in tables)]
    domain = module.__name__.split(".")[-2]
    for table in tables:
        state = next(iter(_moves(table)))[0]
        yield f"{domain}: {type(state).__name__}", table, getattr(module, "START", None) if table is main else None


def _moves(table: Any) -> Iterator[tuple[Hashable, Hashable, str]]:
    if isinstance(table, Mapping):
        for state, targets in table.items():
            for target in sorted(targets):
                yield state, target, ""
        return
    for move in table:
        for state in sorted(move.sources):
            yield state, move.target, move.move


def _rows(moves: list[tuple[Hashable, Hashable, str]], start: Any) -> list[str]:
    """A state per row, in the order of its enumeration. A table, because a diagram is drawn by a script that the site would have to fetch."""
    starts = {start} if isinstance(start, str) else set(start) if start else {next(iter(type(moves[0][0])))}  # type: ignore[call-overload]
    known = {state for source, target, _ in moves for state in (source, target)}
    lines = ["| State | Leads to |", "|---|---|"]
    for state in filter(known.__contains__, type(moves[0][0])):  # type: ignore[call-overload]
        names: dict[Hashable, list[str]] = {}
        for source, target, name in moves:
            if source == state:
                names.setdefault(target, []).extend([f"*{name}*"] if name else [])
        ways = [_word(target) + (f" by {' or '.join(by)}" if by else "") for target, by in names.items()]
        lines.append(f"| **{_word(state)}**{' (start)' if state in starts else ''} | {'<br>'.join(ways) or 'end'} |")
    return lines


def _word(state: Any) -> str:
    return str(state.value if isinstance(state, Enum) else state)


if __name__ == "__main__":
    # The shop as it is without any setting of this machine: the pages describe the product, not an installation.
    for changed_file in write(Config(data_dir=ROOT / ".cache" / "docs")):
        sys.stdout.write(f"{changed_file.relative_to(ROOT)}\n")
