"""The SQL of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tuanzi.adapters.sms.models import PHONE, TEXT
from tuanzi.kernel import crypto
from tuanzi.kernel.db import Tx


@dataclass(frozen=True, slots=True)
class Shown:
    """A message in the outbox, opened."""

    id: UUID
    template: str
    phone: str
    text: str
    sent_at: datetime


async def add(tx: Tx, message_id: UUID, reference: str, template: str, phone: str, text: str, now: datetime) -> None:
    """Keep a message; the same reference again is the same message."""
    await tx.execute(
        """INSERT INTO sms_outbox (id, reference, template, phone_sealed, text_sealed, sent_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (reference) DO NOTHING""",
        message_id,
        reference,
        template,
        crypto.seal(phone, PHONE),
        crypto.seal(text, TEXT),
        now,
    )


async def newest(tx: Tx, before: UUID | None, limit: int) -> list[Shown]:
    """Messages, newest first."""
    rows = await tx.fetch(
        """SELECT id, template, phone_sealed, text_sealed, sent_at FROM sms_outbox
           WHERE ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2""",
        before,
        limit,
    )
    return [
        Shown(row["id"], row["template"], crypto.open_(row["phone_sealed"], PHONE), crypto.open_(row["text_sealed"], TEXT), row["sent_at"])
        for row in rows
    ]


async def delete_to(tx: Tx, phone: str) -> None:
    """Delete every message to a phone. Looks into each, which only a sandbox's few messages allow."""
    rows = await tx.fetch("SELECT id, phone_sealed FROM sms_outbox")
    await tx.execute(
        "DELETE FROM sms_outbox WHERE id = ANY($1)", [row["id"] for row in rows if crypto.open_(row["phone_sealed"], PHONE) == phone]
    )
