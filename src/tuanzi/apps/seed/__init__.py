"""The demo shop: a farm-direct brand with products, group-buys, a pickup point and members whose teams wait for a friend."""

from tuanzi.apps.seed.run import run

__all__ = ["run"]
