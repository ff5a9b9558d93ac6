"""The coupons of the demo: a welcome, one for everybody, ten per cent on fresh goods, free shipping by code, a thank-you."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from tuanzi.deals.coupons import api as coupons
from tuanzi.deals.coupons.contracts import Channel, CouponKind, Issue, TemplateDraft, Validity, ValidityMode, Worth
from tuanzi.deals.pricing.contracts import ScopeKind
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import CategoryId
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import AccountGone

FRESH = ("时令蔬菜", "果园鲜果")
CLAIMING_MEMBERS = 60


def _worth(kind: CouponKind, threshold: int) -> Worth:
    return Worth(kind=kind, threshold=Money(threshold))


def drafts(fresh: tuple[CategoryId, ...], begins_at: datetime, ends_at: datetime) -> list[TemplateDraft]:
    """What is given out, the newest last."""
    week, month = Validity(mode=ValidityMode.AFTER_CLAIM, days=7), Validity(mode=ValidityMode.AFTER_CLAIM, days=30)
    whole = Validity(mode=ValidityMode.FIXED, since=begins_at, until=ends_at + timedelta(days=20))
    tenth = replace(_worth(CouponKind.PERCENT, 4900), percent_off_bps=1000, cap=Money(2000))
    if fresh:
        tenth = replace(tenth, scope=ScopeKind.CATEGORIES, scope_ids=tuple(UUID(int=each.int) for each in fresh))
    return [
        TemplateDraft(
            name="新人见面礼",
            worth=replace(_worth(CouponKind.AMOUNT, 3900), amount=Money(500)),
            validity=month,
            issue=Issue(channels=(Channel.NEW_MEMBER,)),
        ),
        TemplateDraft(
            name="回购谢礼",
            worth=replace(_worth(CouponKind.AMOUNT, 5900), amount=Money(400)),
            validity=month,
            issue=Issue(channels=(Channel.AFTER_ORDER,), per_member=3, after_order_min=Money(8900)),
        ),
        TemplateDraft(
            name="免邮券",
            worth=replace(_worth(CouponKind.FREE_SHIPPING, 0), group="freight"),
            validity=month,
            issue=Issue(channels=(Channel.CODE, Channel.STAFF), code="TUANZI", total=500),
        ),
        TemplateDraft(
            name="生鲜九折",
            worth=tenth,
            validity=week,
            issue=Issue(channels=(Channel.CENTRE,), total=200, per_member=2, per_member_day=1),
            merchant_bps=5000,
        ),
        TemplateDraft(
            name="满99减12",
            worth=replace(_worth(CouponKind.AMOUNT, 9900), amount=Money(1200)),
            validity=whole,
            issue=Issue(channels=(Channel.CENTRE,), total=2000),
        ),
    ]


async def publish(db: Database, begins_at: datetime, ends_at: datetime) -> None:
    """Write them and give them out, under the clock of the story's beginning."""
    async with db.transaction() as tx:
        fresh = tuple(each.id for each in await catalog.category_tree(tx) if each.name in FRESH)
        for draft in drafts(fresh, begins_at, ends_at):
            made = await coupons.create(tx, draft)
            await coupons.publish(tx, made.id)


async def claim(db: Database, member_ids: list[MemberId]) -> None:
    """Some members look into the claim centre; at the end of the story, so that the demo is found with coupons to use."""
    for member_id in member_ids[:CLAIMING_MEMBERS]:
        async with db.transaction() as tx:
            try:
                for offered in await coupons.centre(tx, member_id):
                    if offered.can_claim:
                        await coupons.claim(tx, member_id, offered.template.id)
            except AccountGone:
                continue
