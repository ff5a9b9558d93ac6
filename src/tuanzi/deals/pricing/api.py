"""Pricing, from outside."""

from tuanzi.deals.pricing.claim import claim
from tuanzi.deals.pricing.look_up import LookedUp, look_up, quote_from
from tuanzi.deals.pricing.register import offers, register
from tuanzi.deals.pricing.rules import quote

__all__ = ["LookedUp", "claim", "look_up", "offers", "quote", "quote_from", "register"]
