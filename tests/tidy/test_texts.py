"""Every failure has its sentence in every language, and every sentence is used."""

from __future__ import annotations

import ast
import importlib
import tomllib

from lint import texts
from lint.source import GROUPS, ROOT, sources
from tuanzi.kernel import i18n
from tuanzi.kernel.errors import AppError

GOOD = {"orders.gone": {"zh-CN": "订单 {id} 已关闭", "en": "Order {id} is closed"}}


def test_the_rules_know_good_from_bad() -> None:
    assert list(texts.untranslated(GOOD, i18n.LANGUAGES)) == []
    assert list(texts.untranslated({"a.b": {"en": "x"}}, i18n.LANGUAGES)) == ["a.b: no text in zh-CN"]
    assert list(texts.untranslated({"a.b": {"en": "x", "zh-CN": "某 {id}"}}, i18n.LANGUAGES)) == ["a.b: its texts name different fields"]
    assert list(texts.untranslated({"a.b": {"en": "x", "zh-CN": "x", "fr": "x"}}, i18n.LANGUAGES)) == [
        "a.b: a text in fr, which is not one of our languages"
    ]
    assert list(texts.wordless({"orders.gone", "orders.lost"}, GOOD)) == ["orders.lost: an error without a text"]
    assert list(texts.misplaced("orders", {"orders.gone", "order.lost"})) == ["order.lost: stands in orders, so it begins with orders."]
    assert list(texts.unused(GOOD, {"orders.gone"})) == []
    assert list(texts.unused(GOOD, (), {"orders.go"})) == []
    assert list(texts.unused(GOOD, {"orders.other"}, {"order", ""})) == ["orders.gone: a text that nothing uses"]


def error_codes() -> dict[str, set[str]]:
    """Codes by the module that defines them, of every error of the product."""
    for each in sources("src/tuanzi"):
        if each.stem == "errors":
            importlib.import_module(".".join(each.path.with_suffix("").parts[1:]))
    found: dict[str, set[str]] = {}
    waiting = [AppError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("tuanzi."):
            found.setdefault(kind.__module__, set()).add(kind.code)
    return found


def test_every_text_is_complete() -> None:
    assert list(texts.untranslated(i18n.catalogue(), i18n.LANGUAGES)) == []


def test_every_error_has_a_text() -> None:
    codes = {code for codes in error_codes().values() for code in codes}
    assert list(texts.wordless(codes, i18n.catalogue())) == []


def test_codes_and_texts_carry_the_name_of_their_domain() -> None:
    problems = []
    for module, codes in error_codes().items():
        if module.split(".")[1] in GROUPS:
            problems += list(texts.misplaced(module.split(".")[2], codes))
    for path in (ROOT / "src").rglob("messages.toml"):
        if path.relative_to(ROOT).parts[2] in GROUPS:
            problems += list(texts.misplaced(path.parent.name, tomllib.loads(path.read_text("utf-8"))))
    assert problems == []


def test_every_text_is_used() -> None:
    nodes = [node for each in sources("src/tuanzi") for node in ast.walk(each.tree)]
    said = {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    heads = [node.values[0] for node in nodes if isinstance(node, ast.JoinedStr) and node.values]
    begun = {str(head.value) for head in heads if isinstance(head, ast.Constant)}
    assert list(texts.unused(i18n.catalogue(), said, begun)) == []
