"""Every fact of the domains below is a server event of the same name: nothing has to be told twice."""

from __future__ import annotations

from typing import Any

from tuanzi.deals.groupbuy import events as groupbuy
from tuanzi.goods.catalog import events as catalog
from tuanzi.growth.sharing import events as sharing
from tuanzi.insight.tracking.api import remember_facts
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, all_facts, on_many
from tuanzi.money.payments import events as payments
from tuanzi.people.accounts import events as accounts
from tuanzi.trade.orders import events as orders

SPEAKERS = (accounts, catalog, groupbuy, orders, payments, sharing)
TRACKED = tuple(kind for kind in all_facts().values() if kind.__module__ in {module.__name__ for module in SPEAKERS})


@on_many(*TRACKED)
async def store_facts(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    """A batch of facts becomes a batch of rows."""
    await remember_facts(tx, deliveries)
