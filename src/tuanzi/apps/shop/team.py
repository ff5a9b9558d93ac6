"""The team page: who is in, how many are missing, until when, and whether I can join."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import (
    ActivityDraft,
    ActivityId,
    FailPolicy,
    RewardState,
    Seat,
    SeatState,
    TeamId,
    TeamState,
    TeamView,
    Who,
)
from tuanzi.deals.groupbuy.errors import AlreadyInTeam, LimitReached, NewMembersOnly, TeamEnded, TeamFull, TeamNotFound, TeamNotOpen
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import ProductId, SkuId, SkuView
from tuanzi.goods.inventory import api as inventory
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, Router, Wire, anyone
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.kernel.pictures import Picture
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import OrderId

shop = Router(tags=["groupbuy"])


class TeamProduct(Wire):
    """What the team buys."""

    id: ProductId
    title: str
    picture: Picture | None
    selling_point: str


class TeamTier(Wire):
    """A team size with its lowest price."""

    size: int
    price: Money


class TeamSeat(Wire):
    """Somebody who has paid."""

    nickname: str
    avatar: dict[str, Any] | None
    is_leader: bool
    joined_at: datetime


class MyReward(Wire):
    """What I get for leading."""

    state: RewardState
    amount: Money


class MySeat(Wire):
    """My own place in the team."""

    order_id: OrderId
    state: SeatState
    is_leader: bool
    reward: MyReward | None


class TeamSku(Wire):
    """What can be chosen when joining."""

    sku_id: SkuId
    options: list[str]
    price: Money
    available: int


class TeamOut(Wire):
    """A team. ``why_not`` is the code of the error that joining would raise now."""

    id: TeamId
    state: TeamState
    activity_id: ActivityId
    product: TeamProduct
    size: int
    tiers: list[TeamTier]
    paid: int
    held: int
    missing: int
    expires_at: datetime | None
    opened_at: datetime
    succeeded_at: datetime | None
    seats: list[TeamSeat]
    price: Money
    single_price: Money
    mine: MySeat | None
    rules: list[str]
    can_join: bool
    why_not: str | None
    skus: list[TeamSku]


@shop.get("/teams/{team_id}", access=anyone(), errors=[TeamNotFound])
async def show(call: Call, team_id: TeamId) -> TeamOut:
    """A team by its link; live changes come on the topic ``team:<id>``."""
    view = await groupbuy.team_view(call.tx, team_id)
    viewer = MemberId.of(call.member_id_or_none) if call.member_id_or_none else None
    team, draft = view.team, view.activity.draft
    tx, seats, sku_ids = call.tx, shown_seats(view), [sku_id for sku_id, _ in draft.tiers[0].prices]
    (products, skus), (available, members), why_not = await tx.together(
        tx.together(catalog.get_products(tx, [draft.product_id]), catalog.get_skus(tx, sku_ids)),
        tx.together(inventory.available(tx, sku_ids), accounts.get_many(tx, [seat.member_id for seat in seats])),
        refusal(tx, view, viewer),
    )
    product = products[draft.product_id]
    on_sale = {sku.id for sku in skus.values() if sku.is_on_sale}
    return TeamOut(
        id=team.id,
        state=team.state,
        activity_id=team.activity_id,
        product=TeamProduct(
            id=product.id,
            title=product.title,
            picture=Picture.of_optional(product.picture_key, product.title),
            selling_point=product.selling_point,
        ),
        size=team.size,
        tiers=[TeamTier(size=tier.size, price=min((price for _, price in tier.prices), key=_minor)) for tier in draft.tiers],
        paid=team.shown_paid,
        held=team.held,
        missing=team.missing,
        expires_at=team.expires_at,
        opened_at=team.opened_at,
        succeeded_at=team.succeeded_at,
        seats=[
            TeamSeat(**groupbuy.face(members.get(seat.member_id)), is_leader=seat.is_leader, joined_at=seat.joined_at) for seat in seats
        ],
        price=min((price for _, price in draft.tiers[0].prices), key=_minor),
        single_price=min((sku.price for sku in skus.values()), key=_minor),
        mine=my_seat(view, viewer),
        rules=rules_of(draft, call.language),
        can_join=why_not is None,
        why_not=why_not,
        skus=[_sku(skus[sku_id], price, available.get(sku_id, 0)) for sku_id, price in draft.tiers[0].prices if sku_id in on_sale],
    )


def _minor(amount: Money) -> int:
    return amount.minor


def _sku(sku: SkuView, price: Money, available: int) -> TeamSku:
    return TeamSku(sku_id=sku.id, options=list(sku.options), price=min(price, sku.price), available=available)


def shown_seats(view: TeamView) -> list[Seat]:
    """Who sits in the team: the paid seats, and of a team that has ended everybody it ended with, refunded since or by its end."""
    team = view.team
    if team.state is TeamState.SUCCEEDED:
        return [seat for seat in view.seats if seat.state is SeatState.PAID or _refunded_since(seat, team.succeeded_at)]
    return [seat for seat in view.seats if seat.state is SeatState.PAID or (team.state is TeamState.FAILED and _refunded_since(seat, None))]


def _refunded_since(seat: Seat, since: datetime | None) -> bool:
    if seat.state is not SeatState.REFUNDED or seat.paid_at is None or seat.ended_at is None:
        return False
    return since is None or seat.ended_at >= since


def my_seat(view: TeamView, viewer: MemberId | None) -> MySeat | None:
    """The viewer's newest place, and the reward if the viewer leads."""
    mine = [seat for seat in view.seats if seat.member_id == viewer]
    if not mine:
        return None
    seat = max(mine, key=lambda each: each.id)
    kept = view.reward if view.reward and view.reward.leader_id == viewer else None
    reward = MyReward(state=kept.state, amount=kept.amount) if kept else None
    return MySeat(order_id=seat.order_id, state=seat.state, is_leader=seat.is_leader, reward=reward)


