"""The console's pages of group-buy: activities with their goods and figures, the board of teams, one team whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query

from tuanzi.apps.console.orders import MemberBrief
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import (
    KIND,
    TEAM_SIZE_MAX,
    Activity,
    ActivityId,
    RewardState,
    SeatState,
    Status,
    Team,
    TeamId,
    TeamState,
)
from tuanzi.deals.groupbuy.errors import ActivityNotFound, TeamNotFound
from tuanzi.deals.groupbuy.http import ActivityOut, TeamRow, activity_out, team_row
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import ProductId, ProductView
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, Moment, Router, Wire, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.kernel.listing import BadSort, Listed
from tuanzi.kernel.money import Money
from tuanzi.kernel.pictures import Picture
from tuanzi.kernel.scope import Scope
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Member, MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId, State

console = Router(prefix="/groupbuy", tags=["groupbuy"])
FOUND_MAX = 200
"""Products that a text may stand for."""
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]


class ProductBrief(Wire):
    """What it is about, in a row."""

    id: ProductId
    title: str
    picture: Picture | None

    @classmethod
    def of(cls, product: ProductView | None) -> ProductBrief | None:
        """None for a product that is gone."""
        return (
            product
            if product is None
            else cls(id=product.id, title=product.title, picture=Picture.of_optional(product.picture_key, product.title))
        )


class ActivityFigures(Wire):
    """How an activity does; refunded seats do not count, ``rewards`` is what leaders were promised and still may get."""

    forming: int
    succeeded: int
    failed: int
    seats: int
    pieces: int
    members: int
    rewards: Money


class ActivityRow(ActivityOut):
    """An activity in the list."""

    phase: groupbuy.Phase
    product: ProductBrief | None
    figures: ActivityFigures


class ActivityReport(ActivityRow):
    """An activity with the money of its orders: what was paid, and what of it went back."""

    orders: int
    paid: Money
    refunded: Money


class SeatFace(Wire):
    """Who sits there."""

    member: MemberBrief | None
    state: SeatState
    is_leader: bool
    quantity: int
    joined_at: datetime
    paid_at: datetime | None
    order_id: OrderId
    order_number: str
    order_state: State | None


class TeamCard(TeamRow):
    """A team on the board: its goods, its leader, and who sits in it."""

    product: ProductBrief | None
    leader: MemberBrief | None
    faces: list[MemberBrief]


class RewardOut(Wire):
    """The leader's cashback."""

    state: RewardState
    amount: Money


class TeamDetail(TeamCard):
    """A team whole: every seat with its order, also given back ones, and the leader's reward."""

    activity_title: str
    seats: list[SeatFace]
    reward: RewardOut | None


def phase_of(activity: Activity, now: datetime) -> groupbuy.Phase:
    """Where an activity stands."""
    if activity.status is Status.DRAFT:
        return groupbuy.Phase.DRAFT
    if activity.status is Status.ENDED or activity.draft.ends_at <= now:
        return groupbuy.Phase.ENDED
    return groupbuy.Phase.UPCOMING if activity.draft.starts_at > now else groupbuy.Phase.RUNNING


def _figures(found: groupbuy.Figures) -> ActivityFigures:
    return ActivityFigures.model_validate(found, from_attributes=True)


def _row(activity: Activity, products: dict[ProductId, ProductView], figures: dict[ActivityId, groupbuy.Figures]) -> ActivityRow:
    return ActivityRow(
        **dict(activity_out(activity)),
        phase=phase_of(activity, clock.now()),
        product=ProductBrief.of(products.get(activity.draft.product_id)),
        figures=_figures(figures.get(activity.id, groupbuy.Figures())),
    )


@console.get("/activities", access=staff("groupbuy.read", "common"), errors=[BadCursor, BadSort])
async def index(
    call: Call,
    phase: groupbuy.Phase | None = None,
    q: Annotated[str | None, Query(max_length=60)] = None,
    product_id: ProductId | None = None,
    starts_since: Moment | None = None,
    starts_until: Moment | None = None,
    sort: Annotated[str | None, Query(max_length=40, json_schema_extra={"enum": list(groupbuy.ACTIVITIES.names)})] = None,
    cursor: str | None = None,
    limit: Limit = LIMIT_DEFAULT,
) -> Listed[ActivityRow]:
    """Activities with their goods and figures. ``q``: words of the product's title, or the beginning of the activity's own."""
    product_ids: tuple[ProductId, ...] | None = (product_id,) if product_id else None
    title = None
    if q:
        known = tuple(await catalog.find_by_title(call.tx, q, FOUND_MAX))
        product_ids, title = (known, None) if known else (product_ids, q)
    listing = groupbuy.ActivityListing(phase, product_ids, title, starts_since, starts_until)
    place, now = groupbuy.ACTIVITIES.place(sort, cursor), clock.now()
    found, following = await groupbuy.list_activities(call.tx, listing, now, place, limit)
    count, products, figures = await call.tx.together(
        groupbuy.count_activities(call.tx, listing, now),
        catalog.get_products(call.tx, sorted({each.draft.product_id for each in found})),
        groupbuy.figures(call.tx, [each.id for each in found]),
    )
    return Listed.of([_row(each, products, figures) for each in found], following, count)


