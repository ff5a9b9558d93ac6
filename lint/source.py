"""The files the rules look at, each read and parsed once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
GROUPS = ("trust", "people", "money", "goods", "trade", "deals", "community", "growth", "insight", "reach", "cockpit")
KINDS = frozenset(
    {
        "__init__",
        "api",
        "contracts",
        "errors",
        "events",
        "http",
        "jobs",
        "models",
        "offer",
        "ports",
        "postings",
        "reactions",
        "repository",
        "rules",
    }
)
"""The files of a domain that are not verbs."""
DOMAIN_FILE_PARTS = 5


@dataclass(frozen=True)
class Source:
    """One Python file; ``path`` is relative to the checkout, e.g. ``src/tuanzi/deals/groupbuy/rules.py``."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, str(self.path))

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.path.stem

    @property
    def domain(self) -> str | None:
        """``groupbuy`` for a file directly in that domain's folder; None for the kernel, apps, adapters, flows and tests."""
        parts = self.path.parts
        inside = len(parts) == DOMAIN_FILE_PARTS and parts[:2] == ("src", "tuanzi") and parts[2] in GROUPS
        return parts[3] if inside else None

    @property
    def is_repository(self) -> bool:
        """``repository.py``, or one of the parts a large one was split into: ``repository_seats.py``."""
        return self.stem == "repository" or self.stem.startswith("repository_")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function, methods and inner ones included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def public_functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Functions of the module itself without an underscore."""
        return [
            node for node in self.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
        ]

    def strings(self) -> Iterator[tuple[ast.Constant, str]]:
        """Every string that is not a docstring, with the name it belongs to: the innermost function's, or the constant's."""
        yield from _strings(self.tree, "")


def _strings(node: ast.AST, owner: str) -> Iterator[tuple[ast.Constant, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.Constant):
            if isinstance(child.value, str):
                yield child, owner
            continue
        name = owner
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            name = child.name
        elif isinstance(child, ast.Assign | ast.AnnAssign) and isinstance(node, ast.Module):
            target = child.targets[0] if isinstance(child, ast.Assign) else child.target
            name = target.id if isinstance(target, ast.Name) else ""
        yield from _strings(child, name)


Rule = Callable[[Source], Iterable[str]]
"""A rule yields one line per violation: where, and what is wrong."""


def source(path: str, text: str) -> Source:
    """A source for an example in a test."""
    return Source(PurePosixPath(path), text)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """All Python files under these folders of the checkout."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "__pycache__" not in path.parts]
    return tuple(Source(PurePosixPath(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths)


def domain_sources() -> list[Source]:
    """The files of all domains."""
    return [found for found in sources("src") if found.domain]
