"""What a saving does, in sentences for shoppers."""

from __future__ import annotations

from typing import Any

from tuanzi.deals.savings.contracts import Rule, SavingKind, Tier
from tuanzi.deals.savings.cuts import gain_words, percent, plain
from tuanzi.kernel.i18n import text


def words(rule: Rule, language: str) -> list[str]:
    """One sentence for each tier, step, or the whole."""

    def say(name: str, **fields: Any) -> str:
        return text(f"savings.says_{name}", language, fields)

    if rule.kind is SavingKind.FULL_REDUCTION:
        return [_tier(tier, rule, language) for tier in rule.tiers]
    if rule.kind is SavingKind.LIMITED_TIME:
        if rule.prices:
            return [say("price")]
        return [say("step" if step.pieces else "timed", pieces=step.pieces, percent=percent(step.percent_off_bps)) for step in rule.steps]
    fields = {"n": rule.buy, "buy": rule.buy, "get": rule.get, "price": plain(rule.set_price), "percent": percent(rule.percent_off_bps)}
    if rule.kind is SavingKind.CROSS_SELL and not rule.set_price:
        return [say("present", **fields)]
    return [say(rule.kind.value, **fields)]


def _tier(tier: Tier, rule: Rule, language: str) -> str:
    code, fields = gain_words(tier.gain)
    gain = text(code, language, dict(fields))
    name = ("each" if rule.repeats else "from") + ("_money" if tier.threshold else "_pieces")
    return text(f"savings.says_{name}", language, {"threshold": plain(tier.threshold), "pieces": tier.pieces, "gain": gain})
