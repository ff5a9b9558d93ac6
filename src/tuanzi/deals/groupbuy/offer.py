"""Group-buy as pricing sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tuanzi.deals.groupbuy import repository, rules, seats
from tuanzi.deals.groupbuy.contracts import KIND, Activity, ActivityId, RewardKind, Status, Who
from tuanzi.deals.groupbuy.errors import ActivityNotFound, ActivityOver, DeliveryNotOffered, NewMembersOnly, SkuNotInActivity
from tuanzi.deals.groupbuy.take_seat import take_seat
from tuanzi.deals.groupbuy.terms import GroupBuyTerms, terms_of
from tuanzi.deals.pricing.api import register
from tuanzi.deals.pricing.contracts import (
    Award,
    Basket,
    Buyer,
    Claim,
    Claimed,
    DealChoice,
    Explanation,
    PricedLine,
    Ruling,
    Scope,
    Stage,
    Terms,
)
from tuanzi.deals.pricing.ports import Offer
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import OrderId


def _chosen(deal: DealChoice | None) -> ActivityId | None:
    if deal is None or deal.kind != KIND:
        return None
    try:
        return ActivityId.parse(deal.activity_id)
    except ValueError:
        raise ActivityNotFound from None


def _is_open(activity: Activity, now: datetime) -> bool:
    return activity.status is Status.PUBLISHED and activity.draft.starts_at <= now < activity.draft.ends_at


class GroupBuy(Offer):
    """The group price for who opens or joins a team; everybody else is told that it exists."""

    kind = KIND
    stage = Stage.SCENE
    terms_type = GroupBuyTerms

    async def describe(self, tx: Tx, scope: Scope) -> Sequence[Terms]:
        """The running activities of these products, and the chosen one in whatever state it is. One query."""
        found = await repository.live_activities(tx, scope.product_ids, scope.now, _chosen(scope.deal))
        chosen = _chosen(scope.deal)
        return [terms_of(each, is_open=_is_open(each, scope.now)) for each in found if each.id == chosen or _is_open(each, scope.now)]

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        """The chosen activity's price for every line. Raises its error if the buyer cannot have it."""
        del now
        ours = [each for each in terms if isinstance(each, GroupBuyTerms)]
        chosen_id = _chosen(basket.deal)
        if chosen_id is None or basket.deal is None:
            return Ruling(refusals=tuple(_not_chosen(each, priced) for each in ours for priced in lines if _off(each, priced, leads=False)))
        chosen = next((each for each in ours if each.activity.id == chosen_id), None)
        if chosen is None:
            raise ActivityNotFound
        leads = basket.deal.team_id is None
        _refuse(chosen, basket, buyer, leads=leads)
        return Ruling(tuple(_award(chosen, index, priced, leads=leads) for index, priced in enumerate(lines)))

    async def claim(self, tx: Tx, claim: Claim, terms: Sequence[Terms]) -> Claimed:
        """A seat, held for the payment time."""
        chosen_id = _chosen(claim.basket.deal)
        activity = next(each.activity for each in terms if isinstance(each, GroupBuyTerms) and each.activity.id == chosen_id)
        return await take_seat(tx, claim, activity)

    async def release(self, tx: Tx, order_id: OrderId, reason: str) -> None:
        """The seat is free again, unless it was paid: then the refund has said what happens."""
        del reason
        await seats.give_up(tx, order_id)

    async def settle(self, tx: Tx, order_id: OrderId) -> None:
        """The seat is taken by payment."""
        await seats.take(tx, order_id)


def _refuse(chosen: GroupBuyTerms, basket: Basket, buyer: Buyer, *, leads: bool) -> None:
    draft = chosen.activity.draft
    if chosen.activity.status is Status.DRAFT:
        raise ActivityNotFound
    if leads and not chosen.is_open:
        raise ActivityOver(activity_id=chosen.activity.id)
    if not leads and draft.who is Who.NEW_MEMBERS and not buyer.is_new:
        raise NewMembersOnly
    if basket.delivery not in draft.delivery:
        raise DeliveryNotOffered(delivery=basket.delivery)
    for line in basket.lines:
        if draft.tiers[0].price_of(line.sku_id) is None:
            raise SkuNotInActivity(sku_id=line.sku_id)


def _off(terms: GroupBuyTerms, priced: PricedLine, *, leads: bool) -> Money | None:
    """What the group price takes off a line; None for another sku. Never dearer than buying alone."""
    draft = terms.activity.draft
    price = rules.group_price(draft.tiers[0], priced.line.sku_id, draft.reward, leads=leads)
    if price is None or price.currency != priced.line.price.currency:
        return None
    return (min(price, priced.line.price) - priced.line.price) * priced.line.quantity


def _award(terms: GroupBuyTerms, index: int, priced: PricedLine, *, leads: bool) -> Award:
    off = _off(terms, priced, leads=leads)
    if off is None:
        raise SkuNotInActivity(sku_id=priced.line.sku_id)
    why = (
        "groupbuy.why_leader_price" if leads and terms.activity.draft.reward.kind is RewardKind.LEADER_PRICE else "groupbuy.why_group_price"
    )
    fields = (("size", terms.activity.draft.tiers[0].size),)
    return Award(KIND, terms.reference, terms.label, off, (index,), why, closes=not terms.activity.draft.combinable, fields=fields)


def _not_chosen(terms: GroupBuyTerms, priced: PricedLine) -> Explanation:
    off = _off(terms, priced, leads=False)
    return Explanation(KIND, terms.label, False, off, "groupbuy.why_not_chosen", (("size", terms.activity.draft.tiers[0].size),))


register(GroupBuy())
