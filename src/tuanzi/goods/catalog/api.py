"""What the catalogue does for others."""

from tuanzi.goods.catalog.listing import list_cards, mark_sold_out, note_sold, page_parts, remember_offer
from tuanzi.goods.catalog.products import change_product, create_product
from tuanzi.goods.catalog.publication import publish, submit, take_off
from tuanzi.goods.catalog.reading import get_products, get_skus
from tuanzi.goods.catalog.taxonomy import category_tree, create_category

__all__ = [
    "category_tree",
    "change_product",
    "create_category",
    "create_product",
    "get_products",
    "get_skus",
    "list_cards",
    "mark_sold_out",
    "note_sold",
    "page_parts",
    "publish",
    "remember_offer",
    "submit",
    "take_off",
]
