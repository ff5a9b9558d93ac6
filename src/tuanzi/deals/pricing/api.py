"""Pricing, from outside."""

from tuanzi.deals.pricing.claim import claim
from tuanzi.deals.pricing.look_up import LookedUp, look_up, quote_from
from tuanzi.deals.pricing.policy import change_policy, stack_classes
from tuanzi.deals.pricing.record import replay
from tuanzi.deals.pricing.register import offers, register
from tuanzi.deals.pricing.repository import policy
from tuanzi.deals.pricing.rules import quote
from tuanzi.trust.audit.api import record as log

__all__ = [
    "LookedUp",
    "change_policy",
    "claim",
    "log",
    "look_up",
    "offers",
    "policy",
    "quote",
    "quote_from",
    "register",
    "replay",
    "stack_classes",
]
