"""A hook of the site: the pages that are written by the code stand in the menu without being listed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WRITTEN = {"reference/api/index.md": "reference/api", "facts/index.md": "facts"}


def on_config(config: Any) -> Any:
    """Put the other pages of its folder behind each index that the menu names."""
    _fill(config.nav, Path(config.docs_dir))
    return config


def _fill(items: list[Any], folder: Path) -> None:
    for item in items:
        for title, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, list):
                _fill(value, folder)
            elif value in WRITTEN:
                item[title] = [value, *_others(folder, WRITTEN[value])]


def _others(folder: Path, inside: str) -> list[str]:
    pages = sorted((folder / inside).glob("*.md"))
    return [f"{inside}/{page.name}" for page in pages if page.stem != "index" and not page.name.endswith(".zh.md")]
