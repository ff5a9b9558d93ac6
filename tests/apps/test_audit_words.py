"""Every deed that is written into the audit log has a name in the console, in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "web" / "apps" / "console" / "src" / "views" / "trust" / "audit" / "words.ts"
PLACE_OF_ACTION = 2
"""``Entry(actor_kind, actor_id, action, …)``."""


def modules() -> list[tuple[Path, ast.Module]]:
    """All of the product's source, with the folder that each lies in."""
    return [(file.parent, ast.parse(file.read_text("utf-8"))) for file in sorted((ROOT / "src").rglob("*.py"))]


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Calls of a function or method of this name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) == name:
            yield node


def texts(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def actions(call: ast.Call) -> Iterator[ast.expr]:
    """What stands for the action in an entry of the log."""
    if len(call.args) > PLACE_OF_ACTION:
        yield call.args[PLACE_OF_ACTION]


def handed_on(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, int]]:
    """If a function writes an entry whose action it is given: what it puts in front, and the place of its parameter."""
    parameters = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    for said in (each for entry in calls(function, "Entry") for each in actions(entry)):
        if isinstance(said, ast.Name) and said.id in parameters:
            yield "", parameters.index(said.id)
        elif isinstance(said, ast.JoinedStr) and isinstance(said.values[0], ast.Constant):
            value = said.values[1]
            assert isinstance(value, ast.FormattedValue)
            assert isinstance(value.value, ast.Name)
            yield str(said.values[0].value), parameters.index(value.value.id)


def recorded() -> set[str]:
    """The code of every deed: written out in an entry, or handed to a function of the same folder that writes one."""
    known = modules()
    found = {text for _, tree in known for entry in calls(tree, "Entry") for each in actions(entry) for text in texts(each)}
    for folder, tree in known:
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            callers = [tree] if function.name.startswith("_") else [each for place, each in known if place == folder]
            for front, place in handed_on(function):
                given = (call.args[place] for caller in callers for call in calls(caller, function.name) if len(call.args) > place)
                found |= {f"{front}{text}" for each in given for text in texts(each)}
    return {each for each in found if re.fullmatch(r"[a-z]+\.[a-z_]+", each)}


def named() -> list[set[str]]:
    """The codes that have a name, by language."""
    blocks = re.findall(r"actions: \{\n(.*?)\n      \},", WORDS.read_text("utf-8"), re.DOTALL)
    return [
        {f"{area}.{action}" for area, inner in re.findall(r"(\w+): \{ (.*?) \}", block) for action in re.findall(r"(\w+): '", inner)}
        for block in blocks
    ]


def test_every_deed_has_a_name_in_every_language() -> None:
    found, languages = recorded(), named()
    assert len(found) > 60
    assert [sorted(found - language) for language in languages] == [[], []]
    assert languages[0] == languages[1]
