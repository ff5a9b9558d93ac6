"""The SQL of templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tuanzi.deals.coupons.contracts import Channel, Status, Template, TemplateDraft, TemplateId
from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.page import moment
from tuanzi.kernel.listing import By, Place, Sorting, Where, count_up_to

SORTING = Sorting("-created", id_kind=TemplateId.parse, created=By("t.created_at", moment))
COLUMNS = "t.id, t.draft, t.status, t.version, t.issued, t.used, t.created_at"


def _template(row: Mapping[str, Any]) -> Template:
    return Template(
        TemplateId.of(row["id"]),
        codec.load(TemplateDraft, row["draft"]),
        Status(row["status"]),
        row["version"],
        row["issued"],
        row["used"],
        row["created_at"],
    )


def _values(draft: TemplateDraft) -> tuple[Any, ...]:
    issue = draft.issue
    return (
        draft.name,
        codec.dump(TemplateDraft, draft),
        draft.worth.kind.value,
        [channel.value for channel in issue.channels],
        issue.code,
        issue.total,
        issue.claim_since,
        issue.claim_until,
    )


async def insert(tx: Tx, template_id: TemplateId, draft: TemplateDraft, now: datetime) -> bool:
    """A new draft; False if its code is taken."""
    return bool(
        await tx.execute(
            """INSERT INTO coupons_template (id, created_at, updated_at, name, draft, kind, channels, code, total, claim_since, claim_until, status, version)
               VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', 1) ON CONFLICT (code) DO NOTHING""",
            template_id,
            now,
            *_values(draft),
        )
    )


async def code_owner(tx: Tx, code: str) -> TemplateId | None:
    """Whose code it is."""
    found = await tx.fetchval("SELECT id FROM coupons_template WHERE code = $1", code)
    return TemplateId.of(found) if found else None


async def update(tx: Tx, template_id: TemplateId, draft: TemplateDraft, now: datetime) -> None:
    """A changed draft, with the next version."""
    await tx.execute(
        """UPDATE coupons_template SET updated_at = $2, name = $3, draft = $4, kind = $5, channels = $6, code = $7, total = $8, claim_since = $9,
               claim_until = $10, version = version + 1 WHERE id = $1""",
        template_id,
        now,
        *_values(draft),
    )


async def set_status(tx: Tx, template_id: TemplateId, status: Status, now: datetime) -> None:
    """On, or over."""
    await tx.execute(
        "UPDATE coupons_template SET status = $2, updated_at = $3, version = version + 1 WHERE id = $1", template_id, status.value, now
    )


async def raise_total(tx: Tx, template_id: TemplateId, draft: TemplateDraft, now: datetime) -> bool:
    """More of a published template; False if it is not published."""
    return bool(
        await tx.execute(
            """UPDATE coupons_template SET total = $3, draft = $4, updated_at = $2, version = version + 1
               WHERE id = $1 AND status = 'published' AND (total IS NULL OR $3::int IS NULL OR $3 >= issued)""",
            template_id,
            now,
            draft.issue.total,
            codec.dump(TemplateDraft, draft),
        )
    )


async def template(tx: Tx, template_id: TemplateId) -> Template | None:
    """One template."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM coupons_template t WHERE t.id = $1", template_id)
    return _template(row) if row else None


async def lock_template(tx: Tx, template_id: TemplateId) -> Template | None:
    """One template, held against other changes of what it says."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM coupons_template t WHERE t.id = $1 FOR UPDATE", template_id)
    return _template(row) if row else None


async def templates(tx: Tx, ids: Sequence[TemplateId]) -> dict[TemplateId, Template]:
    """Several."""
    rows = await tx.fetch(f"SELECT {COLUMNS} FROM coupons_template t WHERE t.id = ANY($1)", list(ids))
    return {found.id: found for found in map(_template, rows)}


async def by_code(tx: Tx, code: str) -> Template | None:
    """The published template with this code."""
    row = await tx.fetchrow(f"SELECT {COLUMNS} FROM coupons_template t WHERE t.code = $1 AND t.status = 'published'", code)
    return _template(row) if row else None


async def open_for(tx: Tx, channel: Channel, now: datetime, limit: int) -> list[Template]:
    """Published templates given out by this channel now, the newest first; also those of which none are left."""
    rows = await tx.fetch(
        f"""SELECT {COLUMNS} FROM coupons_template t WHERE t.status = 'published' AND $1 = ANY(t.channels)
              AND (t.claim_since IS NULL OR t.claim_since <= $2) AND (t.claim_until IS NULL OR t.claim_until > $2)
            ORDER BY t.created_at DESC, t.id DESC LIMIT $3""",
        channel.value,
        now,
        limit,
    )
    return [_template(row) for row in rows]


def _where(status: Status | None, kind: str | None, name: str | None) -> Where:
    found = Where()
    found.add_given(("t.status = {0}", status.value if status else None), ("t.kind = {0}", kind), ("position({0} in t.name) > 0", name))
    return found


async def search(
    tx: Tx, status: Status | None, kind: str | None, name: str | None, place: Place, limit: int
) -> tuple[list[Template], str | None]:
    """A piece of the list, and the cursor of the next one."""
    found = _where(status, kind, name)
    rows = await tx.fetch(
        f"""WITH found AS MATERIALIZED (SELECT t.id FROM coupons_template t WHERE {found.sql} AND {place.beyond("t.id", found.following)}
              ORDER BY {place.order("t.id")} LIMIT {int(limit)})
            SELECT {COLUMNS} FROM coupons_template t JOIN found USING (id) ORDER BY {place.order("t.id")}""",
        *found.arguments,
        *place.key,
    )
    page = [_template(row) for row in rows]
    return page, place.following(page[-1].created_at, page[-1].id) if len(page) == limit else None


async def count(tx: Tx, status: Status | None, kind: str | None, name: str | None) -> int:
    """How many fit, as far as it is worth counting."""
    found = _where(status, kind, name)
    return await count_up_to(tx, f"SELECT 1 FROM coupons_template t WHERE {found.sql}", *found.arguments)
