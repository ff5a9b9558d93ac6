"""The timers of orders, and the nightly check. Each timer stands beside the verb that it calls."""

from tuanzi.trade.orders.complete import complete_order
from tuanzi.trade.orders.expire import expire_order
from tuanzi.trade.orders.index_receivers import index_receivers
from tuanzi.trade.orders.refund_late import refund_late_order

__all__ = ["complete_order", "expire_order", "index_receivers", "refund_late_order"]
