"""Goods for the console: roles, timers and an overview of products; imports; warning levels, authors of movements and stock-takes."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE catalog_product ADD COLUMN role TEXT",
    "ALTER TABLE catalog_product ADD COLUMN list_at TIMESTAMP WITH TIME ZONE",
    "ALTER TABLE catalog_product ADD COLUMN unlist_at TIMESTAMP WITH TIME ZONE",
    r"""ALTER TABLE catalog_product ADD CONSTRAINT ck_catalog_product_role CHECK (role IN ('traffic', 'profit', 'strategic', 'long_tail'))""",
    r"""
-- Timers that wait already: a product under review or off sale whose time lies ahead.
UPDATE catalog_product SET list_at = publish_at WHERE status IN ('in_review', 'off_sale') AND publish_at > now()
""",
    "ALTER TABLE inventory_level ADD COLUMN low_at INTEGER DEFAULT '0' NOT NULL",
    "ALTER TABLE inventory_level ADD CONSTRAINT ck_inventory_level_low_at CHECK (low_at >= 0)",
    "ALTER TABLE inventory_movement ADD COLUMN staff_id UUID",
    "CREATE INDEX ix_inventory_movement_staff ON inventory_movement (staff_id, position) WHERE staff_id IS NOT NULL",
    r"""
CREATE TABLE catalog_overview (
    product_id UUID NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    status TEXT NOT NULL,
    kind TEXT NOT NULL,
    role TEXT,
    picture_key TEXT,
    category_path UUID[] NOT NULL,
    brand_id UUID,
    tag_ids UUID[] NOT NULL,
    sku_count INTEGER NOT NULL,
    price_minor BIGINT NOT NULL,
    price_max_minor BIGINT NOT NULL,
    margin_bps BIGINT NOT NULL,
    margin_max_bps BIGINT NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    list_at TIMESTAMP WITH TIME ZONE,
    unlist_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_catalog_overview PRIMARY KEY (product_id),
    CONSTRAINT fk_catalog_overview_product_id FOREIGN KEY(product_id) REFERENCES catalog_product (id)
)
""",
    "CREATE INDEX ix_catalog_overview_brand ON catalog_overview (brand_id, updated_at, product_id)",
    "CREATE INDEX ix_catalog_overview_category ON catalog_overview USING gin (category_path)",
    "CREATE INDEX ix_catalog_overview_code ON catalog_overview (code, product_id)",
    "CREATE INDEX ix_catalog_overview_created ON catalog_overview (created_at, product_id)",
    "CREATE INDEX ix_catalog_overview_margin ON catalog_overview (margin_bps, product_id)",
    "CREATE INDEX ix_catalog_overview_price ON catalog_overview (price_minor, product_id)",
    "CREATE INDEX ix_catalog_overview_role ON catalog_overview (role, updated_at, product_id)",
    r"""CREATE INDEX ix_catalog_overview_scheduled ON catalog_overview (product_id) WHERE list_at IS NOT NULL OR unlist_at IS NOT NULL""",
    "CREATE INDEX ix_catalog_overview_status ON catalog_overview (status, updated_at, product_id)",
    "CREATE INDEX ix_catalog_overview_tags ON catalog_overview USING gin (tag_ids)",
    "CREATE INDEX ix_catalog_overview_updated ON catalog_overview (updated_at, product_id)",
    r"""
CREATE TABLE catalog_target (
    role TEXT NOT NULL,
    share_bps INTEGER NOT NULL,
    CONSTRAINT pk_catalog_target PRIMARY KEY (role),
    CONSTRAINT ck_catalog_target_role CHECK (role IN ('traffic', 'profit', 'strategic', 'long_tail')),
    CONSTRAINT ck_catalog_target_share_bps CHECK (share_bps BETWEEN 0 AND 10000)
)
""",
    r"""
CREATE TABLE catalog_import (
    id UUID NOT NULL,
    staff_id UUID NOT NULL,
    file_name TEXT NOT NULL,
    file_key TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    faults INTEGER NOT NULL,
    products INTEGER NOT NULL,
    errand_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    taken_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_catalog_import PRIMARY KEY (id)
)
""",
    "CREATE INDEX ix_catalog_import_created ON catalog_import (created_at)",
    "CREATE INDEX ix_catalog_import_staff ON catalog_import (staff_id, id)",
    r"""
