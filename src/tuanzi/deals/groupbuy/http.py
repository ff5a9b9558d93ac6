"""Endpoints of group-buy: the open teams of a product for shoppers, activities and teams for operators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from tuanzi.deals.groupbuy import api
from tuanzi.deals.groupbuy import errors as refused
from tuanzi.deals.groupbuy.contracts import (
    STOCK_MAX,
    TEAM_DURATION_S_DEFAULT,
    TIERS_MAX,
    TITLE_LENGTH_MAX,
    Activity,
    ActivityDraft,
    ActivityId,
    FailPolicy,
    Reward,
    RewardKind,
    Status,
    Team,
    TeamId,
    TeamState,
    Tier,
    Who,
)
from tuanzi.deals.pricetruth.errors import PriceRaised
from tuanzi.goods.catalog.contracts import SKU_COUNT_MAX, ProductId, SkuId
from tuanzi.goods.catalog.errors import ProductNotFound
from tuanzi.kernel.http import Call, Moment, Router, Wire, anyone, staff
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trust.audit.contracts import Entry

shop = Router(tags=["groupbuy"])
console = Router(prefix="/groupbuy", tags=["groupbuy"])

Delivery = Literal["ship", "pickup"]


class FaceOut(Wire):
    """A member as others see one."""

    nickname: str
    avatar: dict[str, Any] | None


class TeamCardOut(Wire):
    """A team in a list."""

    id: TeamId
    leader: FaceOut
    size: int
    paid: int
    missing: int
    expires_at: datetime | None


class TeamCards(Wire):
    """Teams that can be joined now, nearest to full first, and those in which the caller sits already."""

    items: list[TeamCardOut]
    mine: list[TeamCardOut]


class SkuPrice(Wire):
    """The group price of a sku."""

    sku_id: SkuId
    price: Money


class TierWire(Wire):
    """A team size and its prices."""

    size: int
    skus: Annotated[list[SkuPrice], Field(max_length=SKU_COUNT_MAX)]


class RewardWire(Wire):
    """What the leader gets. ``amount`` for cashback and leader_price (less per piece), ``bps`` for cashback_bps."""

    kind: RewardKind = RewardKind.NONE
    amount: Money | None = None
    bps: int | None = None


class ActivityIn(Wire):
    """An activity as an operator writes it."""

    product_id: ProductId
    title: Annotated[str, Field(max_length=TITLE_LENGTH_MAX)]
    sizes: Annotated[list[TierWire], Field(min_length=1, max_length=TIERS_MAX)]
    starts_at: Moment
    ends_at: Moment
    team_duration_s: int = TEAM_DURATION_S_DEFAULT
    limit_per_member: Annotated[int, Field(ge=1)] | None = None
    stock: Annotated[int, Field(ge=1, le=STOCK_MAX)] | None = None
    who: Who = Who.ALL
    leader_reward: RewardWire = RewardWire()
    combinable: bool = False
    fail_policy: FailPolicy = FailPolicy.REFUND
    delivery: Annotated[list[Delivery], Field(min_length=1, max_length=2)] = ["ship", "pickup"]

    def draft(self) -> ActivityDraft:
        """As the domain knows it."""
        return ActivityDraft(
            product_id=self.product_id,
            title=self.title,
            tiers=tuple(Tier(tier.size, tuple((sku.sku_id, sku.price) for sku in tier.skus)) for tier in self.sizes),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            team_duration_s=self.team_duration_s,
            limit_per_member=self.limit_per_member,
            stock=self.stock,
            who=self.who,
            reward=Reward(self.leader_reward.kind, self.leader_reward.amount, self.leader_reward.bps),
            combinable=self.combinable,
            fail_policy=self.fail_policy,
            delivery=tuple(self.delivery),
        )


class ActivityChange(ActivityIn):
    """A changed draft; ``version`` is the one that was edited."""

    version: int


class ActivityOut(ActivityIn):
    """An activity with how far it has come."""

    id: ActivityId
    status: Status
    version: int
    left: int | None
    created_at: datetime
    updated_at: datetime


class TeamRow(Wire):
    """A team in the console."""

    id: TeamId
    activity_id: ActivityId
    state: TeamState
    size: int
    paid: int
    held: int
    missing: int
    leader_id: MemberId
    opened_at: datetime
    expires_at: datetime | None
    succeeded_at: datetime | None
    fail_reason: str | None


def activity_out(found: Activity) -> ActivityOut:
    """As the console sees it."""
    draft = found.draft
    return ActivityOut(
        id=found.id,
        status=found.status,
        version=found.version,
        left=found.left,
        created_at=found.created_at,
        updated_at=found.updated_at,
        product_id=draft.product_id,
        title=draft.title,
        sizes=[
            TierWire(size=tier.size, skus=[SkuPrice(sku_id=sku_id, price=price) for sku_id, price in tier.prices]) for tier in draft.tiers
        ],
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        team_duration_s=draft.team_duration_s,
        limit_per_member=draft.limit_per_member,
        stock=draft.stock,
        who=draft.who,
        leader_reward=RewardWire(kind=draft.reward.kind, amount=draft.reward.amount, bps=draft.reward.bps),
        combinable=draft.combinable,
        fail_policy=draft.fail_policy,
        delivery=list(draft.delivery),
    )


def team_row(team: Team) -> TeamRow:
    """As the console sees it."""
    return TeamRow(
        id=team.id,
        activity_id=team.activity_id,
        state=team.state,
        size=team.size,
        paid=team.shown_paid,
        held=team.held,
        missing=team.missing,
        leader_id=team.leader_id,
        opened_at=team.opened_at,
        expires_at=team.expires_at,
        succeeded_at=team.succeeded_at,
        fail_reason=team.fail_reason.value if team.fail_reason else None,
    )


def _note(call: Call, action: str, object_id: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    kind = "groupbuy_team" if action == "groupbuy.succeed" else "groupbuy_activity"
    entry = Entry("staff", str(StaffId.of(call.staff_id)), action, kind, object_id, before, after, call.ip, call.request_id)
    api.log(call.tx, entry)


@contextmanager
def _in_words(call: Call) -> Iterator[None]:
    """Tell every flaw of an activity in the operator's language."""
    try:
        yield
    except refused.BadActivity as error:
        told = [{**flaw, "message": text(flaw["code"], call.language)} for flaw in error.fields["errors"]]
        raise refused.BadActivity(errors=told) from error


