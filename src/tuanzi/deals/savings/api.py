"""Savings, from outside."""

from tuanzi.deals.savings.reading import Current, calendar, current, figures
from tuanzi.deals.savings.repository import SORTING, coming, count, savings, search
from tuanzi.deals.savings.repository_uses import of_order
from tuanzi.deals.savings.savings import change, create, end, get, publish
from tuanzi.deals.savings.schedule import is_on, times
from tuanzi.deals.savings.terms import of_draft
from tuanzi.deals.savings.verify import verify
from tuanzi.trust.audit.api import record as log

__all__ = [
    "SORTING",
    "Current",
    "calendar",
    "change",
    "coming",
    "count",
    "create",
    "current",
    "end",
    "figures",
    "get",
    "is_on",
    "log",
    "of_draft",
    "of_order",
    "publish",
    "savings",
    "search",
    "times",
    "verify",
]
