"""Long work that a person starts and may leave."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    r"""
CREATE TABLE errands_errand (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    staff_id UUID NOT NULL,
    language TEXT NOT NULL,
    arguments JSONB NOT NULL,
    state TEXT NOT NULL,
    total INTEGER,
    done INTEGER DEFAULT '0' NOT NULL,
    failed INTEGER DEFAULT '0' NOT NULL,
    failures JSONB DEFAULT '[]'::jsonb NOT NULL,
    counts JSONB DEFAULT '{}'::jsonb NOT NULL,
    error TEXT,
    file_name TEXT,
    file_key TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    moved_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_errands_errand PRIMARY KEY (id)
)
""",
    r"""
CREATE INDEX ix_errands_errand_staff ON errands_errand (staff_id, id)
""",
    r"""
CREATE INDEX ix_errands_errand_ended ON errands_errand (ended_at) WHERE ended_at IS NOT NULL
""",
    r"""
CREATE TABLE errands_part (
    errand_id UUID NOT NULL,
    number INTEGER NOT NULL,
    items JSONB NOT NULL,
    CONSTRAINT pk_errands_part PRIMARY KEY (errand_id, number),
    CONSTRAINT fk_errands_part_errand_id FOREIGN KEY(errand_id) REFERENCES errands_errand (id) ON DELETE CASCADE
)
""",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
