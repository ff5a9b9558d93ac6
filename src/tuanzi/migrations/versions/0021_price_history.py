"""The history of prices, begun with the prices that stand; what a price may be compared with."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE catalog_sku ADD COLUMN struck_minor BIGINT",
    "ALTER TABLE catalog_sku ADD COLUMN lowest_minor BIGINT",
    """CREATE TABLE catalog_price (
    id UUID NOT NULL,
    sku_id UUID NOT NULL,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    price_minor BIGINT NOT NULL,
    valid_from TIMESTAMP WITH TIME ZONE NOT NULL,
    valid_until TIMESTAMP WITH TIME ZONE,
    changed_by TEXT NOT NULL,
    CONSTRAINT pk_catalog_price PRIMARY KEY (id),
    CONSTRAINT ck_catalog_price_kind CHECK (kind IN ('single', 'member')),
    CONSTRAINT ck_catalog_price_price CHECK (price_minor > 0),
    CONSTRAINT ck_catalog_price_valid CHECK (valid_until >= valid_from),
    CONSTRAINT fk_catalog_price_sku_id FOREIGN KEY(sku_id) REFERENCES catalog_sku (id)
)""",
    "CREATE UNIQUE INDEX uq_catalog_price_open ON catalog_price (sku_id, kind) WHERE valid_until IS NULL",
    "CREATE INDEX ix_catalog_price_sku_id ON catalog_price (sku_id, kind, valid_from)",
    """INSERT INTO catalog_price (id, sku_id, kind, currency, price_minor, valid_from, changed_by)
SELECT gen_random_uuid(), s.id, k.kind, s.currency, k.price_minor, p.updated_at, ''
FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id,
    LATERAL (VALUES ('single', s.price_minor), ('member', s.member_price_minor)) AS k(kind, price_minor)
WHERE k.price_minor IS NOT NULL""",
    # Cards and pages say more now: what is kept ready for them is told apart and completed.
    """UPDATE catalog_listing SET card = card || ',"struck_price":null',
    sku_parts = ARRAY(SELECT part || ',"struck_price":null,"lowest_price":null' FROM unnest(sku_parts) WITH ORDINALITY AS u(part, n) ORDER BY n)""",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
