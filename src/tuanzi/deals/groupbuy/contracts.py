"""The words of group-buy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tuanzi.goods.catalog.contracts import ProductId, SkuId
from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.orders.contracts import Delivery, OrderId


class ActivityId(Id, prefix="gba"):
    """A group-buy activity."""


class TeamId(Id, prefix="tea"):
    """A team."""


class SeatId(Id, prefix="sea"):
    """A member's place in a team, taken with one order."""


KIND = "groupbuy"
HOLD = "groupbuy"
"""The reason of the hold that keeps an order waiting for its team; its reference is the team's wire id."""

TEAM_SIZE_MIN = 2
TEAM_SIZE_MAX = 10
TIERS_MAX = 5
TEAM_DURATION_S_DEFAULT = 24 * 3600
TEAM_DURATION_S_MIN = 60
TEAM_DURATION_S_MAX = 7 * 24 * 3600
WINDOW_DAYS_MAX = 366
STOCK_MAX = 10_000_000
LIMIT_MAX = 9_999
TITLE_LENGTH_MAX = 60
REWARD_BPS_MAX = 5_000
OPEN_TEAMS_SHOWN = 10


class Status(StrEnum):
    """How far an activity has come. An ended activity opens no team; its running teams go on to their own end."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"


class Who(StrEnum):
    """Who may join a team; the leader may be anybody (老带新)."""

    ALL = "all"
    NEW_MEMBERS = "new_members"


class RewardKind(StrEnum):
    """What the leader gets for a team that succeeds (团长返现 / 团长优惠 / 团长免单)."""

    NONE = "none"
    CASHBACK = "cashback"
    CASHBACK_BPS = "cashback_bps"
    LEADER_PRICE = "leader_price"
    FREE_ORDER = "free_order"


class FailPolicy(StrEnum):
    """What happens to a team that is not full when its time is over."""

    REFUND = "refund"
    SUCCEED = "succeed"


class TeamState(StrEnum):
    """``opening``: the leader has not paid yet; the team is not shown and its clock does not run."""

    OPENING = "opening"
    FORMING = "forming"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class SeatState(StrEnum):
    """``voided``: not paid in time. ``refunded``: paid, and all of it given back."""

    HELD = "held"
    PAID = "paid"
    VOIDED = "voided"
    REFUNDED = "refunded"


class FailReason(StrEnum):
    """Why a team failed."""

    EXPIRED = "expired"
    LEADER_UNPAID = "leader_unpaid"
    ABANDONED = "abandoned"
    """Every paid member was refunded before it was full."""


class RewardState(StrEnum):
    """The life of a leader's cashback."""

    FROZEN = "frozen"
    RELEASED = "released"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Tier:
    """A team size with the price of each sku in it."""

    size: int
    prices: tuple[tuple[SkuId, Money], ...]

    def price_of(self, sku_id: SkuId) -> Money | None:
        """The group price of a sku, None if it is not part of the activity."""
        return next((price for sku, price in self.prices if sku == sku_id), None)


@dataclass(frozen=True, slots=True)
class Reward:
    """``amount``: the cashback, or what the leader pays less per piece. ``bps``: share of what the other members paid for goods."""

    kind: RewardKind = RewardKind.NONE
    amount: Money | None = None
    bps: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """Everything an operator says about an activity. ``limit_per_member`` and ``stock`` count pieces; None is no limit."""

    product_id: ProductId
    title: str
    tiers: tuple[Tier, ...]
    starts_at: datetime
    ends_at: datetime
    team_duration_s: int = TEAM_DURATION_S_DEFAULT
    limit_per_member: int | None = None
    stock: int | None = None
    who: Who = Who.ALL
    reward: Reward = field(default_factory=Reward)
    combinable: bool = False
    fail_policy: FailPolicy = FailPolicy.REFUND
    delivery: tuple[Delivery, ...] = ("ship", "pickup")


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity. ``taken`` counts the pieces of its stock in live seats; only counted where there is a stock."""

    id: ActivityId
    status: Status
    draft: ActivityDraft
    taken: int
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def left(self) -> int | None:
        """Pieces of the activity's stock left, None without a limit."""
        return None if self.draft.stock is None else max(0, self.draft.stock - self.taken)

    @property
    def size(self) -> int:
        """The size at which a team is full: that of the largest tier."""
        return self.draft.tiers[-1].size


@dataclass(frozen=True, slots=True)
class Team:
    """A team. ``paid`` and ``held`` count live seats; ``reached`` is the number of paid seats when it succeeded."""

    id: TeamId
    activity_id: ActivityId
    product_id: ProductId
    state: TeamState
    size: int
    paid: int
    held: int
    leader_id: MemberId
    opened_at: datetime
    expires_at: datetime | None
    succeeded_at: datetime | None
    reached: int | None
    fail_reason: FailReason | None

    @property
    def shown_paid(self) -> int:
        """Paid seats as the page shows them: a refund after success does not take anybody off it."""
        return self.reached if self.reached is not None else self.paid

    @property
    def missing(self) -> int:
        """Paid seats still needed; none in a team that has succeeded."""
        return 0 if self.state is TeamState.SUCCEEDED else max(0, self.size - self.paid)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's place. ``quantity`` counts pieces; held at ``joined_at``, taken at ``paid_at``, given back at ``ended_at``."""

    id: SeatId
    team_id: TeamId
    activity_id: ActivityId
    member_id: MemberId
    order_id: OrderId
    state: SeatState
    is_leader: bool
    quantity: int
    joined_at: datetime
    paid_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class LeaderReward:
    """A leader's cashback for one team. ``amount`` is what it is worth now."""

    team_id: TeamId
    leader_id: MemberId
    state: RewardState
    amount: Money


@dataclass(frozen=True, slots=True)
class TeamView:
    """What the team page needs: the team, its activity, its live seats leader first, and the leader's reward."""

    team: Team
    activity: Activity
    seats: tuple[Seat, ...]
    reward: LeaderReward | None
