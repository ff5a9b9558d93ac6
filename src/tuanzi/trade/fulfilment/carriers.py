"""The carriers we know, as data."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from tuanzi.kernel.i18n import DEFAULT


@cache
def carriers() -> dict[str, dict[str, str]]:
    """Code → language → name."""
    return tomllib.loads(Path(__file__).with_name("carriers.toml").read_text("utf-8"))


def carrier_name(code: str, language: str) -> str:
    """The name of a carrier; the code itself for one that has left the list."""
    names = carriers().get(code, {})
    return names.get(language) or names.get(DEFAULT) or code
