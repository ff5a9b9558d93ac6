"""The sandbox gateway's controls, from outside."""

from tuanzi.adapters.sandbox_pay.repository import mode, set_mode

__all__ = ["mode", "set_mode"]
