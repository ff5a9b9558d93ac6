"""What the outbox page asks."""

from tuanzi.adapters.sms.repository import newest

__all__ = ["newest"]
