"""Coupons, from outside."""

from tuanzi.deals.coupons.claim import claim, give, give_if_possible, redeem
from tuanzi.deals.coupons.give_many import Giving, give_many, receivers
from tuanzi.deals.coupons.reading import Figures, Offered, centre, coupons_of, figures
from tuanzi.deals.coupons.repository import SORTING, count, search, templates
from tuanzi.deals.coupons.repository_coupons import by_key, count_usable, list_of_template
from tuanzi.deals.coupons.templates import change, create, end, get, publish, set_total
from tuanzi.deals.coupons.verify import verify
from tuanzi.deals.coupons.void import void
from tuanzi.trust.audit.api import record as log

__all__ = [
    "SORTING",
    "Figures",
    "Giving",
    "Offered",
    "by_key",
    "centre",
    "change",
    "claim",
    "count",
    "count_usable",
    "coupons_of",
    "create",
    "end",
    "figures",
    "get",
    "give",
    "give_if_possible",
    "give_many",
    "list_of_template",
    "log",
    "publish",
    "receivers",
    "redeem",
    "search",
    "set_total",
    "templates",
    "verify",
    "void",
]
