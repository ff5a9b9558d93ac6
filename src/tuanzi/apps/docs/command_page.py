"""Every command with its arguments, options and examples, from the command line itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

from tuanzi.apps import cli
from tuanzi.apps.docs.prose import Say, cell, page, plain, table, translated


def commands() -> Iterator[tuple[str, Any]]:
    """Full name -> command, groups opened."""
    yield from _walk("tuanzi", typer.main.get_command(cli.app))


def _walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for key, each in inner.items():
        yield from _walk(f"{name} {key}", each)


def texts() -> dict[str, str]:
    """What a Chinese reader needs translated: key in ``zh.toml`` -> English text."""
    found = {}
    for name, command in commands():
        found[name] = plain(command.help or "")
        found |= {f"{name} {_spelt(each)}": plain(each.help or "") for each in _own(command)}
    return found


def _own(command: Any) -> list[Any]:
    return [each for each in command.params if each.name != "help" and not getattr(each, "hidden", False)]


def _spelt(parameter: Any) -> str:
    return str(parameter.name.upper() if parameter.param_type_name == "argument" else parameter.opts[-1])


def written(say: Say) -> str:
    """A section for each command."""
    lead = say(
        "`tuanzi --help` and `tuanzi COMMAND --help` say the same on the spot. Settings come from the environment and `tuanzi.toml`: "
        "[configuration](config.md).",
        "`tuanzi --help` 与 `tuanzi 命令 --help` 随时可查。设置来自环境变量与 `tuanzi.toml`，见[配置](config.md)。",
    )
    codes = table(
        (say("Exit code", "退出码"), say("Meaning", "含义")),
        [
            ("0", say("done", "完成")),
            ("1", say("the command found problems or failed", "发现问题或执行失败")),
            ("2", say("wrong usage or configuration", "用法或配置有误")),
            ("3", say("the database needs migrating", "数据库需要先迁移")),
        ],
    )
    parts = [part for name, command in commands() for part in _section(say, name, command)]
    return page(say("Command line", "命令行"), lead, codes, *parts)


def _section(say: Say, name: str, command: Any) -> Iterator[str]:
    arguments = [each for each in _own(command) if each.param_type_name == "argument"]
    options = [each for each in _own(command) if each.param_type_name != "argument"]
    yield f"## {name}"
    yield translated(say, "commands", name, plain(command.help or ""))
    usage = " ".join([name, *(each.name.upper() for each in arguments), *(["[OPTIONS]"] if options else [])])
    examples = [each.strip() for each in re.split(r" {2,}", re.sub(r"^Examples?:", "", command.epilog or "")) if each.strip()]
    yield "```sh\n" + "\n".join(examples or [usage]) + "\n```"
    rows = []
    for each in [*arguments, *options]:
        default = "" if each.default in {None, False} or callable(each.default) or each.required else f"`{each.default}`"
        spelt = f"`{_spelt(each)}`" + ("" if not getattr(each, "metavar", None) else f" `{each.metavar}`")
        rows.append((spelt, cell(translated(say, "commands", f"{name} {_spelt(each)}", plain(each.help or ""))), default))
    yield table((say("Argument or option", "参数或选项"), say("Meaning", "含义"), say("Default", "默认值")), rows)
