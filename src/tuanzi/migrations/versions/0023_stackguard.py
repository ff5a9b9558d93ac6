"""Reports of the stacking guard."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE stackguard_report (
    id UUID NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    took_ms INTEGER NOT NULL,
    report JSONB NOT NULL,
    CONSTRAINT pk_stackguard_report PRIMARY KEY (id)
)
""",
    "CREATE INDEX ix_stackguard_report_made_at ON stackguard_report (made_at)",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