@console.get("/activities/{activity_id}/report", access=staff("groupbuy.read", "common"), errors=[ActivityNotFound])
async def report(call: Call, activity_id: ActivityId) -> ActivityReport:
    """One activity with its figures and the money of its orders."""
    activity = await groupbuy.get_activity(call.tx, activity_id)
    products, figures, money = await call.tx.together(
        catalog.get_products(call.tx, [activity.draft.product_id]),
        groupbuy.figures(call.tx, [activity_id]),
        orders.money_of_offer(call.tx, KIND, str(activity_id)),
    )
    row = _row(activity, products, figures)
    return ActivityReport(**dict(row), orders=money.orders, paid=money.paid, refunded=money.refunded)


@console.get("/teams", access=staff("groupbuy.read", "own"), errors=[BadCursor, BadSort])
async def teams(
    call: Call,
    state: Annotated[list[TeamState] | None, Query(max_length=4)] = None,
    activity_id: ActivityId | None = None,
    product_id: ProductId | None = None,
    ends_within_s: Annotated[int | None, Query(ge=0, le=30 * 86_400)] = None,
    missing: Annotated[int | None, Query(ge=0, le=TEAM_SIZE_MAX)] = None,
    sort: Annotated[str | None, Query(max_length=40, json_schema_extra={"enum": list(groupbuy.TEAMS.names)})] = None,
    cursor: str | None = None,
    limit: Limit = LIMIT_DEFAULT,
) -> Listed[TeamCard]:
    """The board of teams. ``missing``: at most so many seats are still needed."""
    ends_before = clock.now() + timedelta(seconds=ends_within_s) if ends_within_s is not None else None
    listing = groupbuy.TeamListing(tuple(state or ()), activity_id, product_id, ends_before, missing, call.scope.asked_members())
    found, following = await groupbuy.list_teams(call.tx, listing, groupbuy.TEAMS.place(sort, cursor), limit)
    count, cards = await groupbuy.count_teams(call.tx, listing), await team_cards(call.tx, call.scope, found)
    return Listed.of(cards, following, count)


async def team_cards(tx: Tx, scope: Scope, found: Sequence[Team]) -> list[TeamCard]:
    """Teams as cards, in the given order. Who sits there besides the reader's own members is shown by name and picture only."""
    seats, products = await tx.together(
        groupbuy.seats_of(tx, [each.id for each in found]),
        catalog.get_products(tx, sorted({each.product_id for each in found})),
    )
    people = await accounts.get_many(tx, sorted({seat.member_id for seat in seats} | {each.leader_id for each in found}))
    return [
        TeamCard(
            **dict(team_row(team)),
            product=ProductBrief.of(products.get(team.product_id)),
            leader=_brief(people, team.leader_id, scope),
            faces=[
                brief
                for seat in seats
                if seat.team_id == team.id and seat.state is SeatState.PAID and (brief := _brief(people, seat.member_id, scope))
            ],
        )
        for team in found
    ]


def _brief(people: dict[MemberId, Member], member_id: MemberId, scope: Scope) -> MemberBrief | None:
    if member_id not in people:
        return None
    brief = MemberBrief.of(people[member_id])
    return brief if scope.has_member(member_id) else brief.model_copy(update={"phone": None})


@console.get("/teams/{team_id}", access=staff("groupbuy.read", "own"), errors=[TeamNotFound])
async def team(call: Call, team_id: TeamId) -> TeamDetail:
    """One team with every seat it ever had. Live changes come on the topic ``team:<id>``."""
    view = await groupbuy.team_view(call.tx, team_id)
    [card] = await team_cards(call.tx, call.scope, [view.team])
    people, found = await call.tx.together(
        accounts.get_many(call.tx, sorted({seat.member_id for seat in view.seats})),
        orders.get_many(call.tx, [seat.order_id for seat in view.seats if call.scope.has_member(seat.member_id)]),
    )
    return TeamDetail(
        **dict(card),
        activity_title=view.activity.draft.title,
        seats=[
            SeatFace(
                member=_brief(people, seat.member_id, call.scope),
                state=seat.state,
                is_leader=seat.is_leader,
                quantity=seat.quantity,
                joined_at=seat.joined_at,
                paid_at=seat.paid_at,
                order_id=seat.order_id,
                order_number=found[seat.order_id].number if seat.order_id in found else "",
                order_state=found[seat.order_id].state if seat.order_id in found else None,
            )
            for seat in view.seats
        ],
        reward=RewardOut(state=view.reward.state, amount=view.reward.amount) if view.reward else None,
    )
