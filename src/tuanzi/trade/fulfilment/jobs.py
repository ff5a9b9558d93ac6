"""The timer of fulfilment stands beside the verb that it calls."""

from tuanzi.trade.fulfilment.auto_receive import auto_receive_order

__all__ = ["auto_receive_order"]
