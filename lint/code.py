"""Rules of conduct: transactions, locks, SQL, tables, and tests that do not lie to themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from lint.source import Source

TABLE_WORD = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE(?! OF)|TABLE)\s+(?:ONLY\s+)?\"?([a-z][a-z0-9_]*)\"?", re.ASCII)
SQL_METHODS = frozenset({"fetch", "fetchrow", "fetchval", "execute", "executemany"})
SQL_START = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|CREATE|ALTER|DROP|TRUNCATE|LOCK)\b")
LOCKING = re.compile(r"\bFOR (?:NO KEY )?UPDATE\b")
ROW_TYPES = re.compile(r"\b(?:Record|Table|Row|RowMapping|Connection)\b")


def no_commit(source: Source) -> Iterator[str]:
    """One request or job is one transaction, committed at the edge."""
    if source.domain is None:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"commit", "rollback"}:
            yield f"{source.path}:{node.lineno}: a domain never ends the transaction"


def locks_have_names(source: Source) -> Iterator[str]:
    """Row locks are taken in ``repository.lock_*`` (or a constant ``LOCK_…`` beside it) and, for many rows, in the order of ids."""
    if source.domain is None:
        return
    for node, owner in source.strings():
        text = str(node.value)
        if not LOCKING.search(text):
            continue
        if not (source.is_repository and owner.lower().startswith("lock")):
            yield f"{source.path}:{node.lineno}: locks rows in {owner or 'no function'!r}; only repository.lock_* does"
        if "ANY(" in text and "ORDER BY" not in text:
            yield f"{source.path}:{node.lineno}: locks several rows without ORDER BY"


def sql_in_the_repository(source: Source) -> Iterator[str]:
    """All SQL of a domain stands in its repository: one place to read what touches a table."""
    if source.domain is None or source.is_repository or source.stem == "models":
        return
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SQL_METHODS and node.args):
            continue
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and SQL_START.match(first.value):
            yield f"{source.path}:{node.lineno}: SQL outside the repository"


def tables_of(source: Source) -> Iterator[tuple[str, int]]:
    """The tables a file defines, with their lines."""
    for node in ast.walk(source.tree):
        named = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Table" and node.args
        if named and isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value), node.lineno


def tables_at_home(source: Source) -> Iterator[str]:
    """Tables live in their domain's ``models.py`` and begin with its name."""
    if source.domain is None:
        return
    for name, line in tables_of(source):
        if source.stem != "models":
            yield f"{source.path}:{line}: table {name} belongs in models.py"
        if not name.startswith(f"{source.domain}_"):
            yield f"{source.path}:{line}: table {name} must begin with {source.domain}_"


def no_foreign_tables(source: Source, tables: frozenset[str]) -> Iterator[str]:
    """A domain's SQL names its own tables only; what is another's is asked for through that domain's api."""
    if source.domain is None:
        return
    for node, _ in source.strings():
        for name in TABLE_WORD.findall(str(node.value)):
            if name in tables and not name.startswith(f"{source.domain}_"):
                yield f"{source.path}:{node.lineno}: reads or writes {name}, which is not a table of {source.domain}"


def no_rows_outside(api: Source, domain: dict[str, Source]) -> Iterator[str]:
    """What ``api.py`` exports speaks in contracts, ids and facts; never in rows. ``domain`` maps file names to its sources."""
    for node in api.tree.body:
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        file = domain.get(node.module.rpartition(".")[2])
        exported = {alias.name for alias in node.names}
        for function in file.public_functions() if file else ():
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            annotations = [argument.annotation for argument in arguments] + [function.returns]
            said = " ".join(ast.unparse(annotation) for annotation in annotations if annotation)
            if file and function.name in exported and ROW_TYPES.search(said):
                yield f"{file.path}:{function.lineno}: {function.name} is exported by api.py and speaks of rows"


def no_patching(source: Source) -> Iterator[str]:
    """Tests run our code, not a copy of its signature: fakes stand at ports. A limit (``UPPER_CASE``) may be made smaller."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom | ast.Import) and "mock" in {part for name in _imported(node) for part in name.split(".")}:
            yield f"{source.path}:{node.lineno}: no mocks"
        patched = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setattr" and node.args
        if patched and isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant):
            target = str(node.args[0].value)
            if target.startswith("tuanzi.") and not target.rpartition(".")[2].isupper():
                yield f"{source.path}:{node.lineno}: patches {target}"


def _imported(node: ast.ImportFrom | ast.Import) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield node.module or ""
    for alias in node.names:
        yield alias.name


RULES = (no_commit, locks_have_names, sql_in_the_repository, tables_at_home)
TEST_RULES = (no_patching,)
