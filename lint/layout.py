"""Rules of form: how long, under which name, and what a file of its kind may hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lint.source import KINDS, Source

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
VUE_LINES_MAX = 250
NAMELESS = frozenset(
    {"util", "utils", "helper", "helpers", "common", "core", "manager", "managers", "misc", "service", "services", "base", "lib"}
)


def file_length(source: Source) -> Iterator[str]:
    """A file holds one idea; past 400 lines it holds two. (A released migration is history and stays as it was.)"""
    if "versions" in source.path.parts:
        return
    count = source.text.count("\n")
    if count > FILE_LINES_MAX:
        yield f"{source.path}: {count} lines, at most {FILE_LINES_MAX}"


def function_length(source: Source) -> Iterator[str]:
    """A function fits on a screen; what it decides goes up, what it does goes down."""
    for function in source.functions():
        count = (function.end_lineno or function.lineno) - function.lineno + 1
        if count > FUNCTION_LINES_MAX:
            yield f"{source.path}:{function.lineno}: {function.name} has {count} lines, at most {FUNCTION_LINES_MAX}"


def telling_name(source: Source) -> Iterator[str]:
    """A name says what is inside. ``utils`` says that nobody knew."""
    for part in (*source.path.parts[:-1], source.stem):
        if part in NAMELESS:
            yield f"{source.path}: {part!r} is no name; put the thing where its noun lives"


def domain_docstring(source: Source) -> Iterator[str]:
    """``__init__.py`` of a domain says what it is, its words, its invariants and what it never does, and holds no code."""
    if source.stem != "__init__" or source.domain is None:
        return
    if not (ast.get_docstring(source.tree) or "").strip():
        yield f"{source.path}: a domain explains itself in its docstring"
    if len(source.tree.body) > 1:
        yield f"{source.path}:{source.tree.body[1].lineno}: a domain's __init__ holds no code"


def api_is_a_table_of_contents(source: Source) -> Iterator[str]:
    """``api.py`` re-exports; it decides nothing."""
    if source.stem != "api" or source.domain is None:
        return
    for index, node in enumerate(source.tree.body):
        docstring = index == 0 and isinstance(node, ast.Expr)
        exports = isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]
        if not (docstring or exports or isinstance(node, ast.Import | ast.ImportFrom)):
            yield f"{source.path}:{node.lineno}: api.py holds only imports and __all__"


def verb_file(source: Source) -> Iterator[str]:
    """A file with one public function is called like it. (A small domain may keep several verbs in one file named by its noun.)"""
    if source.domain is None or source.stem in KINDS or source.is_repository:
        return
    public = source.public_functions()
    classes = [node for node in source.tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    if len(public) == 1 and not classes and public[0].name.rstrip("_") != source.stem:
        yield f"{source.path}:{public[0].lineno}: holds the verb {public[0].name!r}; name the file like it"


def no_notes_to_self(source: Source) -> Iterator[str]:
    """What is not done belongs in an issue, not in a comment."""
    for number, line in enumerate(source.text.splitlines(), 1):
        comment = line.partition("#")[2]
        if any(f"{mark}" in comment.split() or f"{mark}:" in comment for mark in ("TO" + "DO", "FIX" + "ME", "X" * 3)):
            yield f"{source.path}:{number}: a note to oneself"


RULES = (file_length, function_length, telling_name, domain_docstring, api_is_a_table_of_contents, verb_file, no_notes_to_self)
