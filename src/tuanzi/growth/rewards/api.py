"""Rewards, from outside."""

from tuanzi.growth.rewards.give_gift import give_gift
from tuanzi.growth.rewards.take_back import take_back

__all__ = ["give_gift", "take_back"]
