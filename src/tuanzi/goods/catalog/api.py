"""What the catalogue does for others."""

from tuanzi.goods.catalog.console_contracts import ImportFile, ProductQuery, ProductSummary, RoleShare, SkuName
from tuanzi.goods.catalog.export_rows import EXPORT_COLUMNS, category_names, export_rows, walk_products
from tuanzi.goods.catalog.import_catalogue import Judged, import_catalogue, judge_import, take_product
from tuanzi.goods.catalog.import_files import get_import, key_of_import, note_import, note_taken
from tuanzi.goods.catalog.import_rows import ImportRow, csv_records, records_of
from tuanzi.goods.catalog.listing import cards_of, list_cards, mark_sold_out, note_sold, page_parts, preview_rule, refresh, remember_offer
from tuanzi.goods.catalog.margins import margins_by_role, set_targets
from tuanzi.goods.catalog.note_references import note_references
from tuanzi.goods.catalog.overview import give_role, list_products
from tuanzi.goods.catalog.products import change_product, create_product
from tuanzi.goods.catalog.publication import publish, schedule, send_back, submit, take_off
from tuanzi.goods.catalog.repository import get_product, get_products, get_skus, note_picture, revisions, sku_ids_on_sale
from tuanzi.goods.catalog.repository_listing import lock_listing, product_of_sku
from tuanzi.goods.catalog.repository_overview import find_by_title, find_skus, sku_names, skus_under, targets
from tuanzi.goods.catalog.repository_prices import price_history, shown_prices
from tuanzi.goods.catalog.repository_taxonomy import attributes_of, brands, category_tree, collections, product_counts, tags
from tuanzi.goods.catalog.taxonomy import (
    change_brand,
    change_category,
    change_tag,
    create_brand,
    create_category,
    create_tag,
    order_categories,
    put_collection,
    remove_brand,
    remove_category,
    remove_collection,
    remove_tag,
    set_category_attributes,
)
from tuanzi.goods.catalog.verify import verify
from tuanzi.trust.audit.api import record as log

__all__ = [
    "EXPORT_COLUMNS",
    "ImportFile",
    "ImportRow",
    "Judged",
    "ProductQuery",
    "ProductSummary",
    "RoleShare",
    "SkuName",
    "attributes_of",
    "brands",
    "cards_of",
    "category_names",
    "category_tree",
    "change_brand",
    "change_category",
    "change_product",
    "change_tag",
    "collections",
    "create_brand",
    "create_category",
    "create_product",
    "create_tag",
    "csv_records",
    "export_rows",
    "find_by_title",
    "find_skus",
    "get_import",
    "get_product",
    "get_products",
    "get_skus",
    "give_role",
    "import_catalogue",
    "judge_import",
    "key_of_import",
    "list_cards",
    "list_products",
    "lock_listing",
    "log",
    "margins_by_role",
    "mark_sold_out",
    "note_import",
    "note_picture",
    "note_references",
    "note_sold",
    "note_taken",
    "order_categories",
    "page_parts",
    "preview_rule",
    "price_history",
    "product_counts",
    "product_of_sku",
    "publish",
    "put_collection",
    "records_of",
    "refresh",
    "remember_offer",
    "remove_brand",
    "remove_category",
    "remove_collection",
    "remove_tag",
    "revisions",
    "schedule",
    "send_back",
    "set_category_attributes",
    "set_targets",
    "shown_prices",
    "sku_ids_on_sale",
    "sku_names",
    "skus_under",
    "submit",
    "tags",
    "take_off",
    "take_product",
    "targets",
    "verify",
    "walk_products",
]
