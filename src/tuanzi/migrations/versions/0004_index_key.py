"""The key of the blind indexes is kept, so that old secrets can be dropped."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.execute(
        """
        CREATE TABLE keys_index (
            single BOOLEAN DEFAULT true NOT NULL,
            key_sealed BYTEA NOT NULL,
            CONSTRAINT pk_keys_index PRIMARY KEY (single),
            CONSTRAINT ck_keys_index_one_row CHECK (single)
        )
        """
    )
