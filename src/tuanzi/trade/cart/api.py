"""Carts, from outside."""

from tuanzi.trade.cart.change import add, change, remove
from tuanzi.trade.cart.forget_visitors import forget_visitors
from tuanzi.trade.cart.merge import merge
from tuanzi.trade.cart.rules import groups
from tuanzi.trade.cart.show import show
from tuanzi.trade.cart.take_out import take_out

__all__ = ["add", "change", "forget_visitors", "groups", "merge", "remove", "show", "take_out"]