CREATE TABLE inventory_stocktake (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    location_id UUID NOT NULL,
    state TEXT DEFAULT 'open' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    staff_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_inventory_stocktake PRIMARY KEY (id),
    CONSTRAINT ck_inventory_stocktake_state CHECK (state IN ('open', 'counting', 'posted', 'cancelled')),
    CONSTRAINT fk_inventory_stocktake_location_id FOREIGN KEY(location_id) REFERENCES inventory_location (id)
)
""",
    "CREATE INDEX ix_inventory_stocktake_state ON inventory_stocktake (state, id)",
    r"""
CREATE TABLE inventory_stocktake_line (
    stocktake_id UUID NOT NULL,
    sku_id UUID NOT NULL,
    position INTEGER NOT NULL,
    expected INTEGER,
    counted INTEGER,
    on_hand_then INTEGER,
    staff_id UUID,
    counted_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_inventory_stocktake_line PRIMARY KEY (stocktake_id, sku_id),
    CONSTRAINT ck_inventory_stocktake_line_counted CHECK (counted >= 0),
    CONSTRAINT ck_inventory_stocktake_line_on_hand_then CHECK ((counted IS NULL) = (on_hand_then IS NULL)),
    CONSTRAINT fk_inventory_stocktake_line_stocktake_id FOREIGN KEY(stocktake_id) REFERENCES inventory_stocktake (id)
)
""",
    "CREATE INDEX ix_inventory_stocktake_line_position ON inventory_stocktake_line (stocktake_id, position)",
    "CREATE INDEX ix_catalog_listing_sold_ever ON catalog_listing (sold, product_id)",
    "CREATE INDEX ix_catalog_listing_sold_out ON catalog_listing (product_id) WHERE is_sold_out",
    "CREATE INDEX ix_inventory_movement_location ON inventory_movement (location_id, position)",
    "CREATE INDEX ix_inventory_movement_moved_at ON inventory_movement (moved_at)",
    "CREATE INDEX ix_inventory_movement_reason ON inventory_movement (reason, position)",
    r"""
INSERT INTO catalog_overview (product_id, code, title, words, status, kind, role, picture_key, category_path, brand_id, tag_ids, sku_count, price_minor, price_max_minor, margin_bps, margin_max_bps, version, created_at, updated_at, list_at, unlist_at)
SELECT p.id, p.code, p.title, lower(p.title || ' ' || p.code || ' ' || s.words), p.status, p.kind, p.role, p.picture_keys[1], c.path,
    p.brand_id, p.tag_ids, s.enabled, s.least, s.most, s.margin, s.margin_max, p.version, p.created_at, p.updated_at, p.list_at, p.unlist_at
FROM catalog_product p JOIN catalog_category c ON c.id = p.category_id CROSS JOIN LATERAL (
    SELECT string_agg(k.code || coalesce(' ' || k.barcode, ''), ' ') AS words, count(*) FILTER (WHERE k.is_enabled) AS enabled,
        coalesce(min(k.price_minor) FILTER (WHERE k.is_enabled), min(k.price_minor)) AS least,
        coalesce(max(k.price_minor) FILTER (WHERE k.is_enabled), max(k.price_minor)) AS most,
        coalesce(min(m.bps) FILTER (WHERE k.is_enabled), min(m.bps)) AS margin,
        coalesce(max(m.bps) FILTER (WHERE k.is_enabled), max(m.bps)) AS margin_max
    FROM catalog_sku k
    CROSS JOIN LATERAL (SELECT floor((k.price_minor - k.cost_minor) * 10000::numeric / k.price_minor)::bigint AS bps) m
    WHERE k.product_id = p.id AND k.removed_at IS NULL HAVING count(*) > 0) s
""",
)


def upgrade() -> None:
    """Statement by statement, as they are: no parameters, nothing to escape."""
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
