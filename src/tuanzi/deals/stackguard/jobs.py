"""What the guard does in the background."""

from tuanzi.deals.stackguard.guard import look

__all__ = ["look"]
