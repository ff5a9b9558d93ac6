"""When a coupon is good, what it gives to a basket, and which of several to use. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tuanzi.deals.coupons.contracts import (
    KIND,
    USED_TOGETHER_MAX,
    Channel,
    CouponKind,
    CouponState,
    CouponTerms,
    Status,
    TemplateDraft,
    Validity,
    ValidityMode,
    Worth,
)
from tuanzi.deals.pricing.contracts import LEFT_TO_PAY, PricedLine, ScopeKind
from tuanzi.kernel import calendar
from tuanzi.kernel.money import BPS, Money, total

TEMPLATE_TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.PUBLISHED}),
    Status.PUBLISHED: frozenset({Status.ENDED}),
    Status.ENDED: frozenset(),
}
COUPON_TRANSITIONS: Mapping[CouponState, frozenset[CouponState]] = {
    CouponState.UNUSED: frozenset({CouponState.HELD, CouponState.VOID}),
    CouponState.HELD: frozenset({CouponState.UNUSED, CouponState.USED}),
    CouponState.USED: frozenset({CouponState.UNUSED}),
    CouponState.VOID: frozenset(),
}


def good_from(validity: Validity, now: datetime) -> tuple[datetime, datetime]:
    """When a coupon claimed now is good: from, until before. Days are those of the shop's calendar."""
    if validity.mode is ValidityMode.FIXED:
        assert validity.since
        assert validity.until
        return validity.since, validity.until
    today = calendar.day_of(now)
    first = today + timedelta(days=validity.begins_after_days)
    begins = now if first == today else calendar.start_of(first)
    return begins, calendar.start_of(first + timedelta(days=validity.days or 1))


def flaws(draft: TemplateDraft, now: datetime) -> list[dict[str, str]]:
    """What is wrong with a template, field by field, as codes of sentences; nothing if it can be published."""
    worth, validity, issue = draft.worth, draft.validity, draft.issue
    zero = Money(0, worth.threshold.currency)
    is_amount, is_percent = worth.kind is CouponKind.AMOUNT, worth.kind is CouponKind.PERCENT
    is_fixed = validity.mode is ValidityMode.FIXED
    found = {
        ("amount", "amount"): is_amount and (worth.amount is None or worth.amount <= zero),
        ("amount", "amount_over_threshold"): is_amount and bool(worth.amount and worth.threshold and worth.amount > worth.threshold),
        ("percent_off_bps", "percent"): is_percent and not (worth.percent_off_bps and 0 < worth.percent_off_bps < BPS),
        ("cap", "cap"): worth.cap is not None and worth.cap <= zero,
        ("gift_sku_id", "gift"): worth.kind is CouponKind.GIFT and worth.gift_sku_id is None,
        ("threshold", "threshold"): worth.threshold < zero,
        ("scope_ids", "scope"): (worth.scope is ScopeKind.ALL) == bool(worth.scope_ids),
        ("until", "fixed"): is_fixed and (validity.since is None or validity.until is None or validity.since >= validity.until),
        ("until", "over"): is_fixed and validity.until is not None and validity.until <= now,
        ("days", "days"): validity.mode is ValidityMode.AFTER_CLAIM and not validity.days,
        ("claim_until", "window"): issue.claim_since is not None
        and issue.claim_until is not None
        and issue.claim_since >= issue.claim_until,
        ("channels", "channels"): not issue.channels,
        ("code", "code"): (Channel.CODE in issue.channels) != bool(issue.code),
        ("claim_since", "ends_unclaimed"): is_fixed and bool(issue.claim_since and validity.until and issue.claim_since >= validity.until),
    }
    return [{"path": path, "code": f"coupons.flaw_{name}"} for (path, name), is_there in found.items() if is_there]


@dataclass(frozen=True, slots=True)
class Fit:
    """What a coupon alone would give to a basket. ``why``: the code of the sentence that says why not, ``missing`` what is lacking of the
    threshold; ``lines`` are the indices it is taken off.
    """

    terms: CouponTerms
    off: Money
    lines: tuple[int, ...]
    why: str | None = None
    missing: Money | None = None

    @property
    def of_freight(self) -> bool:
        """Whether it is taken off what carrying costs."""
        return self.terms.worth.kind is CouponKind.FREE_SHIPPING


def fit(terms: CouponTerms, lines: Sequence[PricedLine], freight: Money, now: datetime) -> Fit:
    """What this coupon alone gives to these lines as they cost now."""
    worth = terms.worth
    zero = Money(0, worth.threshold.currency)

    def no(why: str, missing: Money | None = None) -> Fit:
        return Fit(terms, zero, (), f"coupons.why_{why}", missing)

    if now < terms.valid_since:
        return no("not_yet")
    if now >= terms.valid_until:
        return no("over")
    inside = [index for index, line in enumerate(lines) if line.line.is_within(worth.scope, worth.scope_ids)]
    if not inside:
        return no("scope")
    usable = [index for index in inside if lines[index].is_open_to(KIND) and not (worth.original_price_only and _is_reduced(lines[index]))]
    if not usable:
        return no("not_combinable")
    base = total((lines[index].amount for index in usable), zero.currency)
    if base < worth.threshold:
        return no("threshold", worth.threshold - base)
    if sum(lines[index].line.quantity for index in usable) < worth.pieces_min:
        return no("pieces")
    return _give(terms, worth, [(index, lines[index]) for index in usable], base, freight) or no("nothing")


