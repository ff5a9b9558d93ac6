"""The demo shop: a farm-direct brand with products, group-buys, a pickup point and members whose teams wait for a friend."""

from tuanzi.apps.seed.run import run
from tuanzi.apps.seed.scale import FULL, SMALL

__all__ = ["FULL", "SMALL", "run"]
