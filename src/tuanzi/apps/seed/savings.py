"""The savings of the demo: a full reduction, the second piece at half price, any three, a member day, a price for a time. They begin with
the present: the story of the past was told without them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tuanzi.deals.pricing.contracts import ScopeKind
from tuanzi.deals.savings import api as savings
from tuanzi.deals.savings.contracts import Gain, GainKind, Rule, SavingDraft, SavingKind, Step, Tier, When
from tuanzi.goods.catalog import api as catalog
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money

WEDNESDAY, EIGHTH = 3, 8


def _off(amount: int) -> Gain:
    return Gain(kind=GainKind.AMOUNT, amount=Money(amount))


async def _category(tx: Tx, name: str) -> tuple[UUID, ...]:
    return tuple(UUID(int=each.id.int) for each in await catalog.category_tree(tx) if each.name == name)


async def publish(db: Database, now: datetime) -> None:
    """Write and publish them; one stays a draft."""
    month = When(starts_at=now, ends_at=now + timedelta(days=30))
    member_day = When(starts_at=now, ends_at=now + timedelta(days=90), weekdays=(WEDNESDAY,), month_days=(EIGHTH,))
    weekend = When(starts_at=now, ends_at=now + timedelta(days=30), weekdays=(6, 7))
    async with db.transaction() as tx:
        pantry, fruit, care = [await _category(tx, name) for name in ("粮油蛋奶", "果园鲜果", "个护")]
        drafts = [
            SavingDraft(
                name="粮油满减",
                rule=Rule(
                    kind=SavingKind.FULL_REDUCTION,
                    tiers=(Tier(threshold=Money(9900), gain=_off(1000)), Tier(threshold=Money(19900), gain=_off(2500))),
                ),
                when=month,
                group="order",
                scope=ScopeKind.CATEGORIES,
                scope_ids=pantry,
            ),
            SavingDraft(
                name="鲜果第二件半价",
                rule=Rule(kind=SavingKind.NTH_PIECE, buy=2, percent_off_bps=5000),
                when=weekend,
                group="item",
                scope=ScopeKind.CATEGORIES,
                scope_ids=fruit,
            ),
            SavingDraft(
                name="个护任选 3 件 99 元",
                rule=Rule(kind=SavingKind.MIX, buy=3, set_price=Money(9900)),
                when=month,
                group="item",
                merchant_bps=5000,
                scope=ScopeKind.CATEGORIES,
                scope_ids=care,
            ),
            SavingDraft(
                name="会员日全场 95 折",
                rule=Rule(
                    kind=SavingKind.FULL_REDUCTION,
                    tiers=(Tier(threshold=Money(5900), gain=Gain(kind=GainKind.PERCENT, percent_off_bps=500, cap=Money(2000))),),
                ),
                when=member_day,
                group="member_day",
            ),
            SavingDraft(
                name="今日鲜果前 50 件 8 折",
                rule=Rule(kind=SavingKind.LIMITED_TIME, steps=(Step(50, 2000),)),
                when=When(starts_at=now, ends_at=now + timedelta(days=3)),
                per_member=3,
                scope=ScopeKind.CATEGORIES,
                scope_ids=fruit,
            ),
        ]
        for draft in drafts:
            made = await savings.create(tx, draft)
            await savings.publish(tx, made.id)
        await savings.create(
            tx,
            SavingDraft(
                name="双 12 满 199 减 30",
                rule=Rule(kind=SavingKind.FULL_REDUCTION, tiers=(Tier(threshold=Money(19900), gain=_off(3000)),)),
                when=month,
            ),
        )
