"""The first page of the day: what was sold, what needs whom, which teams are about to end. Everybody sees what they may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Literal

from tuanzi.apps.console.groupbuy import TeamCard, team_cards
from tuanzi.apps.console.orders import COUNTED_MAX, tabs_within
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import ProductStatus
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LevelQuery, LevelState
from tuanzi.kernel import calendar, clock
from tuanzi.kernel.clock_store import read_shift
from tuanzi.kernel.errors import Forbidden
from tuanzi.kernel.http import Call, Router, Wire, staff_self
from tuanzi.kernel.listing import count_up_to
from tuanzi.kernel.money import Money
from tuanzi.kernel.scope import Scope
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import PaymentState, RefundState
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId
from tuanzi.trade.orders import api as orders
from tuanzi.trust.audit import api as audit

console = Router(tags=["today"])
TEAMS_SHOWN = 8
LATE_REFUND = timedelta(hours=24)
Tone = Literal["neutral", "warning", "danger"]


class HourOut(Wire):
    """One hour."""

    orders: int
    paid: Money


class DayOut(Wire):
    """A day up to the present time of day, and all its hours."""

    orders: int
    paid: Money
    hours: list[HourOut]


class SalesOut(Wire):
    """Today beside yesterday and the same weekday a week ago."""

    today: DayOut
    yesterday: DayOut
    last_week: DayOut


class QueueOut(Wire):
    """Work that waits: how much (1,000 stands for more), and how bad that is. The client knows where it is done."""

    key: str
    count: int
    tone: Tone


class TeamsOut(Wire):
    """Teams whose time runs, the nearest end first, and how many there are."""

    items: list[TeamCard]
    total: int


class TodayOut(Wire):
    """The page. A part is null for who may not see it. ``clock_shift_s``: how far a sandbox's clock is ahead."""

    now: datetime
    clock_shift_s: int
    sales: SalesOut | None
    queues: list[QueueOut]
    teams: TeamsOut | None


@console.get("/today", access=staff_self(), errors=[Forbidden])
async def show(call: Call) -> TodayOut:
    """What happened today and what waits."""
    if call.principal is None or call.principal.stage != "ready":
        raise Forbidden(stage=call.principal.stage if call.principal else "")
    grants = await access.grants_of(call.tx, StaffId.of(call.staff_id))
    shift = await read_shift(call.tx)
    return TodayOut(
        now=clock.now(),
        clock_shift_s=int(shift.total_seconds()),
        sales=await _sales(call, grants.scope("orders.read")) if "orders.read" in grants else None,
        queues=[
            queue
            for permission, read in QUEUES
            if permission in grants
            for queue in await read(call, grants.scope(permission))
            if queue.count
        ],
        teams=await _teams(call, grants.scope("groupbuy.read")) if "groupbuy.read" in grants else None,
    )


async def _sales(call: Call, scope: Scope) -> SalesOut:
    now = clock.now()
    today = calendar.start_of(calendar.day_of(now))
    days = {"today": today, "yesterday": today - timedelta(days=1), "last_week": today - timedelta(days=7)}
    found = await orders.sales(call.tx, days, now - today, await orders.within(call.tx, scope))
    return SalesOut(**{name: DayOut.model_validate(day, from_attributes=True) for name, day in found.items()})


async def _teams(call: Call, scope: Scope) -> TeamsOut:
    found, total = await groupbuy.forming_now(call.tx, clock.now(), TEAMS_SHOWN, scope.asked_members())
    return TeamsOut(items=await team_cards(call.tx, scope, found), total=total)


async def _order_queues(call: Call, scope: Scope) -> list[QueueOut]:
    """What the desk and the warehouse have to do."""
    wanted = ("to_ship", "overdue", "to_prepare", "ready_for_pickup", "awaiting_payment")
    tabs = await tabs_within(call.tx, scope)
    found = await orders.counts(call.tx, {name: tabs[name] for name in wanted}, COUNTED_MAX)
    tones: dict[str, Tone] = {"overdue": "danger"}
    return [QueueOut(key=name, count=found[name], tone=tones.get(name, "neutral")) for name in wanted]


async def _money_queues(call: Call, scope: Scope) -> list[QueueOut]:
    """Money that a person has to look at."""
    own = scope.asked_members()
    failed = await payments.count_refunds(call.tx, payments.RefundListing(states=(RefundState.FAILED,), payers=own))
    waiting = await payments.count_refunds(
        call.tx, payments.RefundListing(states=(RefundState.PENDING,), waits_since=clock.now() - LATE_REFUND, payers=own)
    )
    odd = await payments.count_payments(call.tx, payments.PaymentListing(states=(PaymentState.MISMATCH,), payers=own))
    return [
        QueueOut(key="refunds_failed", count=failed, tone="danger"),
        QueueOut(key="refunds_waiting", count=waiting, tone="warning"),
        QueueOut(key="payments_mismatched", count=odd, tone="danger"),
    ]


async def _review_queues(call: Call, _: Scope) -> list[QueueOut]:
    """Products that somebody has to approve."""
    found = await catalog.list_products(call.tx, catalog.ProductQuery(status=ProductStatus.IN_REVIEW), limit=1)
    return [QueueOut(key="products_in_review", count=found.count, tone="neutral")]


async def _stock_queues(call: Call, scope: Scope) -> list[QueueOut]:
    """What runs out, and what has."""
    tones: dict[LevelState, Tone] = {LevelState.LOW: "warning", LevelState.OUT: "danger"}
    return [
        QueueOut(
            key=f"stock_{state}",
            count=(await inventory.find_levels(call.tx, LevelQuery(state=state, places=scope.asked_places()), None, None, 1)).count,
            tone=tone,
        )
        for state, tone in tones.items()
    ]


async def _engine_queues(call: Call, _: Scope) -> list[QueueOut]:
    """What the machine could not do by itself."""
    dead = await count_up_to(call.tx, "SELECT 1 FROM jobs_job WHERE state = 'dead'", most=COUNTED_MAX)
    parked = await count_up_to(call.tx, "SELECT 1 FROM facts_failure", most=COUNTED_MAX)
    return [QueueOut(key="jobs_dead", count=dead, tone="danger"), QueueOut(key="facts_parked", count=parked, tone="danger")]


async def _audit_queues(call: Call, _: Scope) -> list[QueueOut]:
    """A broken chain is nobody's daily work."""
    last = await audit.checks(call.tx, 1)
    return [QueueOut(key="audit_broken", count=len(last[0].problems) if last else 0, tone="danger")]


QUEUES: tuple[tuple[str, Callable[[Call, Scope], Awaitable[list[QueueOut]]]], ...] = (
    ("orders.read", _order_queues),
    ("payments.read", _money_queues),
    ("catalog.publish", _review_queues),
    ("inventory.read", _stock_queues),
    ("system.read", _engine_queues),
    ("audit.read", _audit_queues),
)
"""Which permission shows which queues, each counting no further than its scope."""
