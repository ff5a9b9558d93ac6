"""How far a role reaches, where staff are at home, and who of them looks after which member."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE access_role ADD COLUMN scope TEXT DEFAULT 'everything' NOT NULL",
    "ALTER TABLE access_role ADD CONSTRAINT ck_access_role_scope CHECK (scope IN ('everything', 'own_members', 'own_places'))",
    """
CREATE TABLE access_staff_place (
    staff_id UUID NOT NULL,
    place_id UUID NOT NULL,
    CONSTRAINT pk_access_staff_place PRIMARY KEY (staff_id, place_id),
    CONSTRAINT fk_access_staff_place_staff_id FOREIGN KEY(staff_id) REFERENCES access_staff (id)
)
""",
    "ALTER TABLE accounts_member ADD COLUMN adviser_id UUID",
    "CREATE INDEX ix_accounts_member_adviser ON accounts_member (adviser_id, id) WHERE adviser_id IS NOT NULL",
)


def upgrade() -> None:
    """What the models say now."""
    for statement in STATEMENTS:
        op.execute(statement)
