"""Savings for tests, with as little said as possible."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tuanzi.deals.savings import api
from tuanzi.deals.savings.contracts import Gain, GainKind, Rule, Saving, SavingDraft, SavingKind, Tier, When
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money


def full_reduction(off: int = 500, over: int = 2000) -> Rule:
    """5 yuan off from 20 yuan on."""
    return Rule(kind=SavingKind.FULL_REDUCTION, tiers=(Tier(threshold=Money(over), gain=Gain(kind=GainKind.AMOUNT, amount=Money(off))),))


def draft(rule: Rule | None = None, **said: Any) -> SavingDraft:
    """On everything, for everybody, from yesterday until tomorrow."""
    now = clock.now()
    when = said.pop("when", When(starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1)))
    return replace(SavingDraft(name="满20减5", rule=rule or full_reduction(), when=when), **said)


async def published(tx: Tx, rule: Rule | None = None, **said: Any) -> Saving:
    """A saving that counts now."""
    made = await api.create(tx, draft(rule, **said))
    return await api.publish(tx, made.id)
