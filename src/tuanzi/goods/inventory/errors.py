"""How inventory refuses."""

from tuanzi.kernel.errors import BadInput, Conflict, NotFound


class SoldOut(Conflict):
    """Not enough is left. ``sku_id`` and ``left``, how many may still be had."""

    code = "inventory.sold_out"


class BelowZero(Conflict):
    """A movement would take more than is free to go. ``sku_id``, ``on_hand``, ``reserved``."""

    code = "inventory.below_zero"


class LocationNotFound(NotFound):
    """There is no such location."""

    code = "inventory.location_not_found"


class ReservationNotPending(Conflict):
    """There is nothing reserved under this key to consume. ``key``."""

    code = "inventory.reservation_not_pending"


class BadLines(BadInput):
    """A list of SKUs and quantities that is empty, too long, or not of positive whole numbers."""

    code = "inventory.bad_lines"


class LevelNotFound(NotFound):
    """This SKU has no stock at this location. ``sku_id``."""

    code = "inventory.level_not_found"


class LocationCodeTaken(Conflict):
    """Another location has this code. ``taken``."""

    code = "inventory.location_code_taken"
