"""Members as the console lists them, notes about them, accounts that are given up; consents and archives of personal data."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE accounts_member ADD COLUMN last_seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL",
    "ALTER TABLE accounts_member ADD COLUMN source TEXT DEFAULT 'direct' NOT NULL",
    "ALTER TABLE accounts_member ADD COLUMN orders INTEGER DEFAULT '0' NOT NULL",
    "ALTER TABLE accounts_member ADD COLUMN paid_minor BIGINT DEFAULT '0' NOT NULL",
    "ALTER TABLE accounts_member ADD COLUMN wants_marketing BOOLEAN",
    "ALTER TABLE accounts_member ADD COLUMN wants_recommendations BOOLEAN",
    "ALTER TABLE accounts_member ADD COLUMN gone_at TIMESTAMP WITH TIME ZONE",
    "ALTER TABLE accounts_member ADD COLUMN merged_into UUID",
    "ALTER TABLE accounts_member ADD CONSTRAINT ck_accounts_member_merged CHECK (merged_into IS NULL OR gone_at IS NOT NULL)",
    """
UPDATE accounts_member m SET last_seen_at = coalesce(
        (SELECT max(s.last_seen_at) FROM accounts_session s WHERE s.kind = 'member' AND s.principal_id = m.id), m.created_at),
    orders = coalesce(o.orders, 0), paid_minor = coalesce(o.paid, 0)
FROM accounts_member self LEFT JOIN (
    SELECT member_id, count(*) AS orders, sum(paid_minor - refunded_minor) AS paid FROM orders_order WHERE paid_minor > 0 GROUP BY member_id
) o ON o.member_id = self.id WHERE self.id = m.id
""",
    "CREATE INDEX ix_accounts_member_created ON accounts_member (created_at, id)",
    "CREATE INDEX ix_accounts_member_seen ON accounts_member (last_seen_at, id)",
    "CREATE INDEX ix_accounts_member_paid ON accounts_member (paid_minor, id)",
    "CREATE INDEX ix_accounts_member_orders ON accounts_member (orders, id)",
    "CREATE INDEX ix_accounts_member_nickname ON accounts_member (nickname text_pattern_ops)",
    "CREATE INDEX ix_accounts_member_gone ON accounts_member (gone_at) WHERE gone_at IS NOT NULL",
    """
CREATE TABLE accounts_note (
    id UUID NOT NULL,
    member_id UUID NOT NULL,
    staff_id UUID NOT NULL,
    text TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_accounts_note PRIMARY KEY (id),
    CONSTRAINT fk_accounts_note_member_id FOREIGN KEY(member_id) REFERENCES accounts_member (id)
)
""",
    "CREATE INDEX ix_accounts_note_member_id ON accounts_note (member_id, id)",
    """
CREATE TABLE sharing_poster (
    link_id UUID NOT NULL,
    file_key TEXT NOT NULL,
    CONSTRAINT pk_sharing_poster PRIMARY KEY (link_id, file_key),
    CONSTRAINT fk_sharing_poster_link_id FOREIGN KEY(link_id) REFERENCES sharing_link (id)
)
""",
    """
CREATE TABLE consent_document (
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    title JSONB NOT NULL,
    text JSONB NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_by UUID,
    CONSTRAINT pk_consent_document PRIMARY KEY (kind, version),
    CONSTRAINT ck_consent_document_version CHECK (version > 1)
)
""",
    """
CREATE TABLE consent_entry (
    id UUID NOT NULL,
    member_id UUID NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    recipient TEXT DEFAULT '' NOT NULL,
    is_given BOOLEAN NOT NULL,
    origin TEXT NOT NULL,
    ip TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_consent_entry PRIMARY KEY (id)
)
""",
    "CREATE INDEX ix_consent_entry_member ON consent_entry (member_id, kind, recipient, id)",
    """
CREATE TABLE consent_recipient (
    code TEXT NOT NULL,
    name JSONB NOT NULL,
    purpose JSONB NOT NULL,
    data JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_consent_recipient PRIMARY KEY (code)
)
""",
    """
CREATE TABLE consent_export (
    id UUID NOT NULL,
    member_id UUID NOT NULL,
    staff_id UUID,
    state TEXT NOT NULL,
    file_key TEXT,
    size BIGINT,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ready_at TIMESTAMP WITH TIME ZONE,
    expires_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_consent_export PRIMARY KEY (id),
    CONSTRAINT ck_consent_export_state CHECK (state IN ('waiting', 'ready', 'failed', 'expired'))
)
""",
    "CREATE INDEX ix_consent_export_member ON consent_export (member_id, id)",
    "CREATE INDEX ix_consent_export_expires_at ON consent_export (expires_at) WHERE state = 'ready'",
    r"""
CREATE FUNCTION consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.id, OLD.kind, OLD.version, OLD.recipient, OLD.is_given, OLD.origin, OLD.at)
        = (NEW.id, NEW.kind, NEW.version, NEW.recipient, NEW.is_given, NEW.origin, NEW.at) AND NEW.ip IN (OLD.ip, '') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the history of consents is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
""",
    "CREATE TRIGGER consent_entry_append_only BEFORE UPDATE OR DELETE ON consent_entry FOR EACH ROW EXECUTE FUNCTION consent_refuse()",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
