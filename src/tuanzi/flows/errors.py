"""How a checkout refuses by itself."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict


class QuoteChanged(Conflict):
    """Prices or offers changed since the buyer looked. ``quote`` is the present one, in its wire form."""

    code = "checkout.quote_changed"


class AddressMissing(BadInput):
    """Goods that are sent need an address."""

    code = "checkout.address_missing"


class PickupPointUnknown(BadInput):
    """Goods that are fetched need one of our pickup points."""

    code = "checkout.pickup_point_unknown"


class NotErasableYet(Conflict):
    """The account still holds money, or orders are under way. ``obstacles`` names each with a sentence that says what to do."""

    code = "privacy.not_erasable_yet"
