"""Coupons for tests, with as little said as possible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tuanzi.deals.coupons import api
from tuanzi.deals.coupons.contracts import Channel, CouponKind, Issue, Template, TemplateDraft, Validity, ValidityMode, Worth
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money


def worth(off: int = 500, over: int = 2000, **said: Any) -> Worth:
    """5 yuan off from 20 yuan on, on everything."""
    return replace(Worth(kind=CouponKind.AMOUNT, amount=Money(off), threshold=Money(over)), **said)


def draft(what: Worth | None = None, *, channels: tuple[Channel, ...] = (Channel.CENTRE,), **said: Any) -> TemplateDraft:
    """One each, for a week, from the claim centre; what else is said goes to how it is given out."""
    outer = {key: said.pop(key) for key in ("merchant_bps", "returns", "remind_hours", "name", "validity") if key in said}
    week = Validity(mode=ValidityMode.AFTER_CLAIM, days=7)
    made = TemplateDraft(name="满20减5", worth=what or worth(), validity=week, issue=Issue(channels=channels, **said))
    return replace(made, **outer)


async def published(tx: Tx, what: Worth | None = None, **said: Any) -> Template:
    """A template that is given out now."""
    made = await api.create(tx, draft(what, **said))
    return await api.publish(tx, made.id)
