"""What would have been sent."""

from sqlalchemy import Column, Index, Table, Text

from tuanzi.kernel.db import id_pk, metadata, moment, sealed

PHONE, TEXT = "sms.phone", "sms.text"

sms_outbox = Table(
    "sms_outbox",
    metadata,
    id_pk(),
    Column("reference", Text, nullable=False, unique=True),
    Column("template", Text, nullable=False),
    sealed("phone_sealed", PHONE),
    sealed("text_sealed", TEXT),
    moment("sent_at"),
    Index("ix_sms_outbox_sent_at", "sent_at"),
)
