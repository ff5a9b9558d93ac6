"""How a written page speaks: two languages, tables, sentences out of docstrings."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

NOTE = "<!-- Written by `python -m tuanzi.apps.docs`; change the code, not this page. -->\n\n"
Say = Callable[[str, str], str]
"""``say(english, chinese)``: the one of the page's language."""


def english(text: str, _chinese: str) -> str:
    """The voice of an English page."""
    return text


def chinese(_english: str, text: str) -> str:
    """The voice of a Chinese page."""
    return text


def both(path: str, make: Callable[[Say], str]) -> dict[str, str]:
    """The page and its twin: path in the checkout -> text."""
    return {f"docs/{path}.md": make(english), f"docs/{path}.zh.md": make(chinese)}


@cache
def chinese_words() -> dict[str, dict[str, str]]:
    """What the code says in English only, in Chinese: commands, options, settings, states."""
    return tomllib.loads((Path(__file__).parent / "zh.toml").read_text("utf-8"))


def translated(say: Say, part: str, key: str, text: str) -> str:
    """``text``, or its translation under ``key`` of a part of ``zh.toml`` on a Chinese page."""
    return say(text, chinese_words()[part].get(key, text))


def page(title: str, *parts: str) -> str:
    """A whole page; empty parts are left out."""
    return NOTE + "\n\n".join([f"# {title}", *filter(None, parts)]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, or nothing where it would be empty."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(header)} |", "|" + "---|" * len(header), *lines]) if lines else ""


def sentence(thing: Any) -> str:
    """The docstring in one line."""
    return plain(thing.__doc__ or "")


def plain(text: str) -> str:
    """A text of several lines and code in double ticks, in one line of Markdown."""
    return " ".join(text.split()).replace("``", "`")


def cell(value: str) -> str:
    """Safe inside a table."""
    return value.replace("|", "\\|").replace("\n", " ")


def names(values: Iterable[str]) -> str:
    """As code, separated by commas."""
    return ", ".join(f"`{value}`" for value in values)


def json_text(value: Any) -> str:
    """Stable and readable."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
