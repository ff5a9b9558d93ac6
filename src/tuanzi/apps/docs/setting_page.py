"""Every setting: name, environment variable, type, default, meaning; read from the models of the configuration."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, SecretStr

from tuanzi.apps.docs.prose import Say, cell, page, plain, table, translated
from tuanzi.apps.docs.shapes import kind, limits
from tuanzi.kernel import settings_report
from tuanzi.kernel.config import ENV_PREFIX, Config

GENERATED = {"secret_key": "made at the first start", "base_url": "http://HOST:PORT"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; ``group`` is the heading it stands under in the source."""

    key: str
    group: str
    schema: dict[str, Any]
    default: str
    meaning: str
    is_secret: bool

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return ENV_PREFIX + self.key.replace(".", "__").upper()


def settings() -> Iterator[Setting]:
    """Every setting in the order of the source."""
    yield from _of(Config, "", "")


def _of(model: type[BaseModel], prefix: str, group: str) -> Iterator[Setting]:
    meanings, groups = _notes(model)
    schemas = model.model_json_schema(mode="validation")
    for name, info in model.model_fields.items():
        here = group or groups.get(name, "")
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from _of(info.annotation, f"{prefix}{name}.", here)
            continue
        schema = schemas["properties"][name]
        is_secret = "SecretStr" in str(info.annotation)
        yield Setting(prefix + name, here, schema, _default(name, info), meanings.get(name, ""), is_secret)


def _default(name: str, info: Any) -> str:
    if name in settings_report.GENERATED and info.default_factory is not None:
        return GENERATED[name]
    value = info.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None or value in ("", (), {}):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _notes(model: type[BaseModel]) -> tuple[dict[str, str], dict[str, str]]:
    """From the source of a model: the sentence below each field, and the comment line above each group."""
    source = textwrap.dedent(inspect.getsource(model))
    (tree,) = ast.parse(source).body
    assert isinstance(tree, ast.ClassDef)
    lines = source.splitlines()
    comments = {number: line.strip().lstrip("# ") for number, line in enumerate(lines, 1) if line.startswith("    # ")}
    meanings, groups = {}, {}
    for node, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)):
            continue
        groups[node.target.id] = next((comments[number] for number in range(node.lineno, 0, -1) if number in comments), "")
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            meanings[node.target.id] = plain(str(following.value.value))
    return meanings, groups


def texts() -> dict[str, str]:
    """What a Chinese reader needs translated: key in ``zh.toml`` -> English text."""
    return {each.key: each.meaning for each in settings()} | {each.group: each.group for each in settings()}


def written(say: Say) -> str:
    """A table for each group."""
    parts: list[str] = []
    header = (say("Setting and variable", "设置与环境变量"), say("Type", "类型"), say("Default", "默认值"), say("Meaning", "含义"))
    rows: dict[str, list[tuple[str, ...]]] = {}
    for each in settings():
        secret = say("secret", "保密") if each.is_secret else ""
        of = " ".join(filter(None, (kind(each.schema, say), limits(each.schema, say))))
        meaning = translated(say, "settings", each.key, each.meaning)
        default = each.default.replace("made at the first start", say("made at the first start", "首次启动时生成"))
        rows.setdefault(each.group, []).append(
            (f"`{each.key}`<br>`{each.variable}`", cell(" · ".join(filter(None, (of, secret)))), cell(default), cell(meaning))
        )
    for group, of_group in rows.items():
        title = translated(say, "settings", group, group)
        parts += [f"## {title[:1].upper()}{title[1:]}", table(header, of_group)]
    lead = say(
        "A value comes from the environment, else from `tuanzi.toml` (nested names are tables there), else the default. "
        "`tuanzi config` shows each value with its source; an impossible one stops the start and names itself.",
        "取值顺序：环境变量、`tuanzi.toml`（带点的名称写成表）、默认值。`tuanzi config` 列出每项的值与来源；不合法的值会让启动停下并指出是哪一项。",
    )
    return page(say("Configuration", "配置"), lead, *parts)
