"""Coupons: templates, what members took of them, and their coupons."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE coupons_template (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    draft JSONB NOT NULL,
    kind TEXT NOT NULL,
    channels TEXT[] NOT NULL,
    code TEXT,
    total INTEGER,
    issued INTEGER DEFAULT '0' NOT NULL,
    used INTEGER DEFAULT '0' NOT NULL,
    claim_since TIMESTAMP WITH TIME ZONE,
    claim_until TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_coupons_template PRIMARY KEY (id),
    CONSTRAINT ck_coupons_template_status CHECK (status IN ('draft', 'published', 'ended')),
    CONSTRAINT ck_coupons_template_issued CHECK (issued >= 0 AND (total IS NULL OR issued <= total)),
    CONSTRAINT ck_coupons_template_used CHECK (used BETWEEN 0 AND issued),
    CONSTRAINT uq_coupons_template_code UNIQUE (code)
)
""",
    "CREATE INDEX ix_coupons_template_created ON coupons_template (created_at, id)",
    "CREATE INDEX ix_coupons_template_status ON coupons_template (status, created_at, id)",
    """
CREATE TABLE coupons_share (
    template_id UUID NOT NULL,
    member_id UUID NOT NULL,
    claimed INTEGER NOT NULL,
    day DATE NOT NULL,
    claimed_on_day SMALLINT NOT NULL,
    CONSTRAINT pk_coupons_share PRIMARY KEY (template_id, member_id),
    CONSTRAINT ck_coupons_share_claimed CHECK (claimed >= claimed_on_day AND claimed_on_day >= 0),
    CONSTRAINT fk_coupons_share_template_id FOREIGN KEY(template_id) REFERENCES coupons_template (id)
)
""",
    """
CREATE TABLE coupons_coupon (
    id UUID NOT NULL,
    template_id UUID NOT NULL,
    member_id UUID NOT NULL,
    state TEXT DEFAULT 'unused' NOT NULL,
    channel TEXT NOT NULL,
    key TEXT,
    valid_since TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE NOT NULL,
    remind_at TIMESTAMP WITH TIME ZONE,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    order_id UUID,
    used_at TIMESTAMP WITH TIME ZONE,
    saved_minor BIGINT,
    is_reminded BOOLEAN DEFAULT 'false' NOT NULL,
    CONSTRAINT pk_coupons_coupon PRIMARY KEY (id),
    CONSTRAINT ck_coupons_coupon_state CHECK (state IN ('unused', 'held', 'used', 'void')),
    CONSTRAINT ck_coupons_coupon_order CHECK ((state IN ('held', 'used')) = (order_id IS NOT NULL)),
    CONSTRAINT ck_coupons_coupon_valid CHECK (valid_since < valid_until),
    CONSTRAINT fk_coupons_coupon_template_id FOREIGN KEY(template_id) REFERENCES coupons_template (id)
)
""",
    "CREATE INDEX ix_coupons_coupon_member ON coupons_coupon (member_id, state, valid_until)",
    "CREATE INDEX ix_coupons_coupon_order ON coupons_coupon (order_id) WHERE order_id IS NOT NULL",
    "CREATE INDEX ix_coupons_coupon_remind ON coupons_coupon (remind_at) WHERE state = 'unused' AND NOT is_reminded",
    "CREATE INDEX ix_coupons_coupon_template ON coupons_coupon (template_id, id)",
    "CREATE UNIQUE INDEX uq_coupons_coupon_key ON coupons_coupon (template_id, key) WHERE key IS NOT NULL",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
