"""What no line of our code can do: the database says no by itself."""

from __future__ import annotations

import asyncpg
import pytest

from tests.factories.money import move
from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import EntryId

ENTRY = "INSERT INTO ledger_entry (id, key, input_hash, kind, reason, reference, at) VALUES ($1, $2, '', 'post', 'x', 'x', now())"
LEGS = "INSERT INTO ledger_leg (entry_id, position, layer, account, asset, debit, credit) VALUES "
BOTH = """WITH entry AS (INSERT INTO ledger_entry (id, key, input_hash, kind, reason, reference, at)
          VALUES ('00000000-0000-7000-8000-000000000001', 'k', '', 'post', 'x', 'x', now()) RETURNING id)
          INSERT INTO ledger_leg (entry_id, position, layer, account, asset, debit, credit)
          SELECT entry.id, leg.* FROM entry, (VALUES """


async def _refused(tx: Tx, sql: str, *arguments: object) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        async with tx.savepoint():
            await tx.execute(sql, *arguments)


@pytest.mark.parametrize(
    "legs",
    [
        "(0::smallint, 'posted', 'a', 'CNY', 5::bigint, 0::bigint)",
        "(0::smallint, 'posted', 'a', 'CNY', 5::bigint, 0::bigint), (1, 'posted', 'b', 'CNY', 0, 4)",
        "(0::smallint, 'posted', 'a', 'CNY', 5::bigint, 0::bigint), (1, 'posted', 'b', 'POINTS', 0, 5)",
        "(0::smallint, 'posted', 'a', 'CNY', 5::bigint, 0::bigint), (1, 'pended', 'b', 'CNY', 0, 5)",
        "(0::smallint, 'posted', 'a', 'CNY', -5::bigint, 0::bigint), (1, 'posted', 'b', 'CNY', 0, -5)",
        "(0::smallint, 'posted', 'a', 'CNY', 0::bigint, 0::bigint), (1, 'posted', 'b', 'CNY', 0, 0)",
        "(0::smallint, 'posted', 'a', 'CNY', 5::bigint, 5::bigint), (1, 'posted', 'b', 'CNY', 5, 5)",
    ],
)
async def test_an_entry_that_does_not_balance(tx: Tx, legs: str) -> None:
    await _refused(tx, f"{BOTH} {legs}) AS leg")
    assert await tx.fetchval("SELECT count(*) FROM ledger_entry") == 0


async def test_a_balanced_entry_passes_the_same_door(tx: Tx) -> None:
    await tx.execute(f"{BOTH} (0::smallint, 'posted', 'a', 'CNY', 5::bigint, 0::bigint), (1, 'posted', 'b', 'CNY', 0, 5)) AS leg")
    assert await tx.fetchval("SELECT count(*) FROM ledger_leg") == 2


async def test_an_entry_without_legs(tx: Tx) -> None:
    await _refused(tx, ENTRY, EntryId.new(), "k")


async def test_legs_added_later_even_balanced_ones(tx: Tx) -> None:
    entry_id = await ledger.post(tx, "k", "test", "x", move("platform:sales", "platform:freight", 5))
    more = LEGS + "($1, 7, 'posted', 'platform:sales', 'CNY', 9, 0), ($1, 8, 'posted', 'platform:freight', 'CNY', 0, 9)"
    await _refused(tx, more, entry_id)
    assert (await ledger.balance(tx, "platform:freight")).posted == 5


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET reason = 'y'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_leg SET credit = credit + 1",
        "DELETE FROM ledger_leg",
        "TRUNCATE ledger_leg",
        "TRUNCATE ledger_entry, ledger_leg",
        "UPDATE ledger_leg SET credit = 1 WHERE false",
    ],
)
async def test_any_change_of_the_past(tx: Tx, sql: str) -> None:
    await ledger.post(tx, "k", "test", "x", move("platform:sales", "platform:freight", 5))
    await _refused(tx, sql)
    assert (await ledger.balance(tx, "platform:freight")).posted == 5


async def test_a_second_answer_to_one_entry(tx: Tx) -> None:
    entry_id = await ledger.post(tx, "k", "test", "x", move("platform:sales", "platform:freight", 5))
    await ledger.reverse(tx, "k", "k.undone", "test")
    again = BOTH.replace("'post', 'x', 'x', now()", f"'reverse', 'x', 'x', now(), '{entry_id.hex}'").replace(
        "reference, at)", "reference, at, answers)"
    )
    await _refused(tx, again + "(0::smallint, 'posted', 'a', 'CNY', 5::bigint, 0::bigint), (1, 'posted', 'b', 'CNY', 0, 5)) AS leg")


async def test_a_guarded_balance_below_zero(tx: Tx) -> None:
    await tx.execute("INSERT INTO ledger_balance VALUES ('w', 'CNY', true, 5, 0, 0)")
    await _refused(tx, "UPDATE ledger_balance SET posted = posted - 6 WHERE account = 'w'")
