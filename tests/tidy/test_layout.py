"""Rules of form, each with an example that passes and one that does not, and then the tree itself."""

from __future__ import annotations

import pytest

from lint import layout
from lint.source import ROOT, Rule, source, sources

LONG = "\n" * 401
BODY = "    pass\n"
ORDERS = "src/tuanzi/trade/orders"

EXAMPLES = [
    (layout.file_length, "a.py", "x = 1\n" * 400, "x = 1\n" * 401),
    (layout.file_length, "src/tuanzi/migrations/versions/0001_first.py", "x = 1\n" * 401, None),
    (layout.function_length, "a.py", "def f():\n" + BODY * 69, "def f():\n" + BODY * 70),
    (layout.telling_name, "src/tuanzi/kernel/money.py", "", None),
    (layout.domain_docstring, f"{ORDERS}/__init__.py", '"""Orders."""\n', '"""Orders."""\nx = 1\n'),
    (layout.domain_docstring, f"{ORDERS}/__init__.py", '"""Orders."""\n', ""),
    (layout.api_is_a_table_of_contents, f"{ORDERS}/api.py", '"""Doc."""\nfrom a import b\n\n__all__ = ["b"]\n', "def get():\n    pass\n"),
    (layout.verb_file, f"{ORDERS}/place.py", "def place():\n    pass\ndef _inner():\n    pass\n", "def put():\n    pass\n"),
    (layout.verb_file, f"{ORDERS}/lines.py", "def add():\n    pass\ndef remove():\n    pass\n", "def add():\n    pass\n"),
    (layout.no_notes_to_self, "a.py", "x = 'TO" + "DO list'\n", "x = 1  # TO" + "DO: later\n"),
]


@pytest.mark.parametrize(("rule", "path", "good", "bad"), EXAMPLES)
def test_each_rule_knows_good_from_bad(rule: Rule, path: str, good: str, bad: str | None) -> None:
    assert list(rule(source(path, good))) == []
    if bad is not None:
        assert len(list(rule(source(path, bad)))) == 1


@pytest.mark.parametrize("path", ["src/tuanzi/kernel/utils.py", "src/tuanzi/core/money.py", "src/tuanzi/trade/orders/service.py"])
def test_a_name_that_says_nothing_is_refused(path: str) -> None:
    assert len(list(layout.telling_name(source(path, "")))) == 1


@pytest.mark.parametrize("rule", layout.RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    assert [problem for each in sources("src", "tests", "lint") for problem in rule(each)] == []


def test_components_of_the_web_app_stay_short() -> None:
    """A component of more than 250 lines is two."""
    long = {}
    for path in (ROOT / "web").rglob("*.vue"):
        if not {"node_modules", "dist", "unpackage"} & set(path.parts):
            count = path.read_text("utf-8").count("\n")
            if count > layout.VUE_LINES_MAX:
                long[str(path.relative_to(ROOT))] = count
    assert long == {}


def test_every_domain_has_its_tests_in_the_same_place() -> None:
    """``tests/<group>/<domain>/`` mirrors the source."""
    domains = {each.path.parent for each in sources("src") if each.domain}
    missing = [str(path) for path in sorted(domains) if not list((ROOT / "tests" / path.relative_to("src/tuanzi")).glob("test_*.py"))]
    assert missing == []


def test_every_entrance_is_wired() -> None:
    """A jobs.py or reactions.py that wiring does not name never runs, and nobody would notice."""
    from tuanzi.apps import wiring

    files = [each.path for each in sources("src") if each.domain and each.stem in {"jobs", "reactions"}]
    found = {".".join(path.with_suffix("").parts[1:]) for path in files}
    assert found
    assert sorted(found - set(wiring.JOBS) - set(wiring.REACTIONS)) == []
