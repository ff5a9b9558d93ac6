"""The SQL of savings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.deals.savings.contracts import LIVE_MAX, Saving, SavingDraft, SavingId, SavingKind, SavingState
from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.page import moment
from tuanzi.kernel.listing import By, Place, Sorting, Where, count_up_to

SORTING = Sorting("-created", id_kind=SavingId.parse, created=By("s.created_at", moment))
COLUMNS = "s.id, s.draft, s.status, s.version, s.taken, s.created_at"


def _saving(row: Mapping[str, Any]) -> Saving:
    return Saving(
        SavingId.of(row["id"]),
        codec.load(SavingDraft, row["draft"]),
        SavingState(row["status"]),
        row["version"],
        row["taken"],
        row["created_at"],
    )


def _values(draft: SavingDraft) -> tuple[Any, ...]:
    return (
        draft.name,
        codec.dump(SavingDraft, draft),
        draft.rule.kind.value,
        draft.when.starts_at,
        draft.when.ends_at,
        draft.uses_max,
    )


async def insert(tx: Tx, saving_id: SavingId, draft: SavingDraft, now: datetime) -> None:
    """A new draft."""
    await tx.execute(
        """INSERT INTO savings_saving (id, created_at, updated_at, name, draft, kind, starts_at, ends_at, uses_max, status, version)
           VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, 'draft', 1)""",
        saving_id,
        now,
        *_values(draft),
    )


async def update(tx: Tx, saving_id: SavingId, draft: SavingDraft, now: datetime) -> None:
    """A changed draft, with the next version."""
    await tx.execute(
        """UPDATE savings_saving SET updated_at = $2, name = $3, draft = $4, kind = $5, starts_at = $6, ends_at = $7, uses_max = $8,
               version = version + 1 WHERE id = $1""",
        saving_id,
        now,
        *_values(draft),
    )


async def set_status(tx: Tx, saving_id: SavingId, status: SavingState, now: datetime) -> None:
    """On, or over."""
    await tx.execute(
        "UPDATE savings_saving SET status = $2, updated_at = $3, version = version + 1 WHERE id = $1", saving_id, status.value, now
    )


async def saving(tx: Tx, saving_id: SavingId) -> Saving | None:
    """One saving."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM savings_saving s WHERE s.id = $1", saving_id)
    return _saving(row) if row else None


async def savings(tx: Tx, ids: Sequence[SavingId]) -> dict[SavingId, Saving]:
    """Several."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM savings_saving s WHERE s.id = ANY($1)", list(ids))
    return {found.id: found for found in map(_saving, rows)}


async def lock_saving(tx: Tx, saving_id: SavingId) -> Saving | None:
    """One saving, held against other changes of what it says."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM savings_saving s WHERE s.id = $1 FOR UPDATE", saving_id)
    return _saving(row) if row else None


async def count_published(tx: Tx, now: datetime) -> int:
    """How many are published and not over."""
    found = await tx.fetchval("SELECT count(*) FROM savings_saving WHERE status = 'published' AND ends_at > $1", now)
    return int(found)


async def coming(tx: Tx, since: datetime, until: datetime) -> list[Saving]:
    """Published ones whose time meets [since, until), those that begin first."""
    rows = await tx.fetch(
        f"""SELECT {COLUMNS} FROM savings_saving s WHERE s.status = 'published' AND s.starts_at < $2 AND s.ends_at > $1
            ORDER BY s.starts_at, s.id LIMIT {LIVE_MAX}""",
        since,
        until,
    )
    return [_saving(row) for row in rows]


_drafts: dict[tuple[UUID, int], SavingDraft] = {}
"""What each version says, by process: a published version never changes."""


@dataclass(frozen=True, slots=True)
class Live:
    """A published saving within its window: how many orders are taken, in all and by the member, and the pieces of each SKU that went, in all and to
    the member.
    """

    id: SavingId
    draft: SavingDraft
    taken: int
    own: int
    pieces: Mapping[UUID, int]
    own_pieces: Mapping[UUID, int]


async def live(tx: Tx, member_id: UUID | None, sku_ids: Sequence[UUID], now: datetime) -> list[Live]:
    """Published savings within their window. Days and hours are not looked at."""
    rows = await tx.fetch(
        f"""SELECT s.id, s.version, s.taken, coalesce(m.taken, 0) AS own,
                 (SELECT jsonb_object_agg(p.sku_id, p.taken) FROM savings_piece p WHERE p.saving_id = s.id AND p.sku_id = ANY($3)) AS pieces,
                 (SELECT jsonb_object_agg(o.sku_id, o.taken) FROM savings_share o
                  WHERE o.saving_id = s.id AND o.member_id = $1 AND o.sku_id = ANY($3)) AS own_pieces
            FROM savings_saving s LEFT JOIN savings_share m ON m.saving_id = s.id AND m.member_id = $1 AND m.sku_id IS NULL
            WHERE s.status = 'published' AND s.ends_at > $2 AND s.starts_at <= $2
            ORDER BY s.id LIMIT {LIVE_MAX}""",
        member_id,
        now,
        list(sku_ids),
    )
    await _learn(tx, [(row["id"], row["version"]) for row in rows])
    return [
        Live(
            SavingId.of(row["id"]),
            _drafts[row["id"], row["version"]],
            row["taken"],
            row["own"],
            _by_sku(row["pieces"]),
            _by_sku(row["own_pieces"]),
        )
        for row in rows
        if (row["id"], row["version"]) in _drafts
    ]


def _by_sku(pieces: Mapping[str, int] | None) -> dict[UUID, int]:
    return {UUID(key): value for key, value in (pieces or {}).items()}


async def _learn(tx: Tx, wanted: Sequence[tuple[UUID, int]]) -> None:
    """Read what this process has not seen yet."""
    missing = [key for key in wanted if key not in _drafts]
    if not missing:
        return
    if len(_drafts) > 4 * LIVE_MAX:
        _drafts.clear()
        missing = list(wanted)
    rows = await tx.fetch("SELECT id, version, draft FROM savings_saving WHERE id = ANY($1)", [key[0] for key in missing])
    for row in rows:
        _drafts[row["id"], row["version"]] = codec.load(SavingDraft, row["draft"])


def _where(status: SavingState | None, kind: SavingKind | None, name: str | None) -> Where:
    found = Where()
    found.add_given(
        ("s.status = {0}", status.value if status else None),
        ("s.kind = {0}", kind.value if kind else None),
        ("position({0} in s.name) > 0", name),
    )
    return found


async def search(
    tx: Tx, status: SavingState | None, kind: SavingKind | None, name: str | None, place: Place, limit: int
) -> tuple[list[Saving], str | None]:
    """A piece of the list, and the cursor of the next one."""
    found = _where(status, kind, name)
    rows = await tx.fetch(
        f"""WITH found AS MATERIALIZED (SELECT s.id FROM savings_saving s WHERE {found.sql} AND {place.beyond("s.id", found.following)}
              ORDER BY {place.order("s.id")} LIMIT {int(limit)})
            SELECT {COLUMNS} FROM savings_saving s JOIN found USING (id) ORDER BY {place.order("s.id")}""",
        *found.arguments,
        *place.key,
    )
    page = [_saving(row) for row in rows]
    return page, place.following(page[-1].created_at, page[-1].id) if len(page) == limit else None


async def count(tx: Tx, status: SavingState | None, kind: SavingKind | None, name: str | None) -> int:
    """How many fit, as far as it is worth counting."""
    found = _where(status, kind, name)
    return await count_up_to(tx, f"SELECT 1 FROM savings_saving s WHERE {found.sql}", *found.arguments)
