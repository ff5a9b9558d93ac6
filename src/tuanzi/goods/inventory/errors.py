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


class StocktakeNotFound(NotFound):
    """There is no such stock-take."""

    code = "inventory.stocktake_not_found"


class StocktakeClosed(Conflict):
    """The stock-take is not in a state that allows this. ``state``."""

    code = "inventory.stocktake_closed"


class StocktakeEmpty(BadInput):
    """A stock-take that names no SKU, or more than one sheet holds. ``most``."""

    code = "inventory.stocktake_empty"


class NotOnSheet(NotFound):
    """This SKU does not stand on the count sheet. ``sku_id``."""

    code = "inventory.not_on_sheet"


class NothingCounted(Conflict):
    """A stock-take in which nothing was counted cannot be posted."""

    code = "inventory.nothing_counted"


class SameLocation(BadInput):
    """A transfer to where the goods lie already."""

    code = "inventory.same_location"


class TransferShort(Conflict):
    """Less is free at the origin than should be moved. ``sku_id``, ``left``."""

    code = "inventory.transfer_short"