async def refusal(tx: Tx, view: TeamView, viewer: MemberId | None) -> str | None:
    """The code of what keeps the viewer out of the team; None if joining may be tried."""
    team, draft = view.team, view.activity.draft
    mine = [seat for seat in view.seats if seat.member_id == viewer and seat.state in {SeatState.HELD, SeatState.PAID}]
    if mine:
        return AlreadyInTeam.code
    if team.state is TeamState.OPENING:
        return TeamNotOpen.code
    if team.state is not TeamState.FORMING or team.expires_at is None or team.expires_at <= clock.now():
        return TeamEnded.code
    if team.paid + team.held >= team.size:
        return TeamFull.code
    if viewer is None:
        return None
    if draft.who is Who.NEW_MEMBERS and await orders.paid_count(tx, viewer):
        return NewMembersOnly.code
    if draft.limit_per_member is not None and await groupbuy.bought(tx, view.activity.id, viewer) >= draft.limit_per_member:
        return LimitReached.code
    return None


def rules_of(draft: ActivityDraft, language: str) -> list[str]:
    """The rules of the team in sentences."""
    sizes = {"size": draft.tiers[-1].size, "least": draft.tiers[0].size}
    # A ladder is full at its largest size, but its smallest is enough when the time is over.
    is_ladder = len(draft.tiers) > 1
    said = [text("groupbuy.rule_ladder_size" if is_ladder else "groupbuy.rule_size", language, sizes)]
    if is_ladder:
        said.append(text("groupbuy.rule_ladder", language))
    said.append(text("groupbuy.rule_seat", language))
    if draft.fail_policy is FailPolicy.SUCCEED:
        said.append(text("groupbuy.rule_fail_succeed", language))
    else:
        said.append(text("groupbuy.rule_ladder_fail_refund" if is_ladder else "groupbuy.rule_fail_refund", language, sizes))
    if draft.who is Who.NEW_MEMBERS:
        said.append(text("groupbuy.rule_new_members", language))
    if draft.limit_per_member is not None:
        said.append(text("groupbuy.rule_limit", language, {"limit": draft.limit_per_member}))
    said.append(text("groupbuy.rule_no_fakes", language))
    return said
