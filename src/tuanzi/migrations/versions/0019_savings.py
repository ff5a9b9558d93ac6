"""Savings, their limits and uses; the stacking policy; what each order's price was made from."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE pricing_policy (
    is_only BOOLEAN DEFAULT true NOT NULL,
    policy JSONB NOT NULL,
    version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_pricing_policy PRIMARY KEY (is_only),
    CONSTRAINT ck_pricing_policy_only CHECK (is_only)
)
""",
    """
CREATE TABLE pricing_record (
    order_id UUID NOT NULL,
    said JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_pricing_record PRIMARY KEY (order_id)
)
""",
    """
CREATE TABLE savings_saving (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    draft JSONB NOT NULL,
    kind TEXT NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    uses_max INTEGER,
    taken INTEGER DEFAULT '0' NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_savings_saving PRIMARY KEY (id),
    CONSTRAINT ck_savings_saving_status CHECK (status IN ('draft', 'published', 'ended')),
    CONSTRAINT ck_savings_saving_time CHECK (starts_at < ends_at),
    CONSTRAINT ck_savings_saving_taken CHECK (taken >= 0 AND (uses_max IS NULL OR kind = 'limited_time' OR taken <= uses_max))
)
""",
    "CREATE INDEX ix_savings_saving_created ON savings_saving (created_at, id)",
    "CREATE INDEX ix_savings_saving_status ON savings_saving (status, created_at, id)",
    "CREATE INDEX ix_savings_saving_live ON savings_saving (ends_at) WHERE status = 'published'",
    """
CREATE TABLE savings_piece (
    saving_id UUID NOT NULL,
    sku_id UUID NOT NULL,
    taken INTEGER NOT NULL,
    CONSTRAINT pk_savings_piece PRIMARY KEY (saving_id, sku_id),
    CONSTRAINT ck_savings_piece_taken CHECK (taken >= 0),
    CONSTRAINT fk_savings_piece_saving_id FOREIGN KEY(saving_id) REFERENCES savings_saving (id)
)
""",
    """
CREATE TABLE savings_share (
    saving_id UUID NOT NULL,
    member_id UUID NOT NULL,
    sku_id UUID,
    taken INTEGER NOT NULL,
    CONSTRAINT ck_savings_share_taken CHECK (taken >= 0),
    CONSTRAINT fk_savings_share_saving_id FOREIGN KEY(saving_id) REFERENCES savings_saving (id)
)
""",
    "CREATE INDEX ix_savings_share_member ON savings_share (member_id)",
    "CREATE UNIQUE INDEX uq_savings_share ON savings_share (saving_id, member_id, sku_id) NULLS NOT DISTINCT",
    """
CREATE TABLE savings_use (
    id UUID NOT NULL,
    saving_id UUID NOT NULL,
    order_id UUID NOT NULL,
    member_id UUID NOT NULL,
    sku_id UUID,
    units SMALLINT NOT NULL,
    off_minor BIGINT NOT NULL,
    merchant_minor BIGINT NOT NULL,
    gifts TEXT[] DEFAULT '{}' NOT NULL,
    state TEXT DEFAULT 'held' NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_savings_use PRIMARY KEY (id),
    CONSTRAINT ck_savings_use_state CHECK (state IN ('held', 'used', 'returned')),
    CONSTRAINT ck_savings_use_units CHECK (units > 0),
    CONSTRAINT ck_savings_use_off CHECK (off_minor >= 0 AND merchant_minor BETWEEN 0 AND off_minor),
    CONSTRAINT fk_savings_use_saving_id FOREIGN KEY(saving_id) REFERENCES savings_saving (id)
)
""",
    "CREATE INDEX ix_savings_use_order ON savings_use (order_id)",
    "CREATE INDEX ix_savings_use_saving ON savings_use (saving_id, state)",
    "CREATE INDEX ix_savings_use_member ON savings_use (member_id)",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
