"""How pricing refuses."""

from __future__ import annotations

from tuanzi.kernel.errors import BadInput, Conflict, NotFound


class BadBasket(BadInput):
    """A basket that is empty, too long, or with a quantity out of bounds. ``why`` names it."""

    code = "pricing.bad_basket"


class NotOnSale(Conflict):
    """A sku that cannot be bought now. ``sku_id``."""

    code = "pricing.not_on_sale"


class UnknownDeal(BadInput):
    """No such kind of deal exists here. ``kind``."""

    code = "pricing.unknown_deal"


class BadPolicy(BadInput):
    """A stacking policy that speaks of ``classes`` that do not exist."""

    code = "pricing.bad_policy"


class PolicyVersion(Conflict):
    """Somebody changed the policy meanwhile; ``version`` is the present one."""

    code = "pricing.policy_version"


class NoRecord(NotFound):
    """The order was placed before records of prices were kept."""

    code = "pricing.no_record"