def _is_reduced(line: PricedLine) -> bool:
    return line.amount < line.line.price * line.line.quantity


def _give(terms: CouponTerms, worth: Worth, usable: Sequence[tuple[int, PricedLine]], base: Money, freight: Money) -> Fit | None:
    lines = tuple(index for index, _ in usable)
    off = Money(0, base.currency)
    if worth.kind is CouponKind.AMOUNT:
        off = min(worth.amount or off, base)
    elif worth.kind is CouponKind.PERCENT:
        off = Money(base.minor * (worth.percent_off_bps or 0) // BPS, base.currency)
        off = min(off, worth.cap) if worth.cap else off
    elif worth.kind is CouponKind.FREE_SHIPPING:
        return Fit(terms, min(freight, worth.cap) if worth.cap else freight, ()) if freight else None
    else:
        gifts = [(index, line) for index, line in usable if line.line.sku_id == worth.gift_sku_id]
        if gifts:
            index, line = gifts[0]
            pieces = min(worth.gift_pieces, line.line.quantity)
            lines, off = (index,), Money(line.amount.minor * pieces // line.line.quantity, base.currency)
    return Fit(terms, off, lines) if off else None


# Which coupons together.


@dataclass(slots=True)
class _Search:
    """Branch and bound over groups, the dearest first: each coupon of a group or none, never more than ``USED_TOGETHER_MAX``.

    No coupon gives more together with others than alone, so the rest of a branch is worth at most the sum of the best alone.
    """

    groups: list[list[Fit]]
    costs: list[int]
    freight: int
    most: int
    best: tuple[Fit, ...] = ()
    best_off: int = 0

    def run(self) -> tuple[Fit, ...]:
        """The best combination."""
        self._try(0, ())
        return self.best

    def _rest(self, place: int, chosen: int) -> int:
        """What the groups from ``place`` on give at most to a combination of so many."""
        return sum(group[0].off.minor for group in self.groups[place : place + USED_TOGETHER_MAX - chosen])

    def _try(self, place: int, chosen: tuple[Fit, ...]) -> None:
        off = taken(chosen, self.costs, self.freight, self.most)
        if off > self.best_off:
            self.best, self.best_off = chosen, off
        if place == len(self.groups) or len(chosen) == USED_TOGETHER_MAX:
            return
        later = self._rest(place + 1, len(chosen) + 1)
        for each in self.groups[place]:
            if self.best_off == self.most or off + each.off.minor + later <= self.best_off:
                break
            self._try(place + 1, (*chosen, each))
        if self.best_off < self.most and off + self._rest(place + 1, len(chosen)) > self.best_off:
            self._try(place + 1, chosen)


def best(fits: Sequence[Fit], lines: Sequence[PricedLine], freight: Money) -> tuple[Fit, ...]:
    """The coupons that together take the most off, at most one of a group, none of them idle; of two that give the same the one that ends
    first. Exact.
    """
    groups: dict[str, list[Fit]] = {}
    for each in sorted((each for each in fits if each.off), key=_rank):
        groups.setdefault(each.terms.worth.group, []).append(each)
    ordered = sorted(groups.values(), key=lambda group: _rank(group[0]))
    costs, most = amounts(lines), most_of(lines, freight)
    chosen = _Search(ordered, costs, freight.minor, most).run()
    for each in sorted(chosen, key=_rank, reverse=True):
        others = tuple(other for other in chosen if other is not each)
        if taken(others, costs, freight.minor, most) == taken(chosen, costs, freight.minor, most):
            chosen = others
    return tuple(sorted(chosen, key=_order))


def amounts(lines: Sequence[PricedLine]) -> list[int]:
    """What each line costs now, in minor units."""
    return [line.amount.minor for line in lines]


def most_of(lines: Sequence[PricedLine], freight: Money) -> int:
    """What coupons may take off in all, in minor units."""
    return max(0, sum(amounts(lines)) + freight.minor - LEFT_TO_PAY)


def _rank(each: Fit) -> tuple[int, datetime, int]:
    return (-each.off.minor, each.terms.valid_until, each.terms.coupon_id.int)


def _order(each: Fit) -> tuple[bool, int, int]:
    """In which order coupons are taken off: those for few lines first, freight last."""
    return (each.of_freight, len(each.lines), each.terms.coupon_id.int)


def taken(chosen: Sequence[Fit], costs: Sequence[int], freight: int, most: int) -> int:
    """What these coupons take off together, in minor units."""
    return sum(shares(chosen, costs, freight, most))


def shares(chosen: Sequence[Fit], costs: Sequence[int], freight: int, most: int) -> list[int]:
    """What each of these coupons takes off, one after the other: a line gives no more than it costs, an order leaves something to pay."""
    left, still, found = list(costs), most, {}
    for each in sorted(chosen, key=_order):
        off = min(each.off.minor, still, freight if each.of_freight else sum(left[index] for index in each.lines))
        if each.of_freight:
            freight -= off
        else:
            here = [left[index] for index in each.lines]
            for index, share in zip(each.lines, Money(off, each.off.currency).split(here), strict=True):
                left[index] -= share.minor
        still -= off
        found[each.terms.coupon_id] = off
    return [found[each.terms.coupon_id] for each in chosen]
