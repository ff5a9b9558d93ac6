"""Shops, from outside."""

from tuanzi.people.shops.change_profile import change_profile
from tuanzi.people.shops.repository import profile

__all__ = ["change_profile", "profile"]
