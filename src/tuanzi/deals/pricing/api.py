"""Pricing, from outside."""

from tuanzi.deals.pricing.claim import claim
from tuanzi.deals.pricing.quote_for import quote_for
from tuanzi.deals.pricing.register import offers, register
from tuanzi.deals.pricing.rules import quote

__all__ = ["claim", "offers", "quote", "quote_for", "register"]