@shop.get("/products/{product_id}/teams", access=anyone())
async def teams_of_product(call: Call, product_id: ProductId) -> TeamCards:
    """Teams of this product that the caller could join now, and a member's own."""
    viewer = MemberId.of(call.member_id_or_none) if call.member_id_or_none else None
    own = await api.own_teams(call.tx, product_id, viewer) if viewer else []
    cards = await api.team_cards(call.tx, [*own, *await api.open_teams(call.tx, [product_id], viewer)])
    shown = [TeamCardOut.model_validate(card) for _, card in cards]
    return TeamCards(items=shown[len(own) :], mine=shown[: len(own)])


@console.post("/activities", access=staff("groupbuy.write", "common"), errors=[ProductNotFound, refused.BadActivity], status_code=201)
async def create(call: Call, body: ActivityIn) -> ActivityOut:
    """Write a draft."""
    with _in_words(call):
        out = activity_out(await api.create(call.tx, body.draft()))
    _note(call, "groupbuy.create", str(out.id), None, out.model_dump(mode="json"))
    return out


@console.get("/activities/{activity_id}", access=staff("groupbuy.read", "common"), errors=[refused.ActivityNotFound])
async def show(call: Call, activity_id: ActivityId) -> ActivityOut:
    """One activity."""
    return activity_out(await api.get_activity(call.tx, activity_id))


@console.put(
    "/activities/{activity_id}",
    access=staff("groupbuy.write", "common"),
    errors=[ProductNotFound, refused.ActivityNotFound, refused.ActivityVersion, refused.ActivityStatus, refused.BadActivity],
)
async def change(call: Call, activity_id: ActivityId, body: ActivityChange) -> ActivityOut:
    """Replace a draft."""
    before = activity_out(await api.get_activity(call.tx, activity_id))
    with _in_words(call):
        out = activity_out(await api.change(call.tx, activity_id, body.version, body.draft()))
    _note(call, "groupbuy.change", str(activity_id), before.model_dump(mode="json"), out.model_dump(mode="json"))
    return out


@console.post(
    "/activities/{activity_id}/publish",
    access=staff("groupbuy.publish", "common"),
    errors=[ProductNotFound, refused.ActivityNotFound, refused.ActivityStatus, refused.ActivityOverlaps, refused.BadActivity, PriceRaised],
)
async def publish(call: Call, activity_id: ActivityId) -> ActivityOut:
    """Put a draft on."""
    before = await api.get_activity(call.tx, activity_id)
    with _in_words(call):
        out = activity_out(await api.publish(call.tx, activity_id))
    _note(call, "groupbuy.publish", str(activity_id), {"status": before.status.value}, {"status": out.status.value})
    return out


@console.post(
    "/activities/{activity_id}/end", access=staff("groupbuy.publish", "common"), errors=[refused.ActivityNotFound, refused.ActivityStatus]
)
async def end(call: Call, activity_id: ActivityId) -> ActivityOut:
    """End an activity; its running teams go on."""
    before = await api.get_activity(call.tx, activity_id)
    out = activity_out(await api.end(call.tx, activity_id))
    _note(call, "groupbuy.end", str(activity_id), {"status": before.status.value}, {"status": out.status.value})
    return out


@console.post("/teams/{team_id}/succeed", access=staff("groupbuy.succeed"), errors=[refused.TeamNotFound, refused.TeamNotForming])
async def succeed(call: Call, team_id: TeamId) -> TeamRow:
    """Let an incomplete team through with the members it has."""
    row = team_row(await api.succeed(call.tx, team_id))
    _note(call, "groupbuy.succeed", str(team_id), {"state": "forming"}, {"state": row.state.value, "paid": row.paid})
    return row
