"""Saved views of the console's lists."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE access_view (
    id UUID NOT NULL,
    staff_id UUID NOT NULL,
    screen TEXT NOT NULL,
    name TEXT NOT NULL,
    query JSONB NOT NULL,
    columns TEXT[],
    position INTEGER DEFAULT '0' NOT NULL,
    is_default BOOLEAN DEFAULT 'false' NOT NULL,
    is_shared BOOLEAN DEFAULT 'false' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_access_view PRIMARY KEY (id),
    CONSTRAINT fk_access_view_staff_id FOREIGN KEY(staff_id) REFERENCES access_staff (id)
)
""",
    "CREATE INDEX ix_access_view_shared ON access_view (screen) WHERE is_shared",
    "CREATE UNIQUE INDEX uq_access_view_default ON access_view (staff_id, screen) WHERE is_default",
    "CREATE UNIQUE INDEX uq_access_view_name ON access_view (staff_id, screen, name)",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
