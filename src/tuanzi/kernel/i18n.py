"""Texts by code. Each package keeps its sentences in ``messages.toml``: one table per code, one line per language.

    ["groupbuy.team_full"]
    zh-CN = "这个团已经满员，可以自己开一个新团"
    en = "This team is full. You can open your own."

``{field}`` places are filled from the error's or notice's fields; a Money field reads as 49.90, an unknown field stays empty.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tuanzi.kernel.money import Money

LANGUAGES = ("zh-CN", "en")
DEFAULT = LANGUAGES[0]


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All texts of the product: code -> language -> sentence."""
    texts: dict[str, dict[str, str]] = {}
    root = Path(__file__).resolve().parents[1]
    for path in sorted(root.rglob("messages.toml")):
        for code, by_language in tomllib.loads(path.read_text("utf-8")).items():
            if code in texts:
                raise ValueError(f"{code} has two texts, the second in {path}")
            texts[code] = by_language
    return texts


def negotiate(accept_language: str | None) -> str:
    """The best of our languages for an Accept-Language header (RFC 9110 §12.5.4); Chinese when nothing fits."""
    best, best_weight = DEFAULT, 0.0
    for part in (accept_language or "").split(",")[:10]:
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        language = "zh-CN" if tag.lower().startswith("zh") else "en" if tag.lower().startswith("en") else None
        if language and weight > best_weight:
            best, best_weight = language, weight
    return best


class _Fields(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def text(code: str, language: str, fields: dict[str, Any] | None = None) -> str:
    """The sentence for ``code``; the code itself if nobody wrote one (a tidy test keeps that from happening)."""
    by_language = catalogue().get(code)
    if by_language is None:
        return code
    sentence = by_language.get(language) or by_language[DEFAULT]
    readable = {key: f"{value.minor / 100:.2f}" if isinstance(value, Money) else value for key, value in (fields or {}).items()}
    return sentence.format_map(_Fields(readable))
