"""Every fact of the domains below is a server event of the same name: nothing has to be told twice."""

from __future__ import annotations

from typing import Any

from tuanzi.deals.coupons import events as coupons
from tuanzi.deals.groupbuy import events as groupbuy
from tuanzi.deals.savings import events as savings
from tuanzi.goods.catalog import events as catalog
from tuanzi.growth.sharing import events as sharing
from tuanzi.insight.tracking.api import forget_profile, remember_facts
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery, all_facts, on, on_many
from tuanzi.money.payments import events as payments
from tuanzi.people.accounts import events as accounts
from tuanzi.people.consent import events as consent
from tuanzi.people.consent.contracts import Kind
from tuanzi.trade.orders import events as orders

RECOMMENDATIONS = Kind.RECOMMENDATIONS.value
SPEAKERS = (accounts, catalog, consent, coupons, groupbuy, orders, payments, savings, sharing)
TRACKED = tuple(kind for kind in all_facts().values() if kind.__module__ in {module.__name__ for module in SPEAKERS})


@on_many(*TRACKED)
async def store_facts(tx: Tx, deliveries: list[Delivery[Any]]) -> None:
    """A batch of facts becomes a batch of rows."""
    await remember_facts(tx, deliveries)


@on(consent.ConsentWithdrawn)
async def untie(tx: Tx, fact: consent.ConsentWithdrawn, _: Delivery[consent.ConsentWithdrawn]) -> None:
    """Recommendations switched off: what was recorded belongs to nobody from here on."""
    if fact.kind == RECOMMENDATIONS:
        await forget_profile(tx, fact.member_id)
