"""What the catalogue does for others."""

from tuanzi.goods.catalog.import_catalogue import import_catalogue
from tuanzi.goods.catalog.listing import cards_of, list_cards, mark_sold_out, note_sold, page_parts, refresh, remember_offer
from tuanzi.goods.catalog.products import change_product, create_product
from tuanzi.goods.catalog.publication import publish, send_back, submit, take_off
from tuanzi.goods.catalog.repository import find_by_title, get_product, get_products, get_skus, list_products, note_picture, revisions
from tuanzi.goods.catalog.repository_listing import lock_listing, product_of_sku
from tuanzi.goods.catalog.repository_taxonomy import attributes_of, brands, category_tree, collections, tags
from tuanzi.goods.catalog.taxonomy import (
    change_brand,
    change_category,
    create_brand,
    create_category,
    create_tag,
    put_collection,
    remove_category,
    remove_collection,
    set_category_attributes,
)
from tuanzi.trust.audit.api import record as log

__all__ = [
    "attributes_of",
    "brands",
    "cards_of",
    "category_tree",
    "change_brand",
    "change_category",
    "change_product",
    "collections",
    "create_brand",
    "create_category",
    "create_product",
    "create_tag",
    "find_by_title",
    "get_product",
    "get_products",
    "get_skus",
    "import_catalogue",
    "list_cards",
    "list_products",
    "lock_listing",
    "log",
    "mark_sold_out",
    "note_picture",
    "note_sold",
    "page_parts",
    "product_of_sku",
    "publish",
    "put_collection",
    "refresh",
    "remember_offer",
    "remove_category",
    "remove_collection",
    "revisions",
    "send_back",
    "set_category_attributes",
    "submit",
    "tags",
    "take_off",
]
