"""Every written page: what it must say, whether the checkout says it, and writing it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType

import tuanzi
from tuanzi.apps import wiring
from tuanzi.apps.docs import api_pages, command_page, error_page, fact_pages, permission_page, setting_page, state_page
from tuanzi.apps.docs.prose import both, json_text
from tuanzi.insight.tracking import api as tracking
from tuanzi.kernel.config import Config

ROOT = Path(__file__).resolve().parents[4]
FOLDERS = (("docs/facts", "*.json"), ("docs/facts", "*.md"), ("docs/reference/api", "*.md"), ("docs/reference/order-states", "*.svg"))
"""Folders in which everything of a kind is written, so that what is gone is removed."""


def documents(config: Config) -> dict[str, str]:
    """Path in the checkout -> text."""
    wiring.wire(config)
    modules = _modules()
    pages = {
        **both("reference/errors", error_page.written),
        **both("reference/permissions", lambda say: permission_page.written(say, config)),
        **both("reference/order-states", lambda say: state_page.written(say, modules)),
        **both("reference/cli", command_page.written),
        **both("reference/config", setting_page.written),
        **api_pages.pages(config),
        **fact_pages.pages(),
        "docs/facts/client-events.json": json_text(fact_pages.client_events()),
        "web/packages/api/events.ts": tracking.typescript(),
    }
    pages |= {f"docs/reference/order-states/{name}.svg": drawing for name, drawing in state_page.drawings(modules).items()}
    return pages


def write(config: Config, root: Path = ROOT) -> list[Path]:
    """Write every page, and remove those that are gone; the files that changed."""
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


def _left_over(root: Path, pages: Collection[str]) -> Iterator[Path]:
    for folder, kind in FOLDERS:
        yield from (file for file in sorted((root / folder).glob(kind)) if f"{folder}/{file.name}" not in pages)


def _modules() -> list[ModuleType]:
    """The whole package but its migrations: a failure may be defined anywhere. (``__main__`` of this package would write.)"""
    names = sorted(module.name for module in pkgutil.walk_packages(tuanzi.__path__, "tuanzi."))
    return [importlib.import_module(name) for name in names if ".migrations" not in name and not name.endswith(".__main__")]
