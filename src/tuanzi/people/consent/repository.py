"""All SQL of consent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.consent.contracts import (
    HISTORY_MAX,
    DataExport,
    Decision,
    Document,
    Entry,
    EntryId,
    ExportId,
    Figures,
    Kind,
    Recipient,
)

ENTRY = "id, member_id, kind, version, recipient, is_given, origin, ip, at"
EXPORT = "id, member_id, staff_id, state, file_key, size, asked_at, ready_at, expires_at"


def _document(row: Any) -> Document:
    return Document(Kind(row["kind"]), row["version"], row["title"], row["text"], row["published_at"])


def _entry(row: Any) -> Entry:
    decision = Decision(Kind(row["kind"]), row["version"], row["is_given"], row["recipient"])
    return Entry(EntryId.of(row["id"]), MemberId.of(row["member_id"]), decision, row["origin"], row["ip"], row["at"])


def _export(row: Any) -> DataExport:
    return DataExport(
        ExportId.of(row["id"]),
        MemberId.of(row["member_id"]),
        row["staff_id"],
        row["state"],
        row["file_key"],
        row["size"],
        row["asked_at"],
        row["ready_at"],
        row["expires_at"],
    )


async def newest_documents(tx: Tx) -> dict[Kind, Document]:
    """The newest published version of each kind that has one beyond the first."""
    rows = await tx.fetch(
        "SELECT DISTINCT ON (kind) kind, version, title, text, published_at FROM consent_document ORDER BY kind, version DESC"
    )
    return {Kind(row["kind"]): _document(row) for row in rows}


async def documents(tx: Tx, kind: Kind) -> list[Document]:
    """Every published version beyond the first, newest first."""
    rows = await tx.fetch(
        "SELECT kind, version, title, text, published_at FROM consent_document WHERE kind = $1 ORDER BY version DESC", kind.value
    )
    return [_document(row) for row in rows]


async def lock_kind(tx: Tx, kind: Kind) -> None:
    """One publication of a kind at a time."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('consent:' || $1, 0))", kind.value)


async def add_document(tx: Tx, document: Document, staff_id: UUID) -> None:
    """Publish a version."""
    await tx.execute(
        "INSERT INTO consent_document (kind, version, title, text, published_at, published_by) VALUES ($1, $2, $3, $4, $5, $6)",
        document.kind.value,
        document.version,
        document.title,
        document.text,
        document.published_at,
        staff_id,
    )


async def add_entries(tx: Tx, entries: Sequence[Entry]) -> None:
    """Write decisions down."""
    for entry in entries:
        await tx.execute(
            f"INSERT INTO consent_entry ({ENTRY}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            entry.id,
            entry.member_id,
            entry.decision.kind.value,
            entry.decision.version,
            entry.decision.recipient,
            entry.decision.is_given,
            entry.origin,
            entry.ip,
            entry.at,
        )


async def lock_member(tx: Tx, member_id: MemberId) -> None:
    """One decision of a member at a time, so that the last one is known."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('consent:' || $1::text, 0))", str(member_id))


async def last_entries(tx: Tx, member_id: MemberId) -> dict[tuple[Kind, str], Entry]:
    """The last decision of a member about each kind and recipient."""
    rows = await tx.fetch(
        f"SELECT DISTINCT ON (kind, recipient) {ENTRY} FROM consent_entry WHERE member_id = $1 ORDER BY kind, recipient, id DESC", member_id
    )
    return {(Kind(row["kind"]), row["recipient"]): _entry(row) for row in rows}


async def decided(tx: Tx, member_ids: Sequence[MemberId], kind: Kind) -> dict[MemberId, bool]:
    """The last decision of those members who made one."""
    rows = await tx.fetch(
        """SELECT DISTINCT ON (member_id) member_id, is_given FROM consent_entry WHERE member_id = ANY($1) AND kind = $2 AND recipient = ''
           ORDER BY member_id, id DESC""",
        list(member_ids),
        kind.value,
    )
    return {MemberId.of(row["member_id"]): row["is_given"] for row in rows}


async def history(tx: Tx, member_id: MemberId) -> list[Entry]:
    """A member's decisions, newest first."""
    rows = await tx.fetch(f"SELECT {ENTRY} FROM consent_entry WHERE member_id = $1 ORDER BY id DESC LIMIT {HISTORY_MAX}", member_id)
    return [_entry(row) for row in rows]


