"""What happens to teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tuanzi.deals.groupbuy.contracts import ActivityId, TeamId
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.kernel.facts import fact
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import OrderId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class ActivityPublished:
    """Recorded when an operator publishes an activity; it runs from ``starts_at`` to ``ends_at``."""

    activity_id: ActivityId
    product_id: ProductId
    starts_at: datetime
    ends_at: datetime


@fact(version=1)
@dataclass(frozen=True, slots=True)
class ActivityEnded:
    """Recorded when an activity ends, by its clock or by an operator. Its running teams go on."""

    activity_id: ActivityId
    product_id: ProductId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class SeatHeld:
    """Recorded when a seat is held at checkout for the payment time."""

    team_id: TeamId
    member_id: MemberId
    order_id: OrderId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class SeatGivenBack:
    """Recorded when a seat becomes free again: not paid in time, or refunded."""

    team_id: TeamId
    member_id: MemberId
    order_id: OrderId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class TeamOpened:
    """Recorded when the leader has paid: others may join until ``expires_at``."""

    team_id: TeamId
    activity_id: ActivityId
    product_id: ProductId
    leader_id: MemberId
    order_id: OrderId
    size: int
    expires_at: datetime


@fact(version=1)
@dataclass(frozen=True, slots=True)
class SeatPaid:
    """Recorded when a seat is taken by payment; ``paid`` of ``size`` are taken then."""

    team_id: TeamId
    activity_id: ActivityId
    member_id: MemberId
    order_id: OrderId
    is_leader: bool
    paid: int
    size: int


@fact(version=1)
@dataclass(frozen=True, slots=True)
class LeaderChanged:
    """Recorded when the leader was refunded before the end and the next paid member leads."""

    team_id: TeamId
    old_leader_id: MemberId
    new_leader_id: MemberId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class TeamSucceeded:
    """Recorded when a team is complete, or is let through incomplete by its policy or an operator. ``size`` are its paid seats."""

    team_id: TeamId
    activity_id: ActivityId
    product_id: ProductId
    size: int
    leader_id: MemberId
    member_ids: tuple[MemberId, ...]
    order_ids: tuple[OrderId, ...]


@fact(version=1)
@dataclass(frozen=True, slots=True)
class TeamFailed:
    """Recorded when a team ends without success; every paid order in ``order_ids`` is being refunded in full."""

    team_id: TeamId
    activity_id: ActivityId
    product_id: ProductId
    reason: str
    member_ids: tuple[MemberId, ...]
    order_ids: tuple[OrderId, ...]


@fact(version=1)
@dataclass(frozen=True, slots=True)
class DifferenceRefunded:
    """Recorded when a member gets back what the team's final price is lower than the price paid."""

    team_id: TeamId
    member_id: MemberId
    order_id: OrderId
    amount: Money


@fact(version=1)
@dataclass(frozen=True, slots=True)
class PlaceRegained:
    """Recorded when who paid too late has the old place in the team back, without being asked."""

    team_id: TeamId
    member_id: MemberId
    order_id: OrderId


@fact(version=1)
@dataclass(frozen=True, slots=True)
class PlaceLost:
    """Recorded when the old place of who paid too late is gone: the member chooses until ``until``, then the money goes back."""

    member_id: MemberId
    order_id: OrderId
    paid: Money
    until: datetime


@fact(version=1)
@dataclass(frozen=True, slots=True)
class LeaderRewardFrozen:
    """Recorded when the leader's cashback is promised, and again with the new ``amount`` when a refund changes it."""

    team_id: TeamId
    leader_id: MemberId
    amount: Money


@fact(version=1)
@dataclass(frozen=True, slots=True)
class LeaderRewardReleased:
    """Recorded when the leader's cashback can be spent."""

    team_id: TeamId
    leader_id: MemberId
    amount: Money


@fact(version=1)
@dataclass(frozen=True, slots=True)
class LeaderRewardVoided:
    """Recorded when nothing is left of the leader's cashback; ``amount`` was promised last."""

    team_id: TeamId
    leader_id: MemberId
    amount: Money
