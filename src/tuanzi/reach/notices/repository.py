"""All SQL of notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.reach.notices.contracts import UNREAD_COUNTED_MAX, Draft, LinkKind, Message, MessageId, MessageLink

COLUMNS = "id, member_id, kind, fields, link_kind, link_id, at, read_at"
INSERT = f"""
INSERT INTO notices_message (id, member_id, fact_id, kind, fields, link_kind, link_id, at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::text[], $7::text[], $8::timestamptz[])
ON CONFLICT DO NOTHING RETURNING {COLUMNS}, fact_id
"""


def _message(row: Any) -> Message:
    link = MessageLink(LinkKind(row["link_kind"]), row["link_id"]) if row["link_kind"] else None
    return Message(MessageId.of(row["id"]), MemberId.of(row["member_id"]), row["kind"], row["fields"], link, row["at"], row["read_at"])


async def insert(tx: Tx, drafts: Sequence[tuple[UUID, datetime, Draft]]) -> list[tuple[UUID, Message]]:
    """Write messages with the fact they come from; those that were new, with that fact."""
    rows = await tx.fetch(
        INSERT,
        [MessageId.new() for _ in drafts],
        [draft.member_id for _, _, draft in drafts],
        [fact_id for fact_id, _, _ in drafts],
        [draft.kind for _, _, draft in drafts],
        [draft.fields for _, _, draft in drafts],
        [draft.link.kind.value if draft.link else None for _, _, draft in drafts],
        [draft.link.id if draft.link else None for _, _, draft in drafts],
        [at for _, at, _ in drafts],
    )
    return [(row["fact_id"], _message(row)) for row in rows]


async def list_of(tx: Tx, member_id: MemberId, before: MessageId | None, limit: int) -> list[Message]:
    """A member's messages, newest first."""
    rows = await tx.fetch(
        f"SELECT {COLUMNS} FROM notices_message WHERE member_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        member_id,
        before,
        limit,
    )
    return [_message(row) for row in rows]


async def count_unread(tx: Tx, member_id: MemberId) -> int:
    """How many messages are unread, counted no further than shown."""
    count: int = await tx.fetchval(
        "SELECT count(*) FROM (SELECT 1 FROM notices_message WHERE member_id = $1 AND read_at IS NULL LIMIT $2) AS unread",
        member_id,
        UNREAD_COUNTED_MAX,
    )
    return count


async def mark_read(tx: Tx, member_id: MemberId, ids: Sequence[MessageId] | None, at: datetime) -> int:
    """Set the time of reading on a member's unread messages: on these, or on all."""
    return await tx.execute(
        "UPDATE notices_message SET read_at = $3 WHERE member_id = $1 AND read_at IS NULL AND ($2::uuid[] IS NULL OR id = ANY($2))",
        member_id,
        list(ids) if ids is not None else None,
        at,
    )


async def count_own(tx: Tx, member_id: MemberId, ids: Sequence[MessageId]) -> int:
    """How many of these ids are messages of the member."""
    count: int = await tx.fetchval("SELECT count(*) FROM notices_message WHERE member_id = $1 AND id = ANY($2)", member_id, list(ids))
    return count


async def delete_before(tx: Tx, moment: datetime, limit: int) -> int:
    """Forget old messages, at most ``limit`` of them; how many."""
    return await tx.execute(
        "DELETE FROM notices_message WHERE id IN (SELECT id FROM notices_message WHERE at < $1 ORDER BY at LIMIT $2)", moment, limit
    )


async def everything_of(tx: Tx, member_id: MemberId) -> list[Any]:
    """All of a member's messages, the oldest first."""
    return await tx.fetch(
        "SELECT kind, fields, link_kind, link_id, at, read_at FROM notices_message WHERE member_id = $1 ORDER BY id", member_id
    )


async def delete_of(tx: Tx, member_id: MemberId) -> None:
    """Empty a member's inbox."""
    await tx.execute("DELETE FROM notices_message WHERE member_id = $1", member_id)


async def move(tx: Tx, source: MemberId, target: MemberId) -> None:
    """One member's messages become another's; what both were told by the same fact stays once."""
    await tx.execute(
        """UPDATE notices_message m SET member_id = $2 WHERE member_id = $1 AND NOT EXISTS (
             SELECT FROM notices_message o WHERE o.member_id = $2 AND o.fact_id = m.fact_id AND o.kind = m.kind)""",
        source,
        target,
    )
    await tx.execute("DELETE FROM notices_message WHERE member_id = $1", source)
