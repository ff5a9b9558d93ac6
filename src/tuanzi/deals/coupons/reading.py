"""What is shown of coupons: the claim centre, a member's own, a template with its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuanzi.deals.coupons import repository, repository_coupons
from tuanzi.deals.coupons.contracts import Channel, Coupon, CouponId, Template, TemplateId
from tuanzi.kernel import calendar, clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import BPS, Money
from tuanzi.people.accounts.contracts import MemberId

CENTRE_MAX = 50


@dataclass(frozen=True, slots=True)
class Offered:
    """A template as the claim centre shows it to somebody: how many they have taken, and whether they may take one more."""

    template: Template
    claimed: int
    is_gone: bool
    can_claim: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """How a template does; ``saved`` is what its coupons took off orders that stand, ``merchant_part`` what of it the merchant bears."""

    issued: int
    used: int
    held: int
    orders: int
    saved: Money
    merchant_part: Money


async def centre(tx: Tx, member_id: MemberId | None) -> list[Offered]:
    """What can be claimed now, the newest first."""
    found = await repository.open_for(tx, Channel.CENTRE, clock.now(), CENTRE_MAX)
    today = calendar.day_of(clock.now())
    ids = [template.id for template in found]
    taken = await repository_coupons.claimed_by(tx, member_id, ids, today) if member_id else {}
    return [_offered(template, *taken.get(template.id, (0, 0))) for template in found]


def _offered(template: Template, claimed: int, claimed_today: int) -> Offered:
    issue = template.draft.issue
    is_gone = issue.total is not None and template.issued >= issue.total
    has_share = (issue.per_member is None or claimed < issue.per_member) and (
        issue.per_member_day is None or claimed_today < issue.per_member_day
    )
    return Offered(template, claimed, is_gone, has_share and not is_gone)


async def coupons_of(
    tx: Tx, member_id: MemberId, state: str, before: CouponId | None, limit: int
) -> tuple[list[Coupon], dict[TemplateId, Template]]:
    """A member's coupons in one state, the newest first, with their templates."""
    found = await repository_coupons.list_of(tx, member_id, state, clock.now(), before, limit)
    return found, await _templates(tx, found)


async def _templates(tx: Tx, coupons: Sequence[Coupon]) -> dict[TemplateId, Template]:
    return await repository.templates(tx, sorted({coupon.template_id for coupon in coupons}))


async def figures(tx: Tx, template: Template) -> Figures:
    """How a template does now."""
    saved_minor, orders, held = await repository_coupons.cost_of(tx, template.id)
    saved = Money(saved_minor)
    bps = template.draft.merchant_bps
    return Figures(template.issued, template.used, held, orders, saved, saved.split([BPS - bps, bps])[1])
