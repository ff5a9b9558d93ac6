"""What the shop says of itself."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, one row."""
    op.get_bind().exec_driver_sql(
        """
CREATE TABLE shops_profile (
    is_only BOOLEAN DEFAULT true NOT NULL,
    name TEXT NOT NULL,
    slogan TEXT NOT NULL,
    hotline TEXT NOT NULL,
    hotline_hours TEXT NOT NULL,
    return_name TEXT NOT NULL,
    return_phone TEXT NOT NULL,
    return_address TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_shops_profile PRIMARY KEY (is_only),
    CONSTRAINT ck_shops_profile_only CHECK (is_only)
)
"""
    )
