"""The stacking guard, from outside."""

from tuanzi.deals.stackguard.examine import examine
from tuanzi.deals.stackguard.guard import ask, look
from tuanzi.deals.stackguard.repository import newest
from tuanzi.deals.stackguard.shop import read
from tuanzi.deals.stackguard.worst import worst

__all__ = ["ask", "examine", "look", "newest", "read", "worst"]
