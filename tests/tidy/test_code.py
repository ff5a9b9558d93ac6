"""Rules of conduct, each with examples, and then the tree itself."""

from __future__ import annotations

import pytest

from lint import code
from lint.source import Rule, domain_sources, source, sources

ORDERS = "src/tuanzi/trade/orders"
TABLES = frozenset({"orders_order", "accounts_member", "facts_outbox"})
LOCK = 'def {name}(tx):\n    return tx.fetch("SELECT id FROM orders_order WHERE id {which} FOR UPDATE", 1)\n'

EXAMPLES = [
    (code.no_commit, "place", "tx.flush()\n", "tx.commit()\n"),
    (code.no_commit, "place", "tx.savepoint()\n", "tx.rollback()\n"),
    (code.locks_have_names, "repository", LOCK.format(name="lock_order", which="= $1"), LOCK.format(name="get", which="= $1")),
    (code.locks_have_names, "repository_lines", 'LOCK_ONE = "SELECT 1 FOR UPDATE"\n', 'ONE = "SELECT 1 FOR NO KEY UPDATE"\n'),
    (code.locks_have_names, "repository", '"""FOR UPDATE is explained here."""\n', LOCK.format(name="lock_all", which="= ANY($1)")),
    (code.sql_in_the_repository, "place", "tx.execute(repository.CLOSE, 1)\n", 'tx.execute("UPDATE orders_order SET x = 1")\n'),
    (code.sql_in_the_repository, "place", 'store.fetch("a picture")\n', 'tx.fetchval("\\n  SELECT 1")\n'),
    (code.tables_at_home, "models", 'x = Table("orders_line", metadata)\n', 'x = Table("line", metadata)\n'),
    (code.tables_at_home, "models", 'x = sa.Table("orders_line", metadata)\n', 'x = sa.Table("accounts_line", metadata)\n'),
    (code.tables_at_home, "repository", "x = table\n", 'x = Table("orders_line", metadata)\n'),
]


@pytest.mark.parametrize(("rule", "file", "good", "bad"), EXAMPLES)
def test_each_rule_knows_good_from_bad(rule: Rule, file: str, good: str, bad: str) -> None:
    assert list(rule(source(f"{ORDERS}/{file}.py", good))) == []
    assert len(list(rule(source(f"{ORDERS}/{file}.py", bad)))) == 1
    assert list(rule(source("src/tuanzi/kernel/x.py", bad))) == [], "the kernel is where these things are done"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT * FROM orders_order o JOIN cte ON true", 0),
        ("SELECT * FROM orders_order JOIN accounts_member USING (id)", 1),
        ("UPDATE accounts_member SET x = 1", 1),
        ("INSERT INTO facts_outbox VALUES (1)", 1),
        ("WITH moved AS (DELETE FROM accounts_member RETURNING *) SELECT * FROM moved", 1),
        ("SELECT 1 FROM orders_order FOR UPDATE OF accounts_member", 0),
        ("a message from accounts_member", 0),
    ],
)
def test_foreign_tables_are_seen_in_sql(sql: str, found: int) -> None:
    each = source(f"{ORDERS}/repository.py", f'X = """{sql}"""\n')
    assert len(list(code.no_foreign_tables(each, TABLES))) == found


def test_rows_do_not_leave_through_the_api() -> None:
    api = source(f"{ORDERS}/api.py", "from tuanzi.trade.orders.repository import get, raw\n")
    rows = "async def get(tx, id) -> Order: ...\nasync def raw(tx) -> list[asyncpg.Record]: ...\nasync def inside(tx) -> Record: ...\n"
    problems = list(code.no_rows_outside(api, {"repository": source(f"{ORDERS}/repository.py", rows)}))
    assert problems == [f"{ORDERS}/repository.py:2: raw is exported by api.py and speaks of rows"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from unittest import mock\n", 1),
        ("from unittest.mock import patch\n", 1),
        ('monkeypatch.setattr("tuanzi.trade.orders.place.place", fake)\n', 1),
        ('monkeypatch.setattr("tuanzi.trade.orders.contracts.LINES_MAX", 3)\n', 0),
        ('monkeypatch.setattr("os.fsync", full)\n', 0),
    ],
)
def test_patches_of_our_own_code_are_seen(text: str, found: int) -> None:
    assert len(list(code.no_patching(source("tests/x.py", text)))) == found


@pytest.mark.parametrize("rule", code.RULES, ids=lambda rule: rule.__name__)
def test_the_domains_keep_the_rule(rule: Rule) -> None:
    assert [problem for each in domain_sources() for problem in rule(each)] == []


def test_no_domain_touches_the_tables_of_another() -> None:
    tables = frozenset(name for each in sources("src/tuanzi") for name, _ in code.tables_of(each))
    assert "facts_outbox" in tables
    assert [problem for each in domain_sources() for problem in code.no_foreign_tables(each, tables)] == []


def test_no_api_hands_out_rows() -> None:
    problems = []
    for api in domain_sources():
        if api.stem == "api":
            domain = {each.stem: each for each in domain_sources() if each.path.parent == api.path.parent}
            problems += list(code.no_rows_outside(api, domain))
    assert problems == []


@pytest.mark.parametrize("rule", code.TEST_RULES, ids=lambda rule: rule.__name__)
def test_the_tests_keep_the_rule(rule: Rule) -> None:
    assert [problem for each in sources("tests") if each.path.parts[1] != "tidy" for problem in rule(each)] == []


SCARCE = {"inventory": "stock", "groupbuy": "seats", "ledger": "balances", "payments": "refunds up to what was paid"}


@pytest.mark.parametrize("domain", SCARCE)
def test_whatever_is_scarce_has_a_race(domain: str) -> None:
    """Two buyers at the same moment: a test in ``tests/races`` that imports the domain."""
    races = [each for each in sources("tests/races") if each.stem.startswith("test_") and f".{domain}" in each.text]
    assert [each.path.name for each in races] != [], f"nobody races for {SCARCE[domain]}"
