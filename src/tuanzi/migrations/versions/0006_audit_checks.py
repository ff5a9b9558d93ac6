"""Walks over the audit chain are remembered; entries are found by address and by request."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0013"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE audit_check (
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    position BIGINT NOT NULL,
    problems JSONB NOT NULL,
    asked_by TEXT NOT NULL,
    CONSTRAINT pk_audit_check PRIMARY KEY (number)
)
""",
    "CREATE INDEX ix_audit_entry_ip ON audit_entry (ip, position)",
    "CREATE INDEX ix_audit_entry_request_id ON audit_entry (request_id)",
)


def upgrade() -> None:
    """Statement by statement."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
