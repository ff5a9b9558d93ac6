"""What would have been sent."""

from sqlalchemy import Column, Index, LargeBinary, Table, Text

from tuanzi.kernel.db import id_pk, metadata, moment

sms_outbox = Table(
    "sms_outbox",
    metadata,
    id_pk(),
    Column("reference", Text, nullable=False, unique=True),
    Column("template", Text, nullable=False),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    moment("sent_at"),
    Index("ix_sms_outbox_sent_at", "sent_at"),
)
