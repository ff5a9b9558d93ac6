"""How carts refuse."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, NotFound


class LineNotFound(NotFound):
    """There is no such line in this cart."""

    code = "cart.line_not_found"


class NotForSale(Conflict):
    """The sku is unknown or off sale."""

    code = "cart.not_for_sale"


class CartFull(Conflict):
    """The cart has ``max`` lines already."""

    code = "cart.full"


class BadQuantity(BadInput):
    """A quantity below 1 or above ``max``."""

    code = "cart.bad_quantity"


class VisitorUnknown(BadInput):
    """Neither signed in nor an X-Visitor header to keep the cart by."""

    code = "cart.visitor_unknown"
