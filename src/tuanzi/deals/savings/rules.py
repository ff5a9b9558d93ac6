"""What may be published, and what may become of it. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime

from tuanzi.deals.pricing.contracts import ScopeKind
from tuanzi.deals.savings.contracts import (
    DAY_MINUTES,
    TIMED,
    GainKind,
    Rule,
    SavingDraft,
    SavingKind,
    SavingState,
    Tier,
)
from tuanzi.kernel.money import BPS

TRANSITIONS: Mapping[SavingState, frozenset[SavingState]] = {
    SavingState.DRAFT: frozenset({SavingState.PUBLISHED}),
    SavingState.PUBLISHED: frozenset({SavingState.ENDED}),
    SavingState.ENDED: frozenset(),
}
PIECES_MIN = 2
"""A set, or a piece that is counted, is of so many at least."""
ITEM_KINDS = frozenset({SavingKind.NTH_PIECE, SavingKind.BUY_N_GET_M, SavingKind.BUNDLE, SavingKind.MIX, SavingKind.CROSS_SELL})


def flaws(draft: SavingDraft, now: datetime) -> list[dict[str, str]]:
    """What is wrong, field by field, as codes of sentences; nothing if it can be published."""
    rule, when, kind = draft.rule, draft.when, draft.rule.kind
    is_bundle = kind is SavingKind.BUNDLE
    found = {
        ("ends_at", "window"): when.starts_at >= when.ends_at,
        ("ends_at", "over"): when.ends_at <= now,
        ("until_minute", "minutes"): not 0 <= when.from_minute < when.until_minute <= DAY_MINUTES,
        ("scope_ids", "scope"): not is_bundle and (draft.scope is ScopeKind.ALL) == bool(draft.scope_ids),
        ("tiers", "tiers"): kind is SavingKind.FULL_REDUCTION and not _tiers_rise(rule),
        ("tiers", "gain"): kind is SavingKind.FULL_REDUCTION and not all(_is_gain(tier) for tier in rule.tiers),
        ("repeats", "repeats"): rule.repeats and (len(rule.tiers) != 1 or rule.tiers[0].gain.kind is not GainKind.AMOUNT),
        ("buy", "buy"): kind in {SavingKind.NTH_PIECE, SavingKind.MIX} and rule.buy < PIECES_MIN,
        ("buy", "buy_get"): kind is SavingKind.BUY_N_GET_M and (rule.buy < 1 or rule.get < 1),
        ("buy", "cross"): kind is SavingKind.CROSS_SELL and rule.buy < 1,
        ("percent_off_bps", "percent"): kind is SavingKind.NTH_PIECE and not 0 < rule.percent_off_bps <= BPS,
        ("set_price", "set_price"): kind in {SavingKind.BUNDLE, SavingKind.MIX} and not (rule.set_price and rule.set_price.minor > 0),
        ("set_price", "cross_price"): kind is SavingKind.CROSS_SELL and (rule.set_price is None or rule.set_price.minor < 0),
        ("parts", "parts"): (is_bundle and sum(part.pieces for part in rule.parts) < PIECES_MIN)
        or (kind is SavingKind.CROSS_SELL and not rule.parts),
        ("parts", "part_twice"): len({part.sku_id for part in rule.parts}) != len(rule.parts),
        ("steps", "steps"): kind is SavingKind.LIMITED_TIME and not _is_timed(rule),
    }
    return [{"path": path, "code": f"savings.flaw_{name}"} for (path, name), is_there in found.items() if is_there]


def _tiers_rise(rule: Rule) -> bool:
    """Each tier asks for more than the one before, in the same measure, and gives more of the same."""
    tiers = rule.tiers
    if not tiers or any((tier.threshold is None) == (tier.pieces == 0) for tier in tiers):
        return False
    if len({tier.gain.kind for tier in tiers}) != 1:
        return False
    asked = [tier.threshold.minor if tier.threshold else tier.pieces for tier in tiers]
    if len({tier.threshold is None for tier in tiers}) != 1 or any(later <= former for former, later in itertools.pairwise(asked)):
        return False
    for former, later in itertools.pairwise(tier.gain for tier in tiers):
        if former.amount and later.amount and later.amount <= former.amount:
            return False
        if former.percent_off_bps > later.percent_off_bps:
            return False
    return True


def _is_gain(tier: Tier) -> bool:
    gain = tier.gain
    if gain.kind is GainKind.AMOUNT:
        return bool(gain.amount and gain.amount.minor > 0 and (tier.threshold is None or gain.amount < tier.threshold))
    if gain.kind is GainKind.PERCENT:
        return 0 < gain.percent_off_bps < BPS
    if gain.kind is GainKind.COUPON:
        return bool(gain.coupon_template_id) and gain.count > 0
    if gain.kind is GainKind.GIFT:
        return gain.gift_sku_id is not None and gain.count > 0
    return True


def _is_timed(rule: Rule) -> bool:
    """Steps that get dearer, at most the last without an end; or fixed prices."""
    if bool(rule.steps) == bool(rule.prices):
        return False
    if rule.prices:
        return all(price.minor > 0 for _, price in rule.prices)
    offs = [step.percent_off_bps for step in rule.steps]
    return (
        all(0 < off < BPS for off in offs)
        and offs == sorted(offs, reverse=True)
        and all(step.pieces > 0 for step in rule.steps[:-1])
        and rule.steps[-1].pieces >= 0
    )


def stack_class(draft: SavingDraft) -> str:
    """Its class in the stacking policy."""
    return TIMED if draft.rule.kind is SavingKind.LIMITED_TIME else draft.rule.kind.value
