"""Facts become messages: read what a batch speaks about, write each member's messages, tell the screens that are open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import SeatState, TeamId
from tuanzi.deals.groupbuy.events import SeatPaid
from tuanzi.goods.catalog import api as catalog
from tuanzi.kernel.db import Tx
from tuanzi.kernel.facts import Delivery
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.reach.notices import repository
from tuanzi.reach.notices.contracts import Message
from tuanzi.reach.notices.drafts import WRITERS, Surroundings, order_of
from tuanzi.reach.notices.rules import read
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import Order, OrderId
from tuanzi.trade.orders.events import OrderShipped

ORDERS_PER_READ = 100


async def tell(tx: Tx, deliveries: Sequence[Delivery[Any]]) -> int:
    """Write the messages of these facts; how many were new. A fact delivered again writes nothing."""
    around = await _surroundings(tx, deliveries)
    drafts = [
        (delivery.fact_id, delivery.recorded_at, draft)
        for delivery in deliveries
        for draft in WRITERS[delivery.kind](delivery.fact, around)
    ]
    if not drafts:
        return 0
    written = await repository.insert(tx, drafts)
    await _announce(tx, deliveries, written)
    return len(written)


async def _announce(tx: Tx, deliveries: Sequence[Delivery[Any]], written: list[tuple[UUID, Message]]) -> None:
    by_fact = {delivery.fact_id: delivery for delivery in deliveries}
    members = await accounts.get_many(tx, list({message.member_id for _, message in written}))
    for fact_id, message in written:
        member = members.get(message.member_id)
        title, _ = read(message, member.locale if member else "zh-CN")
        by_fact[fact_id].publish(f"member:{message.member_id}", "message", {"id": str(message.id), "title": title})


async def _surroundings(tx: Tx, deliveries: Sequence[Delivery[Any]]) -> Surroundings:
    facts = [delivery.fact for delivery in deliveries]
    named = [getattr(fact, "order_id", None) or order_of(getattr(fact, "subject", "")) for fact in facts]
    found_orders = await _orders(tx, list(dict.fromkeys(order_id for order_id in named if order_id)))
    team_ids = list(dict.fromkeys(fact.team_id for fact in facts if hasattr(fact, "team_id")))
    teams = await groupbuy.get_teams(tx, team_ids) if team_ids else {}
    product_of_team = {team.id: team.product_id for team in teams.values()}
    products = await catalog.get_products(tx, set(product_of_team.values())) if product_of_team else {}
    shipped = [fact.order_id for fact in facts if isinstance(fact, OrderShipped)]
    joined = [fact for fact in facts if isinstance(fact, SeatPaid) and not fact.is_leader]
    members = await accounts.get_many(tx, list({fact.member_id for fact in joined})) if joined else {}
    return Surroundings(
        orders=found_orders,
        products=products,
        product_of_team=product_of_team,
        paid_members={team_id: await _paid_members(tx, team_id) for team_id in dict.fromkeys(fact.team_id for fact in joined)},
        members=members,
        parcels=await fulfilment.parcels_of(tx, shipped) if shipped else {},
    )


async def _orders(tx: Tx, order_ids: list[OrderId]) -> dict[OrderId, Order]:
    found: dict[OrderId, Order] = {}
    for start in range(0, len(order_ids), ORDERS_PER_READ):
        found.update(await orders.get_many(tx, order_ids[start : start + ORDERS_PER_READ]))
    return found


async def _paid_members(tx: Tx, team_id: TeamId) -> tuple[MemberId, ...]:
    view = await groupbuy.team_view(tx, team_id)
    return tuple(seat.member_id for seat in view.seats if seat.state is SeatState.PAID)
