"""How price truth refuses."""

from __future__ import annotations

from tuanzi.kernel.errors import Conflict


class PriceRaised(Conflict):
    """The price that a saving is counted from was raised within 7 days. ``sku_id``, ``against``, ``lawful``."""

    code = "pricetruth.price_raised"


class SavingUntrue(Conflict):
    """The price that a saving is counted from was not really paid. ``sku_id``, ``against``, ``lawful``."""

    code = "pricetruth.saving_untrue"
