"""Products, SKUs, the words they are sorted under, and the listing that shoppers read."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Computed, ForeignKey, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from tuanzi.kernel.db import id_pk, jsonb, metadata, minor, moment, ref

ON_SALE = text("status = 'on_sale'")

catalog_category = Table(
    "catalog_category",
    metadata,
    id_pk(),
    ref("parent_id", ForeignKey("catalog_category.id"), nullable=True),
    Column("name", Text, nullable=False),
    Column("icon_key", Text),
    Column("position", Integer, nullable=False, server_default="0"),
    # From the root down to the category itself.
    Column("path", ARRAY(Uuid), nullable=False),
    moment("created_at"),
    Index("uq_catalog_category_name", "parent_id", "name", unique=True, postgresql_nulls_not_distinct=True),
    Index("ix_catalog_category_path", "path", postgresql_using="gin"),
)
catalog_category_attribute = Table(
    "catalog_category_attribute",
    metadata,
    ref("category_id", ForeignKey("catalog_category.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("values", ARRAY(Text), nullable=False),
    Column("is_filter", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
)
catalog_brand = Table(
    "catalog_brand",
    metadata,
    id_pk(),
    Column("name", Text, nullable=False, unique=True),
    Column("logo_key", Text),
    Column("story", Text),
    moment("created_at"),
)
catalog_tag = Table("catalog_tag", metadata, id_pk(), Column("name", Text, nullable=False, unique=True), moment("created_at"))
catalog_collection = Table(
    "catalog_collection",
    metadata,
    id_pk(),
    Column("name", Text, nullable=False, unique=True),
    jsonb("rule"),
    moment("created_at"),
)
catalog_picture = Table(
    "catalog_picture",
    metadata,
    Column("key", Text, primary_key=True),
    moment("uploaded_at"),
)
catalog_product = Table(
    "catalog_product",
    metadata,
    id_pk(),
    Column("code", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="draft"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("title", Text, nullable=False),
    Column("selling_point", Text, nullable=False),
    ref("category_id", ForeignKey("catalog_category.id"), index=True),
    ref("brand_id", ForeignKey("catalog_brand.id"), nullable=True, index=True),
    Column("tag_ids", ARRAY(Uuid), nullable=False),
    Column("unit", Text, nullable=False),
    Column("tax_code", Text),
    Column("freight_code", Text),
    Column("picture_keys", ARRAY(Text), nullable=False),
    Column("video_key", Text),
    jsonb("axes"),
    jsonb("attributes"),
    jsonb("detail"),
    Column("story", Text),
    Column("is_returnable", Boolean, nullable=False),
    Column("channels", ARRAY(Text), nullable=False),
    moment("publish_at", nullable=True),
    Column("role", Text),
    # The timers that wait: when the product goes on sale and off sale by itself.
    moment("list_at", nullable=True),
    moment("unlist_at", nullable=True),
    moment("created_at"),
    moment("updated_at"),
    moment("published_at", nullable=True),
    CheckConstraint("kind IN ('physical', 'custom', 'virtual', 'voucher')", name="kind"),
    CheckConstraint("status IN ('draft', 'in_review', 'on_sale', 'off_sale')", name="status"),
    CheckConstraint("role IN ('traffic', 'profit', 'strategic', 'long_tail')", name="role"),
    Index("ix_catalog_product_tag_ids", "tag_ids", postgresql_using="gin"),
)
catalog_sku = Table(
    "catalog_sku",
    metadata,
    id_pk(),
    ref("product_id", ForeignKey("catalog_product.id")),
    Column("code", Text, nullable=False, unique=True),
    Column("position", Integer, nullable=False),
    Column("options", ARRAY(Text), nullable=False),
    Column("barcode", Text),
    Column("currency", Text, nullable=False, server_default="CNY"),
    minor("price_minor"),
    minor("member_price_minor", nullable=True),
    minor("market_price_minor", nullable=True),
    minor("cost_minor"),
    # What the price may be compared with, written down by deals and forgotten with every change of the price: never typed.
    minor("struck_minor", nullable=True),
    minor("lowest_minor", nullable=True),
    Column("weight_g", Integer, nullable=False),
    Column("picture_key", Text),
    Column("is_enabled", Boolean, nullable=False),
    # A SKU is never deleted, orders refer to it; one that left the matrix is removed.
    moment("removed_at", nullable=True),
    CheckConstraint("price_minor > 0", name="price"),
    CheckConstraint("cost_minor >= 0", name="cost"),
    CheckConstraint("member_price_minor > 0 AND member_price_minor <= price_minor", name="member_price"),
    CheckConstraint("market_price_minor > 0", name="market_price"),
    CheckConstraint("weight_g >= 0", name="weight"),
    Index("uq_catalog_sku_options", "product_id", "options", unique=True, postgresql_where=text("removed_at IS NULL")),
)
# Every price that ever stood, kept for good: the law asks three years for what was shown and dealt.
catalog_price = Table(
    "catalog_price",
    metadata,
    id_pk(),
    ref("sku_id", ForeignKey("catalog_sku.id")),
    Column("kind", Text, nullable=False),
    Column("currency", Text, nullable=False),
    minor("price_minor"),
    moment("valid_from"),
    moment("valid_until", nullable=True),
    Column("changed_by", Text, nullable=False),
    CheckConstraint("kind IN ('single', 'member')", name="kind"),
    CheckConstraint("price_minor > 0", name="price"),
    CheckConstraint("valid_until >= valid_from", name="valid"),
    Index("uq_catalog_price_open", "sku_id", "kind", unique=True, postgresql_where=text("valid_until IS NULL")),
    Index("ix_catalog_price_sku_id", "sku_id", "kind", "valid_from"),
)
catalog_revision = Table(
    "catalog_revision",
    metadata,
    ref("product_id", ForeignKey("catalog_product.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    jsonb("draft"),
    moment("changed_at"),
)
# One row per product with all that a card or a page shows, ready as JSON text. ``card``, ``head``, ``sku_parts`` and ``tail``
# repeat the tables above (``listing.refresh``); the rest is written down by those who know: what sold, the best live offer,
# whether anything is available.
catalog_listing = Table(
    "catalog_listing",
    metadata,
    ref("product_id", ForeignKey("catalog_product.id"), primary_key=True),
    Column("status", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("card", Text, nullable=False),
    Column("head", Text, nullable=False),
    Column("sku_ids", ARRAY(Uuid), nullable=False),
    Column("sku_parts", ARRAY(Text), nullable=False),
    Column("tail", Text, nullable=False),
    Column("category_path", ARRAY(Uuid), nullable=False),
    ref("brand_id", nullable=True),
    Column("tag_ids", ARRAY(Uuid), nullable=False),
    Column("channels", ARRAY(Text), nullable=False),
    Column("freight_code", Text),
    minor("price_minor"),
    moment("published_at", nullable=True),
    Column("sold", BigInteger, nullable=False, server_default="0"),
    Column("is_sold_out", Boolean, nullable=False, server_default=text("true")),
    Column("offer_kind", Text),
    Column("offer", Text),
    moment("offer_ends_at", nullable=True),
    # In stock before sold out, then by what sold most.
    Column("relevance", BigInteger, Computed("sold - CASE WHEN is_sold_out THEN 1000000000000 ELSE 0 END", persisted=True)),
    CheckConstraint("sold >= 0", name="sold"),
    Index("ix_catalog_listing_relevance", "relevance", "product_id", postgresql_where=ON_SALE),
    Index("ix_catalog_listing_sold", "sold", "product_id", postgresql_where=ON_SALE),
    # For the console, which sorts products of every status.
    Index("ix_catalog_listing_sold_ever", "sold", "product_id"),
    Index("ix_catalog_listing_sold_out", "product_id", postgresql_where=text("is_sold_out")),
    Index("ix_catalog_listing_in_stock", "product_id", postgresql_where=text("NOT is_sold_out")),
    Index("ix_catalog_listing_price", "price_minor", "product_id", postgresql_where=ON_SALE),
    Index("ix_catalog_listing_published", "published_at", "product_id", postgresql_where=ON_SALE),
    Index("ix_catalog_listing_category", "category_path", postgresql_using="gin", postgresql_where=ON_SALE),
    Index("ix_catalog_listing_tags", "tag_ids", postgresql_using="gin", postgresql_where=ON_SALE),
    Index(
        "ix_catalog_listing_offer", "offer_kind", "offer_ends_at", postgresql_where=text("status = 'on_sale' AND offer_kind IS NOT NULL")
    ),
)
# A second listing, for the console: products of every status under all the orders in which operators look at them. It is apart from
# the one above because that one is written with every sale, and each index would be written too.
catalog_overview = Table(
    "catalog_overview",
    metadata,
    ref("product_id", ForeignKey("catalog_product.id"), primary_key=True),
    Column("code", Text, nullable=False),
    Column("title", Text, nullable=False),
    # Title, codes and barcodes in small letters.
    Column("words", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("role", Text),
    Column("picture_key", Text),
    Column("category_path", ARRAY(Uuid), nullable=False),
    ref("brand_id", nullable=True),
    Column("tag_ids", ARRAY(Uuid), nullable=False),
    Column("sku_count", Integer, nullable=False),
    minor("price_minor"),
    minor("price_max_minor"),
    Column("margin_bps", BigInteger, nullable=False),
    Column("margin_max_bps", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    moment("created_at"),
    moment("updated_at"),
    moment("list_at", nullable=True),
    moment("unlist_at", nullable=True),
    Index("ix_catalog_overview_updated", "updated_at", "product_id"),
    Index("ix_catalog_overview_created", "created_at", "product_id"),
    Index("ix_catalog_overview_price", "price_minor", "product_id"),
    Index("ix_catalog_overview_margin", "margin_bps", "product_id"),
    Index("ix_catalog_overview_code", "code", "product_id"),
    Index("ix_catalog_overview_status", "status", "updated_at", "product_id"),
    Index("ix_catalog_overview_role", "role", "updated_at", "product_id"),
    Index("ix_catalog_overview_brand", "brand_id", "updated_at", "product_id"),
    Index("ix_catalog_overview_category", "category_path", postgresql_using="gin"),
    Index("ix_catalog_overview_tags", "tag_ids", postgresql_using="gin"),
    Index("ix_catalog_overview_scheduled", "product_id", postgresql_where=text("list_at IS NOT NULL OR unlist_at IS NOT NULL")),
)
# The mix of roles that is aimed at, in shares of turnover; no rows: no aim.
catalog_target = Table(
    "catalog_target",
    metadata,
    Column("role", Text, primary_key=True),
    Column("share_bps", Integer, nullable=False),
    CheckConstraint("role IN ('traffic', 'profit', 'strategic', 'long_tail')", name="role"),
    CheckConstraint("share_bps BETWEEN 0 AND 10000", name="share_bps"),
)
# A file that somebody wants to import: judged, kept for a few days, perhaps taken.
catalog_import = Table(
    "catalog_import",
    metadata,
    id_pk(),
    ref("staff_id"),
    Column("file_name", Text, nullable=False),
    Column("file_key", Text, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("products", Integer, nullable=False),
    # The errand that takes it in, once somebody said so.
    ref("errand_id", nullable=True),
    moment("created_at"),
    moment("taken_at", nullable=True),
    Index("ix_catalog_import_staff", "staff_id", "id"),
    Index("ix_catalog_import_created", "created_at"),
)
