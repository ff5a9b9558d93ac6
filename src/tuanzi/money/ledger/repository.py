"""The ledger's SQL. An entry with its legs is one statement; a guarded account is one conditional update after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import asyncpg

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import CNY
from tuanzi.money.ledger import rules
from tuanzi.money.ledger.contracts import ENTRIES_MAX, STATEMENT_LIMIT_MAX, Balance, Entry, EntryId, Kind, Leg, PostedLeg, StatementLine
from tuanzi.money.ledger.errors import EntryNotFound, EntryResolved, InsufficientFunds, LedgerKeyConflict
from tuanzi.money.ledger.rules import EntryDraft

WRITE = """
WITH entry AS (
    INSERT INTO ledger_entry (id, key, input_hash, kind, answers, reason, reference, expires_at, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id
), legs AS (
    INSERT INTO ledger_leg (entry_id, position, layer, account, asset, debit, credit)
    SELECT entry.id, leg.* FROM entry, unnest($10::smallint[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::bigint[]) AS leg
), tail AS (
    INSERT INTO ledger_tail (account, asset, posted, pending_in, pending_out)
    SELECT change.* FROM entry, unnest($16::text[], $17::text[], $18::bigint[], $19::bigint[], $20::bigint[]) AS change
)
SELECT id FROM entry
"""
SHRINK = """
UPDATE ledger_balance SET posted = posted + $3, pending_in = pending_in + $4, pending_out = pending_out + $5
WHERE account = $1 AND asset = $2 AND posted + $3 - pending_out - $5 >= 0 RETURNING true
"""
GROW = """
INSERT INTO ledger_balance (account, asset, is_guarded, posted, pending_in, pending_out) VALUES ($1, $2, true, $3, $4, $5)
ON CONFLICT (account, asset) DO UPDATE SET posted = ledger_balance.posted + EXCLUDED.posted,
    pending_in = ledger_balance.pending_in + EXCLUDED.pending_in, pending_out = ledger_balance.pending_out + EXCLUDED.pending_out
"""
KEPT_BALANCES = """
SELECT account, sum(posted)::bigint AS posted, sum(pending_in)::bigint AS pending_in, sum(pending_out)::bigint AS pending_out
FROM (SELECT account, posted, pending_in, pending_out FROM ledger_balance WHERE account = ANY($1) AND asset = $2
      UNION ALL SELECT account, posted, pending_in, pending_out FROM ledger_tail WHERE account = ANY($1) AND asset = $2) AS kept
GROUP BY account
"""
SUMS = """
    coalesce(sum(debit) FILTER (WHERE layer = 'posted'), 0)::bigint AS posted_debit,
    coalesce(sum(credit) FILTER (WHERE layer = 'posted'), 0)::bigint AS posted_credit,
    coalesce(sum(CASE layer WHEN 'pended' THEN debit WHEN 'released' THEN -debit END), 0)::bigint AS pending_debit,
    coalesce(sum(CASE layer WHEN 'pended' THEN credit WHEN 'released' THEN -credit END), 0)::bigint AS pending_credit
"""
LEG_BALANCES = f"SELECT account, {SUMS} FROM ledger_leg WHERE account = ANY($1) AND asset = $2 GROUP BY account"
DERIVED = f"""
SELECT account, asset, account ~ $1 AS is_guarded,
       CASE WHEN account ~ $3 THEN posted_debit - posted_credit ELSE posted_credit - posted_debit END AS posted,
       CASE WHEN account ~ $3 THEN pending_debit ELSE pending_credit END AS pending_in,
       CASE WHEN account ~ $3 THEN pending_credit ELSE pending_debit END AS pending_out
FROM (SELECT account, asset, {SUMS} FROM ledger_leg WHERE account ~ $1 OR account ~ $2 GROUP BY account, asset) AS sums
"""
ROLL_UP = """
WITH gone AS (DELETE FROM ledger_tail RETURNING account, asset, posted, pending_in, pending_out)
INSERT INTO ledger_balance (account, asset, is_guarded, posted, pending_in, pending_out)
SELECT account, asset, false, sum(posted), sum(pending_in), sum(pending_out) FROM gone GROUP BY account, asset ORDER BY account, asset
ON CONFLICT (account, asset) DO UPDATE SET posted = ledger_balance.posted + EXCLUDED.posted,
    pending_in = ledger_balance.pending_in + EXCLUDED.pending_in, pending_out = ledger_balance.pending_out + EXCLUDED.pending_out
"""
STATEMENT = """
SELECT leg.entry_id, entry.at, entry.reason, entry.reference, leg.layer, answer.kind AS answered_by,
       sum(leg.debit)::bigint AS debit, sum(leg.credit)::bigint AS credit
FROM ledger_leg AS leg JOIN ledger_entry AS entry ON entry.id = leg.entry_id
LEFT JOIN ledger_entry AS answer ON leg.layer = 'pended' AND answer.answers = leg.entry_id
WHERE leg.account = $1 AND leg.asset = $2 AND ($3::uuid IS NULL OR leg.entry_id < $3)
  AND (leg.layer = 'posted' OR (leg.layer = 'pended' AND answer.kind IS DISTINCT FROM 'confirm'))
GROUP BY leg.entry_id, entry.at, entry.reason, entry.reference, leg.layer, answer.kind
ORDER BY leg.entry_id DESC LIMIT $4
"""


async def write(tx: Tx, draft: EntryDraft, *, answers: EntryId | None = None, expires_at: datetime | None = None) -> EntryId:
    """Write an entry, or find the one written before under the same key for the same movement.

    Raises ``LedgerKeyConflict``, ``InsufficientFunds`` (nothing is written then, and the transaction can go on) and
    ``EntryResolved`` when ``answers`` was answered in another way.
    """
    changes = rules.deltas(draft.legs)
    guarded = sorted((place, change) for place, change in changes.items() if rules.family_of(place[0]).guarded)
    if not any(_shrinks(change) for _, change in guarded):
        return await _write(tx, draft, answers, expires_at, changes, dict(guarded))
    async with tx.savepoint():
        return await _write(tx, draft, answers, expires_at, changes, dict(guarded))


def _shrinks(change: Balance) -> bool:
    return change.available < 0


async def _write(
    tx: Tx,
    draft: EntryDraft,
    answers: EntryId | None,
    expires_at: datetime | None,
    changes: Mapping[tuple[str, str], Balance],
    guarded: Mapping[tuple[str, str], Balance],
) -> EntryId:
    legs = draft.legs
    tail = [(place, change) for place, change in changes.items() if rules.family_of(place[0]).busy]
    written = await tx.fetchval(
        WRITE,
        EntryId.new(),
        draft.key,
        draft.input_hash,
        draft.kind,
        answers,
        draft.reason,
        draft.reference,
        expires_at,
        clock.now(),
        list(range(len(legs))),
        [each.layer for each in legs],
        [each.leg.account for each in legs],
        [each.leg.asset for each in legs],
        [each.leg.debit for each in legs],
        [each.leg.credit for each in legs],
        [account for (account, _), _ in tail],
        [asset for (_, asset), _ in tail],
        [change.posted for _, change in tail],
        [change.pending_in for _, change in tail],
        [change.pending_out for _, change in tail],
    )
    if written is None:
        return await _written_before(tx, draft, answers)
    for (account, asset), change in guarded.items():
        await _move(tx, account, asset, change)
    return EntryId.of(written)


async def _move(tx: Tx, account: str, asset: str, change: Balance) -> None:
    arguments = (account, asset, change.posted, change.pending_in, change.pending_out)
    if not _shrinks(change):
        await tx.execute(GROW, *arguments)
    elif not await tx.fetchval(SHRINK, *arguments):
        raise InsufficientFunds(account=account)


async def _written_before(tx: Tx, draft: EntryDraft, answers: EntryId | None) -> EntryId:
    row = await tx.fetchrow("SELECT id, input_hash FROM ledger_entry WHERE key = $1", draft.key)
    if row is not None:
        if row["input_hash"] != draft.input_hash:
            raise LedgerKeyConflict(key=draft.key)
        return EntryId.of(row["id"])
    by = await tx.fetchval("SELECT kind FROM ledger_entry WHERE answers = $1", answers)
    raise EntryResolved(by=by)


async def entry_by_key(tx: Tx, key: str) -> asyncpg.Record:
    """The entry's own row. Raises ``EntryNotFound``."""
    row = await tx.fetchrow("SELECT id, kind, reason, reference, expires_at FROM ledger_entry WHERE key = $1", key)
    if row is None:
        raise EntryNotFound(key=key)
    return row


async def legs_of(tx: Tx, entry_id: EntryId, layer: rules.Layer) -> list[Leg]:
    """The legs of an entry on one layer, as they were given."""
    rows = await tx.fetch(
        "SELECT account, asset, debit, credit FROM ledger_leg WHERE entry_id = $1 AND layer = $2 ORDER BY position", entry_id, layer
    )
    return [Leg(row["account"], row["asset"], row["debit"], row["credit"]) for row in rows]


async def balance(tx: Tx, account: str, asset: str = CNY) -> Balance:
    """How an account stands, from its normal side. An account nobody posted to stands at zero."""
    return (await balances(tx, [account], asset))[account]


async def balances(tx: Tx, accounts: Sequence[str], asset: str = CNY) -> dict[str, Balance]:
    """How each of these accounts stands, in at most two questions however many they are."""
    kept = [account for account in accounts if _is_kept(account)]
    summed = [account for account in accounts if not _is_kept(account)]
    found = dict.fromkeys(accounts, Balance())
    for row in await tx.fetch(KEPT_BALANCES, kept, asset) if kept else ():
        found[row["account"]] = Balance(row["posted"], row["pending_in"], row["pending_out"])
    for row in await tx.fetch(LEG_BALANCES, summed, asset) if summed else ():
        sign = 1 if rules.family_of(row["account"]).normal == "debit" else -1
        pending = (row["pending_debit"], row["pending_credit"])[::sign]
        found[row["account"]] = Balance(sign * (row["posted_debit"] - row["posted_credit"]), *pending)
    return found


def _is_kept(account: str) -> bool:
    """Whether the balance is written down; of the other accounts the legs are few and are summed."""
    family = rules.family_of(account)
    return family.guarded or family.busy


async def statement(tx: Tx, account: str, asset: str = CNY, before: EntryId | None = None, limit: int = 20) -> list[StatementLine]:
    """The movements of an account, newest first, at most ``limit`` (≤ 100) before the entry ``before``."""
    grows = "debit" if rules.family_of(account).normal == "debit" else "credit"
    rows = await tx.fetch(STATEMENT, account, asset, before, min(limit, STATEMENT_LIMIT_MAX))
    return [_line(row, asset, 1 if grows == "debit" else -1) for row in rows]


def _line(row: Mapping[str, Any], asset: str, sign: int) -> StatementLine:
    state: Literal["done", "frozen", "voided"] = "done" if row["layer"] == "posted" else "voided" if row["answered_by"] else "frozen"
    amount = sign * (row["debit"] - row["credit"])
    return StatementLine(EntryId.of(row["entry_id"]), row["at"], row["reason"], row["reference"], asset, amount, state)


async def fold_tail(tx: Tx) -> None:
    """Fold the tail of the busy accounts into their roll-up. Readers see the same sums before and after."""
    await tx.execute(ROLL_UP)


def _patterns() -> tuple[str, str, str]:
    return rules.pattern_of(guarded=True), rules.pattern_of(busy=True), rules.pattern_of(normal="debit")


async def rebuild_balances(tx: Tx) -> int:
    """Throw the derived balances away and make them again from the legs; the number of balances."""
    # In the order in which postings and roll-ups take them, or they would wait for each other.
    await tx.execute("LOCK TABLE ledger_tail, ledger_balance IN EXCLUSIVE MODE")
    await tx.execute("DELETE FROM ledger_tail")
    await tx.execute("DELETE FROM ledger_balance")
    return await tx.execute(
        f"INSERT INTO ledger_balance (account, asset, is_guarded, posted, pending_in, pending_out) "
        f"SELECT account, asset, is_guarded, posted, pending_in, pending_out FROM ({DERIVED}) AS derived",
        *_patterns(),
    )


async def overdue(tx: Tx, limit: int = 100) -> list[str]:
    """Keys of pending entries whose time has passed and that nobody answered."""
    rows = await tx.fetch(
        """SELECT key FROM ledger_entry AS entry WHERE kind = $2 AND expires_at <= $1
           AND NOT EXISTS (SELECT FROM ledger_entry AS answer WHERE answer.answers = entry.id) ORDER BY expires_at LIMIT $3""",
        clock.now(),
        Kind.PEND,
        limit,
    )
    return [row["key"] for row in rows]


async def drifted(tx: Tx, limit: int) -> list[asyncpg.Record]:
    """Accounts whose kept balance differs from what their legs say."""
    return await tx.fetch(
        f"""SELECT coalesce(derived.account, kept.account) AS account, coalesce(derived.asset, kept.asset) AS asset,
                   derived.posted AS legs_say, kept.posted AS kept_says
            FROM ({DERIVED}) AS derived FULL JOIN (
                SELECT account, asset, sum(posted) AS posted, sum(pending_in) AS pending_in, sum(pending_out) AS pending_out
                FROM (SELECT account, asset, posted, pending_in, pending_out FROM ledger_balance
                      UNION ALL SELECT account, asset, posted, pending_in, pending_out FROM ledger_tail) AS both_kept
                GROUP BY account, asset) AS kept USING (account, asset)
            WHERE (derived.posted, derived.pending_in, derived.pending_out)
                  IS DISTINCT FROM (kept.posted, kept.pending_in, kept.pending_out) LIMIT $4""",
        *_patterns(),
        limit,
    )


async def unbalanced(tx: Tx, limit: int) -> list[asyncpg.Record]:
    """Entries that break the law of balance, should a restore or a superuser have broken it."""
    return await tx.fetch(
        """SELECT entry.id, entry.key FROM ledger_entry AS entry
           WHERE (SELECT count(*) FROM ledger_leg WHERE entry_id = entry.id) < 2
              OR EXISTS (SELECT FROM ledger_leg WHERE entry_id = entry.id GROUP BY asset, layer HAVING sum(debit) <> sum(credit))
           LIMIT $1""",
        limit,
    )


async def overdrawn(tx: Tx, limit: int) -> list[asyncpg.Record]:
    """Guarded accounts and money held for a subject below zero: more went out than ever came in."""
    return await tx.fetch(
        """SELECT account, asset, sum(credit - debit)::bigint AS posted FROM ledger_leg
           WHERE layer = 'posted' AND (account ~ $1 OR account LIKE 'order:%:received')
           GROUP BY account, asset HAVING sum(credit - debit) < 0 LIMIT $2""",
        rules.pattern_of(guarded=True),
        limit,
    )


async def entries_of(tx: Tx, reference: str) -> list[Entry]:
    """Every entry that carries this business reference, oldest first, with all its legs (at most ``ENTRIES_MAX``)."""
    rows = await tx.fetch(
        """SELECT e.id, e.at, e.kind, e.reason, e.reference,
             (SELECT jsonb_agg(jsonb_build_array(l.layer, l.account, l.asset, l.debit, l.credit) ORDER BY l.position)
              FROM ledger_leg l WHERE l.entry_id = e.id) AS legs
           FROM ledger_entry e WHERE e.reference = $1 ORDER BY e.id LIMIT $2""",
        reference,
        ENTRIES_MAX,
    )
    return [
        Entry(
            EntryId.of(row["id"]),
            row["at"],
            Kind(row["kind"]),
            row["reason"],
            row["reference"],
            tuple(PostedLeg(*leg) for leg in row["legs"]),
        )
        for row in rows
    ]