async def blank_origins(tx: Tx, member_id: MemberId) -> None:
    """Take away where an erased member's decisions came from."""
    await tx.execute("UPDATE consent_entry SET ip = '' WHERE member_id = $1 AND ip <> ''", member_id)


async def move_entries(tx: Tx, source: MemberId, target: MemberId) -> None:
    """The decisions of one account become the other's history."""
    await tx.execute("UPDATE consent_entry SET member_id = $2 WHERE member_id = $1", source, target)
    await tx.execute("UPDATE consent_export SET member_id = $2 WHERE member_id = $1", source, target)


async def figures(tx: Tx) -> list[Figures]:
    """How many members stand where, by the version of their last decision."""
    rows = await tx.fetch(
        """SELECT kind, version, count(*) FILTER (WHERE is_given) AS given, count(*) FILTER (WHERE NOT is_given) AS withdrawn FROM (
             SELECT DISTINCT ON (member_id, kind) kind, version, is_given FROM consent_entry WHERE recipient = '' ORDER BY member_id, kind, id DESC
           ) AS last GROUP BY kind, version ORDER BY kind, version DESC"""
    )
    return [Figures(Kind(row["kind"]), row["version"], row["given"], row["withdrawn"]) for row in rows]


async def recipients(tx: Tx) -> list[Recipient]:
    """Everybody outside who gets data."""
    rows = await tx.fetch("SELECT code, name, purpose, data FROM consent_recipient ORDER BY code")
    return [Recipient(row["code"], row["name"], row["purpose"], row["data"]) for row in rows]


async def add_recipient(tx: Tx, recipient: Recipient, now: datetime) -> bool:
    """False if the code is taken."""
    return bool(
        await tx.execute(
            "INSERT INTO consent_recipient (code, name, purpose, data, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            recipient.code,
            recipient.name,
            recipient.purpose,
            recipient.data,
            now,
        )
    )


async def add_export(tx: Tx, export: DataExport, since: datetime, most: int) -> bool:
    """Ask for an archive; False when the day has had its share. Call under ``lock_member``."""
    return bool(
        await tx.execute(
            f"""INSERT INTO consent_export ({EXPORT}) SELECT $1, $2, $3, 'waiting', NULL, NULL, $4, NULL, NULL
                WHERE (SELECT count(*) FROM consent_export WHERE member_id = $2 AND asked_at > $5) < $6""",
            export.id,
            export.member_id,
            export.staff_id,
            export.asked_at,
            since,
            most,
        )
    )


async def export(tx: Tx, export_id: ExportId) -> DataExport | None:
    """One archive."""
    row = await tx.fetchrow(f"SELECT {EXPORT} FROM consent_export WHERE id = $1", export_id)
    return _export(row) if row else None


async def exports_of(tx: Tx, member_id: MemberId, limit: int) -> list[DataExport]:
    """A member's archives, newest first."""
    rows = await tx.fetch(f"SELECT {EXPORT} FROM consent_export WHERE member_id = $1 ORDER BY id DESC LIMIT $2", member_id, limit)
    return [_export(row) for row in rows]


async def end_export(tx: Tx, export_id: ExportId, file_key: str, size: int, now: datetime, expires_at: datetime) -> bool:
    """The archive is there; False if it was not waited for any more."""
    return bool(
        await tx.execute(
            """UPDATE consent_export SET state = 'ready', file_key = $2, size = $3, ready_at = $4, expires_at = $5
               WHERE id = $1 AND state = 'waiting'""",
            export_id,
            file_key,
            size,
            now,
            expires_at,
        )
    )


async def lock_and_expire_exports(tx: Tx, now: datetime, member_id: MemberId | None = None) -> list[str]:
    """Let go of archives past their time, or of all of one member; the keys of their files."""
    rows = await tx.fetch(
        """UPDATE consent_export e SET state = 'expired', file_key = NULL FROM (
             SELECT id, file_key FROM consent_export
             WHERE ($2::uuid IS NOT NULL AND member_id = $2 AND state <> 'expired') OR ($2::uuid IS NULL AND state = 'ready' AND expires_at <= $1)
             LIMIT 1000 FOR UPDATE) AS old
           WHERE e.id = old.id RETURNING old.file_key""",
        now,
        member_id,
    )
    return [row["file_key"] for row in rows if row["file_key"]]
