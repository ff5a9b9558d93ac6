"""A member gets a coupon."""

from __future__ import annotations

from datetime import datetime, timedelta

from tuanzi.deals.coupons import repository, repository_coupons, rules
from tuanzi.deals.coupons.contracts import Channel, Coupon, CouponId, CouponState, Status, Template, TemplateId
from tuanzi.deals.coupons.errors import AllGone, CodeUnknown, NotClaimable, NotForYou, ShareTaken, TemplateNotFound
from tuanzi.deals.coupons.events import CouponClaimed
from tuanzi.kernel import calendar, clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import AccountGone
from tuanzi.trade.orders import api as orders

CODE_NOISE = str.maketrans("", "", " -")


async def claim(tx: Tx, member_id: MemberId, template_id: TemplateId) -> Coupon:
    """Take one in the claim centre. Raises ``TemplateNotFound``, ``NotClaimable``, ``NotForYou``, ``ShareTaken``, ``AllGone``."""
    template = await repository.template(tx, template_id)
    if template is None or template.status is Status.DRAFT or Channel.CENTRE not in template.draft.issue.channels:
        raise TemplateNotFound
    return await give(tx, member_id, template, Channel.CENTRE)


async def redeem(tx: Tx, member_id: MemberId, code: str) -> Coupon:
    """Take one by its code; case, blanks and dashes do not matter. Raises ``CodeUnknown`` and what ``claim`` raises."""
    template = await repository.by_code(tx, code.translate(CODE_NOISE).upper())
    if template is None:
        raise CodeUnknown
    return await give(tx, member_id, template, Channel.CODE)


async def give(tx: Tx, member_id: MemberId, template: Template, channel: Channel, key: str | None = None) -> Coupon:
    """Make a coupon of a template for a member. With a ``key`` it happens once: again is answered with the coupon of before.

    What a member has taken is counted first and the template last, so that a crowd queues at its row with nothing else to do. Raises
    ``NotClaimable`` outside its window or once ended, ``NotForYou``, ``ShareTaken`` and ``AllGone``.
    """
    if key is not None and (before := await repository_coupons.by_key(tx, template.id, key)):
        return before
    now, issue = clock.now(), template.draft.issue
    if template.status is not Status.PUBLISHED or not _is_open(template, now):
        raise NotClaimable
    await accounts.stay(tx, member_id)
    await _demand_audience(tx, member_id, template)
    if not await repository_coupons.claim_share(tx, template.id, member_id, issue.per_member, issue.per_member_day, calendar.day_of(now)):
        raise ShareTaken
    since, until = rules.good_from(template.draft.validity, now)
    if until <= now:
        raise NotClaimable
    coupon = Coupon(CouponId.new(), template.id, member_id, CouponState.UNUSED, channel, since, until, now)
    hours = template.draft.remind_hours
    await repository_coupons.insert(tx, coupon, key, max(now, until - timedelta(hours=hours)) if hours else None)
    if not await repository_coupons.claim_one(tx, template.id):
        raise AllGone
    facts.record(tx, CouponClaimed(coupon.id, template.id, member_id, channel, template.draft.name, until))
    return coupon


async def give_if_possible(tx: Tx, member_id: MemberId, template: Template, channel: Channel, key: str) -> bool:
    """``give`` for presents: one that cannot be given is no trouble, and leaves no trace. False then."""
    try:
        async with tx.savepoint():
            await give(tx, member_id, template, channel, key)
    except (AllGone, NotClaimable, NotForYou, ShareTaken, AccountGone):
        return False
    return True


def _is_open(template: Template, now: datetime) -> bool:
    issue = template.draft.issue
    return (issue.claim_since is None or issue.claim_since <= now) and (issue.claim_until is None or now < issue.claim_until)


async def _demand_audience(tx: Tx, member_id: MemberId, template: Template) -> None:
    issue = template.draft.issue
    if issue.level_min and (await accounts.get(tx, member_id)).level < issue.level_min:
        raise NotForYou(why="level", level=issue.level_min)
    if issue.new_only and await orders.paid_count(tx, member_id) > 0:
        raise NotForYou(why="new_only")
