"""What the doors of coupons take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tuanzi.deals.coupons.contracts import (
    BEGINS_AFTER_MAX,
    CODE_LENGTH_MAX,
    NAME_LENGTH_MAX,
    PER_MEMBER_MAX,
    REMIND_HOURS_MAX,
    SCOPE_MAX,
    TOTAL_MAX,
    VALID_DAYS_MAX,
    Channel,
    Coupon,
    CouponId,
    CouponKind,
    CouponState,
    Issue,
    Status,
    Template,
    TemplateDraft,
    TemplateId,
    Validity,
    ValidityMode,
    Worth,
)
from tuanzi.deals.pricing.contracts import ScopeKind
from tuanzi.goods.catalog.contracts import CategoryId, ProductId, SkuId
from tuanzi.kernel.http import Moment, Wire
from tuanzi.kernel.money import MINOR_MAX, Money
from tuanzi.trade.orders.contracts import OrderId

Minor = Annotated[int, Field(ge=0, le=MINOR_MAX)]
Group = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
Code = Annotated[str, Field(pattern=rf"^[A-Z0-9]{{3,{CODE_LENGTH_MAX}}}$")]


class WorthWire(Wire):
    """What a coupon gives, and under which conditions. Amounts in minor units; ``percent_off_bps`` 1200 takes 12 % off (八八折)."""

    kind: CouponKind
    amount: Minor | None = None
    percent_off_bps: int | None = Field(None, ge=1, le=9_999)
    cap: Minor | None = None
    gift_sku_id: SkuId | None = None
    gift_pieces: int = Field(1, ge=1, le=99)
    threshold: Minor = 0
    pieces_min: int = Field(0, ge=0, le=999)
    scope: ScopeKind = ScopeKind.ALL
    product_ids: list[ProductId] = Field(default_factory=list, max_length=SCOPE_MAX)
    category_ids: list[CategoryId] = Field(default_factory=list, max_length=SCOPE_MAX)
    original_price_only: bool = False
    group: Group = "default"

    def contract(self) -> Worth:
        """As the domain says it."""
        ids: list[UUID] = list(self.category_ids) if self.scope is ScopeKind.CATEGORIES else list(self.product_ids)
        return Worth(
            kind=self.kind,
            amount=Money(self.amount) if self.amount is not None else None,
            percent_off_bps=self.percent_off_bps,
            cap=Money(self.cap) if self.cap is not None else None,
            gift_sku_id=self.gift_sku_id,
            gift_pieces=self.gift_pieces,
            threshold=Money(self.threshold),
            pieces_min=self.pieces_min,
            scope=self.scope,
            scope_ids=tuple(UUID(int=each.int) for each in ids),
            original_price_only=self.original_price_only,
            group=self.group,
        )

    @classmethod
    def of(cls, worth: Worth) -> WorthWire:
        """On the wire."""
        by_category = worth.scope is ScopeKind.CATEGORIES
        return cls(
            kind=worth.kind,
            amount=worth.amount.minor if worth.amount else None,
            percent_off_bps=worth.percent_off_bps,
            cap=worth.cap.minor if worth.cap else None,
            gift_sku_id=worth.gift_sku_id,
            gift_pieces=worth.gift_pieces,
            threshold=worth.threshold.minor,
            pieces_min=worth.pieces_min,
            scope=worth.scope,
            product_ids=[] if by_category else [ProductId.of(each) for each in worth.scope_ids],
            category_ids=[CategoryId.of(each) for each in worth.scope_ids] if by_category else [],
            original_price_only=worth.original_price_only,
            group=worth.group,
        )


class ValidityWire(Wire):
    """When a coupon is good: between two moments, or for ``days`` days from ``begins_after_days`` days after the claim on."""

    mode: ValidityMode
    since: Moment | None = None
    until: Moment | None = None
    begins_after_days: int = Field(0, ge=0, le=BEGINS_AFTER_MAX)
    days: int | None = Field(None, ge=1, le=VALID_DAYS_MAX)


class IssueWire(Wire):
    """How it is given out; null means no limit."""

    channels: list[Channel] = Field(max_length=len(Channel))
    total: int | None = Field(None, ge=1, le=TOTAL_MAX)
    per_member: int | None = Field(1, ge=1, le=PER_MEMBER_MAX)
    per_member_day: int | None = Field(None, ge=1, le=PER_MEMBER_MAX)
    claim_since: Moment | None = None
    claim_until: Moment | None = None
    level_min: int = Field(0, ge=0, le=100)
    new_only: bool = False
    code: Code | None = None
    after_order_min: Minor | None = None


class CouponTemplateIn(Wire):
    """A coupon template. ``merchant_bps``: the merchant's part of its cost in 1/10,000."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH_MAX, pattern=r"\S")]
    worth: WorthWire
    validity: ValidityWire
    issue: IssueWire
    merchant_bps: int = Field(0, ge=0, le=10_000)
    returns: bool = True
    remind_hours: int | None = Field(48, ge=1, le=REMIND_HOURS_MAX)

    def draft(self) -> TemplateDraft:
        """As the domain says it."""
        said = self.issue
        return TemplateDraft(
            name=self.name.strip(),
            worth=self.worth.contract(),
            validity=Validity(**dict(self.validity)),
            issue=Issue(
                channels=tuple(dict.fromkeys(said.channels)),
                total=said.total,
                per_member=said.per_member,
                per_member_day=said.per_member_day,
                claim_since=said.claim_since,
                claim_until=said.claim_until,
                level_min=said.level_min,
                new_only=said.new_only,
                code=said.code,
                after_order_min=Money(said.after_order_min) if said.after_order_min is not None else None,
            ),
            merchant_bps=self.merchant_bps,
            returns=self.returns,
            remind_hours=self.remind_hours,
        )


