"""What is configured and why: every setting with its value and where it came from, and no secret among them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, SecretStr

from tuanzi.kernel.config import ENV_PREFIX, Config, sources

Source = Literal["environment", "file", "default", "generated"]

HIDDEN = "********"
GENERATED = frozenset({"secret_key", "base_url"})
NOT_SETTINGS = frozenset({"TUANZI_CONFIG", "TUANZI_CHROMIUM", "TUANZI_LISTEN_FD", "TUANZI_TEST_DATABASE_URL"})
"""Variables with our prefix that are read elsewhere: the file's place, the socket that ``up`` hands down, the tests' own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One setting, ready to be shown."""

    key: str
    value: Any
    source: Source


def lines(config: Config) -> list[Line]:
    """Every setting in the order of its definition. Secrets read ``********``, an unset secret is empty."""
    environment, file = sources()
    return [Line(key, _shown(key, value), _source(key, environment, file)) for key, value in _leaves(config)]


def strangers() -> list[str]:
    """Environment variables with our prefix that name no setting: most likely misspelt."""
    known = {name.upper() for name in Config.model_fields}
    names = (name.upper() for name in os.environ if name.upper().startswith(ENV_PREFIX))
    return sorted(name for name in names if name not in NOT_SETTINGS and name.removeprefix(ENV_PREFIX).split("__")[0] not in known)


def as_table(report: list[Line]) -> str:
    """Three aligned columns for a terminal."""
    rows = [("SETTING", "VALUE", "FROM"), *((line.key, _plain(line.value), line.source) for line in report)]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(f"{key:<{widths[0]}}  {value:<{widths[1]}}  {source}".rstrip() for key, value, source in rows)


def as_json(report: list[Line]) -> str:
    """The same for programs: a list of {key, value, source}."""
    return json.dumps([asdict(line) for line in report], ensure_ascii=False, indent=2)


def _leaves(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        key = f"{prefix}{name}"
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{key}.")
        elif isinstance(value, dict) and value:
            for inner, part in value.items():
                yield from _leaves(part, f"{key}.{inner}.")
        else:
            yield key, value


def _shown(key: str, value: Any) -> Any:
    if isinstance(value, SecretStr):
        return HIDDEN if value.get_secret_value() else ""
    if isinstance(value, tuple):
        return [HIDDEN if isinstance(part, SecretStr) else part for part in value]
    if isinstance(value, Path):
        return str(value)
    if key == "database_url" and value:
        return without_password(value)
    return value


def without_password(url: str) -> str:
    """A database's address as it may be shown and logged."""
    parts = urlsplit(url)
    account, at, place = parts.netloc.rpartition("@")
    user, colon, _ = account.partition(":")
    query = "&".join(f"password={HIDDEN}" if pair.startswith("password=") else pair for pair in parts.query.split("&"))
    netloc = f"{user}:{HIDDEN}@{place}" if colon else f"{account}{at}{place}"
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


def _source(key: str, environment: dict[str, Any], file: dict[str, Any]) -> Source:
    if _contains(environment, key):
        return "environment"
    if _contains(file, key):
        return "file"
    return "generated" if key in GENERATED else "default"


def _contains(settings: dict[str, Any], key: str) -> bool:
    here: Any = settings
    for part in key.split("."):
        if not isinstance(here, dict) or part not in here:
            return False
        here = here[part]
    return True


def _plain(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return ", ".join(map(str, value)) or "-"
    return str(value) if value != "" else "-"
