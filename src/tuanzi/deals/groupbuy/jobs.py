"""The timers of group-buy. Each stands beside the verb that it calls."""

from tuanzi.deals.groupbuy.activities import close_window, open_window
from tuanzi.deals.groupbuy.expire_team import expire_team

__all__ = ["close_window", "expire_team", "open_window"]