class CouponTemplateChange(CouponTemplateIn):
    """The whole template anew; ``version`` is the one that was read."""

    version: int = Field(ge=1, le=1_000_000_000)


class TotalIn(Wire):
    """How many there are in all; null: no limit."""

    total: int | None = Field(None, ge=1, le=TOTAL_MAX)


class GiveIn(Wire):
    """To whom: member ids or phone numbers, one each."""

    receivers: list[Annotated[str, Field(max_length=40)]] = Field(min_length=1, max_length=20_000)


class CouponTemplateRow(CouponTemplateIn):
    """A coupon template with its state and how many were given out and used."""

    id: TemplateId
    status: Status
    version: int
    issued: int
    used: int
    created_at: datetime

    @classmethod
    def row(cls, template: Template) -> CouponTemplateRow:
        """As the console sees it."""
        draft = template.draft
        issue = draft.issue
        return cls(
            id=template.id,
            status=template.status,
            version=template.version,
            issued=template.issued,
            used=template.used,
            created_at=template.created_at,
            name=draft.name,
            worth=WorthWire.of(draft.worth),
            validity=ValidityWire.model_validate(draft.validity, from_attributes=True),
            issue=IssueWire(
                channels=list(issue.channels),
                total=issue.total,
                per_member=issue.per_member,
                per_member_day=issue.per_member_day,
                claim_since=issue.claim_since,
                claim_until=issue.claim_until,
                level_min=issue.level_min,
                new_only=issue.new_only,
                code=issue.code,
                after_order_min=issue.after_order_min.minor if issue.after_order_min else None,
            ),
            merchant_bps=draft.merchant_bps,
            returns=draft.returns,
            remind_hours=draft.remind_hours,
        )


class CouponFigures(Wire):
    """How it does. ``saved``: taken off orders that stand; ``merchant_part``: what of it the merchant bears."""

    issued: int
    used: int
    held: int
    orders: int
    saved: Money
    merchant_part: Money


class CouponTemplateDetail(CouponTemplateRow):
    """A coupon template with its figures."""

    figures: CouponFigures


class StartedGiving(Wire):
    """The errand that does it; see ``GET /errands/{id}``."""

    errand_id: str


# The shopper's.


class CouponFace(Wire):
    """What a coupon says to a shopper: its worth in parts that a client lays out, and its conditions in a sentence."""

    template_id: TemplateId
    name: str
    kind: CouponKind
    amount: Money | None
    percent_off_bps: int | None
    cap: Money | None
    threshold: Money
    scope: ScopeKind
    product_ids: list[ProductId]
    category_ids: list[CategoryId]
    gift_sku_id: SkuId | None

    @classmethod
    def of(cls, template: Template) -> CouponFace:
        """As a shopper sees it."""
        worth = template.draft.worth
        wire = WorthWire.of(worth)
        return cls(
            template_id=template.id,
            name=template.draft.name,
            kind=worth.kind,
            amount=worth.amount,
            percent_off_bps=worth.percent_off_bps,
            cap=worth.cap,
            threshold=worth.threshold,
            scope=worth.scope,
            product_ids=wire.product_ids,
            category_ids=wire.category_ids,
            gift_sku_id=worth.gift_sku_id,
        )


class OfferedCoupon(CouponFace):
    """A coupon that can be claimed. ``left`` is null without a limit; ``days`` are those it is good for once claimed."""

    claimed: int
    left: int | None
    is_gone: bool
    can_claim: bool
    valid_since: datetime | None
    valid_until: datetime | None
    begins_after_days: int
    days: int | None
    claim_until: datetime | None


class OfferedCoupons(Wire):
    """What can be claimed now."""

    items: list[OfferedCoupon]


class MyCoupon(CouponFace):
    """A coupon of mine."""

    id: CouponId
    state: CouponState
    valid_since: datetime
    valid_until: datetime
    claimed_at: datetime
    order_id: OrderId | None
    used_at: datetime | None
    saved: Money | None

    @classmethod
    def mine(cls, coupon: Coupon, template: Template) -> MyCoupon:
        """As its holder sees it."""
        return cls(
            **dict(CouponFace.of(template)),
            id=coupon.id,
            state=coupon.state,
            valid_since=coupon.valid_since,
            valid_until=coupon.valid_until,
            claimed_at=coupon.claimed_at,
            order_id=coupon.order_id,
            used_at=coupon.used_at,
            saved=coupon.saved,
        )


class RedeemIn(Wire):
    """A code, as somebody types it."""

    code: Annotated[str, Field(min_length=3, max_length=40)]
