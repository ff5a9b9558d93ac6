"""What savings of the item and order stages take off a basket. Pure.

Pieces are dealt with dearest first: of goods that share a saving the cheaper ones are the free or the cheaper pieces. Cents of a line that do not
divide among its pieces lie on the first ones. Lower costs and fewer open lines never make a cut larger: the choice of the best set counts on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tuanzi.deals.pricing.contracts import BasketLine, Buyer, Cut, CutOf, Hint, PricedLine
from tuanzi.deals.savings.contracts import Gain, GainKind, Rule, SavingDraft, SavingKind, SavingTerms, Tier
from tuanzi.kernel.money import BPS, Money


@dataclass(frozen=True, slots=True)
class _Run:
    """So many pieces of a line that cost the same."""

    unit: int
    index: int
    count: int


def refusal(terms: SavingTerms, buyer: Buyer) -> Cut | None:
    """Why a buyer gets nothing of it whatever the basket; None if they may."""
    draft = terms.draft
    if buyer.level < draft.level_min:
        return Cut(0, (), "savings.why_level", (("level", draft.level_min),))
    if draft.new_only and not buyer.is_new:
        return Cut(0, (), "savings.why_new_only")
    if terms.left is not None and terms.left <= 0:
        return Cut(0, (), "savings.why_all_gone")
    if terms.left_for_member is not None and terms.left_for_member <= 0:
        return Cut(0, (), "savings.why_share")
    return None


def looks_at(draft: SavingDraft, lines: Sequence[PricedLine]) -> list[int]:
    """The indices of the lines that a saving is about."""
    rule = draft.rule
    named = {part.sku_id for part in rule.parts} | {tier.gain.gift_sku_id for tier in rule.tiers}
    if rule.kind is SavingKind.BUNDLE:
        return [index for index, each in enumerate(lines) if each.line.sku_id in named]
    return [index for index, each in enumerate(lines) if each.line.sku_id in named or each.line.is_within(draft.scope, draft.scope_ids)]


def prepare(terms: SavingTerms, buyer: Buyer, lines: Sequence[PricedLine]) -> tuple[CutOf, list[int]]:
    """A saving of the item or order stage as a function of what the lines cost, and the lines it is about."""
    draft = terms.draft
    indices = looks_at(draft, lines)
    refused = refusal(terms, buyer)
    if refused is None and not indices:
        refused = Cut(0, (), "savings.why_scope")
    if refused is not None:
        no = refused
        return lambda _, __, ___: no, indices
    cut = _CUTS[draft.rule.kind]
    basket = [each.line for each in lines]

    def found(costs: Sequence[int], is_open: Sequence[bool], freight: int) -> Cut:
        usable = [index for index in indices if is_open[index]]
        if not usable:
            return Cut(0, (), "pricing.not_combinable")
        return cut(draft, basket, costs, usable, freight)

    return found, indices


_Cutter = Callable[[SavingDraft, Sequence[BasketLine], Sequence[int], Sequence[int], int], Cut]


def _runs(lines: Sequence[BasketLine], costs: Sequence[int], usable: Sequence[int]) -> list[_Run]:
    """The pieces of these lines, the dearest first."""
    runs = []
    for index in usable:
        quantity = lines[index].quantity
        unit, rest = divmod(costs[index], quantity)
        if rest:
            runs.append(_Run(unit + 1, index, rest))
        runs.append(_Run(unit, index, quantity - rest))
    return sorted(runs, key=lambda run: (-run.unit, run.index))


def _every(runs: Sequence[_Run], paid: int, of: int, sets_max: int) -> int:
    """What the cheaper pieces cost of each ``of`` pieces of which ``paid`` count in full, at most ``sets_max`` times."""
    whole = min(sum(run.count for run in runs) // of, sets_max) * of

    def chosen(count: int) -> int:
        count = min(count, whole)
        return count // of * (of - paid) + max(0, count % of - paid)

    found = place = 0
    for run in runs:
        found += run.unit * (chosen(place + run.count) - chosen(place))
        place += run.count
    return found


def _nth_piece(draft: SavingDraft, lines: Sequence[BasketLine], costs: Sequence[int], usable: Sequence[int], freight: int) -> Cut:
    del freight
    rule = draft.rule
    off = _every(_runs(lines, costs, usable), rule.buy - 1, rule.buy, rule.sets_max) * rule.percent_off_bps // BPS
    fields = (("n", rule.buy), ("percent", percent(rule.percent_off_bps)))
    if off:
        return Cut(off, tuple(usable), "savings.why_nth_piece", fields)
    lacking = rule.buy - _pieces(lines, usable)
    return Cut(0, (), "savings.why_pieces", (("lacking", lacking),), hint=Hint(None, lacking, "savings.gain_nth_piece", fields))


def _buy_n_get_m(draft: SavingDraft, lines: Sequence[BasketLine], costs: Sequence[int], usable: Sequence[int], freight: int) -> Cut:
    del freight
    rule = draft.rule
    off = _every(_runs(lines, costs, usable), rule.buy, rule.buy + rule.get, rule.sets_max)
    fields = (("buy", rule.buy), ("get", rule.get))
    if off:
        return Cut(off, tuple(usable), "savings.why_buy_n_get_m", fields)
    lacking = rule.buy + rule.get - _pieces(lines, usable)
    return Cut(0, (), "savings.why_pieces", (("lacking", lacking),), hint=Hint(None, lacking, "savings.gain_buy_n_get_m", fields))


def _mix(draft: SavingDraft, lines: Sequence[BasketLine], costs: Sequence[int], usable: Sequence[int], freight: int) -> Cut:
    """The dearest pieces in sets, as long as a set is cheaper than its pieces."""
    del freight
    rule = draft.rule
    assert rule.set_price
    price, size = rule.set_price.minor, rule.buy
    units = _first_units(_runs(lines, costs, usable), size * rule.sets_max)
    off = 0
    for begin in range(0, len(units) - size + 1, size):
        saved = sum(units[begin : begin + size]) - price
        if saved <= 0:
            break
        off += saved
    fields = (("n", size), ("price", plain(rule.set_price)))
    if off:
        return Cut(off, tuple(usable), "savings.why_mix", fields)
    lacking = size - _pieces(lines, usable)
    if lacking <= 0:
        return Cut(0, (), "savings.why_not_cheaper")
    return Cut(0, (), "savings.why_pieces", (("lacking", lacking),), hint=Hint(None, lacking, "savings.gain_mix", fields))


def _first_units(runs: Sequence[_Run], most: int) -> list[int]:
    units: list[int] = []
    for run in runs:
        units += [run.unit] * min(run.count, most - len(units))
        if len(units) == most:
            break
    return units


def _bundle(draft: SavingDraft, lines: Sequence[BasketLine], costs: Sequence[int], usable: Sequence[int], freight: int) -> Cut:
    del freight
    rule = draft.rule
    assert rule.set_price
    places = {lines[index].sku_id: index for index in usable}
    sets = min((_sets(places, lines, part.sku_id, part.pieces) for part in rule.parts), default=0)
    sets = min(sets, rule.sets_max)
    fields = (("price", plain(rule.set_price)),)
    if not sets:
        lacking = sum(max(0, part.pieces - _held(places, lines, part.sku_id)) for part in rule.parts)
        return Cut(0, (), "savings.why_bundle_lacks", (("lacking", lacking),), hint=Hint(None, lacking, "savings.gain_bundle", fields))
    indices = tuple(sorted(places[part.sku_id] for part in rule.parts))
    whole = sum(costs[places[part.sku_id]] * part.pieces * sets // lines[places[part.sku_id]].quantity for part in rule.parts)
    off = whole - rule.set_price.minor * sets
    return Cut(off, indices, "savings.why_bundle", fields) if off > 0 else Cut(0, (), "savings.why_not_cheaper")


def _held(places: Mapping[Any, int], lines: Sequence[BasketLine], sku_id: Any) -> int:
    return lines[places[sku_id]].quantity if sku_id in places else 0


def _sets(places: Mapping[Any, int], lines: Sequence[BasketLine], sku_id: Any, pieces: int) -> int:
    return _held(places, lines, sku_id) // pieces


def _cross_sell(draft: SavingDraft, lines: Sequence[BasketLine], costs: Sequence[int], usable: Sequence[int], freight: int) -> Cut:
    """For so many pieces of the scope, pieces of other goods at their own price; what is given counts for nothing itself."""
    del freight
    rule = draft.rule
    assert rule.set_price is not None
    given = {part.sku_id: part for part in rule.parts}
    asking = [index for index in usable if lines[index].sku_id not in given and lines[index].is_within(draft.scope, draft.scope_ids)]
    times = min(_pieces(lines, asking) // rule.buy, rule.sets_max)
    fields = (("buy", rule.buy), ("price", plain(rule.set_price)))
    if not times:
        lacking = rule.buy - _pieces(lines, asking)
        return Cut(0, (), "savings.why_pieces", (("lacking", lacking),), hint=Hint(None, lacking, "savings.gain_cross_sell", fields))
    off, indices = 0, []
    for index in usable:
        part = given.get(lines[index].sku_id)
        if part is None:
            continue
        pieces = min(lines[index].quantity, part.pieces * times)
        saved = costs[index] * pieces // lines[index].quantity - rule.set_price.minor * pieces
        if saved > 0:
            off += saved
            indices.append(index)
    if off:
        return Cut(off, tuple(indices), "savings.why_cross_sell", fields)
    return Cut(0, (), "savings.why_take_gift", hint=Hint(None, 1, "savings.gain_cross_sell", fields))


def _pieces(lines: Sequence[BasketLine], usable: Sequence[int]) -> int:
    return sum(lines[index].quantity for index in usable)


def _full_reduction(draft: SavingDraft, lines: Sequence[BasketLine], costs: Sequence[int], usable: Sequence[int], freight: int) -> Cut:
    """The best of the tiers that are reached, of equal ones the highest; with what the next one lacks. A gift does not count for its own tier."""
    within = [index for index in usable if lines[index].is_within(draft.scope, draft.scope_ids)]
    base, pieces = sum(costs[index] for index in within), _pieces(lines, within)
    best: Cut | None = None
    hint: Hint | None = None
    for tier in draft.rule.tiers:
        own_base, own_pieces = base, pieces
        gift = _gift(tier.gain, lines, costs, usable)
        if gift and gift.index in within:
            own_base, own_pieces = base - gift.cost, pieces - gift.pieces
        if own_base >= tier.threshold.minor if tier.threshold else own_pieces >= tier.pieces:
            times = _times(draft.rule, tier, own_base, own_pieces)
            found = _give(tier, times, base, within, gift, freight)
            best = found if best is None or found.off >= best.off else best
        else:
            missing = Money(tier.threshold.minor - own_base) if tier.threshold else None
            hint = Hint(missing, 0 if tier.threshold else tier.pieces - own_pieces, *gain_words(tier.gain))
            break
    if best is None:
        assert hint is not None
        why = "savings.why_threshold" if hint.missing else "savings.why_pieces"
        return Cut(0, (), why, (("lacking", plain(hint.missing) if hint.missing else hint.pieces),), hint=hint)
    return replace(best, hint=best.hint or hint)


def _times(rule: Rule, tier: Tier, base: int, pieces: int) -> int:
    if not rule.repeats:
        return 1
    return min(base // tier.threshold.minor if tier.threshold else pieces // tier.pieces, rule.sets_max)


@dataclass(frozen=True, slots=True)
class _Gift:
    """Where a gift lies in the basket, what it costs there, and how many pieces of it are free."""

    index: int
    cost: int
    pieces: int


def _gift(gain: Gain, lines: Sequence[BasketLine], costs: Sequence[int], usable: Sequence[int]) -> _Gift | None:
    if gain.kind is not GainKind.GIFT:
        return None
    index = next((index for index in usable if lines[index].sku_id == gain.gift_sku_id), None)
    if index is None:
        return None
    pieces = min(gain.count, lines[index].quantity)
    return _Gift(index, costs[index] * pieces // lines[index].quantity, pieces)


def _give(tier: Tier, times: int, base: int, within: Sequence[int], gift: _Gift | None, freight: int) -> Cut:
    """What a tier that is reached brings; ``base`` is what the lines within its scope cost."""
    gain = tier.gain
    gained, fields = gain_words(gain)
    why = gained.replace("gain_", "why_")
    if gain.kind is GainKind.AMOUNT:
        assert gain.amount
        return Cut(min(gain.amount.minor * times, base), tuple(within), why, fields)
    if gain.kind is GainKind.PERCENT:
        off = base * gain.percent_off_bps // BPS
        return Cut(min(off, gain.cap.minor) if gain.cap else off, tuple(within), why, fields)
    if gain.kind is GainKind.FREE_SHIPPING:
        return Cut(min(freight, gain.cap.minor) if gain.cap else freight, (), why, fields, of_freight=True)
    if gain.kind is GainKind.GIFT:
        if gift is None:
            return Cut(0, (), "savings.why_take_gift", hint=Hint(None, gain.count, gained, fields))
        return Cut(gift.cost, (gift.index,), why, fields)
    present = f"coupon:{gain.coupon_template_id}:{gain.count}"
    return Cut(0, tuple(within), why, fields, gifts=(present,))


def gain_words(gain: Gain) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """The text code of what a tier brings, with its fields."""
    fields: dict[GainKind, tuple[tuple[str, Any], ...]] = {
        GainKind.AMOUNT: (("amount", plain(gain.amount)),),
        GainKind.PERCENT: (("percent", percent(gain.percent_off_bps)),),
        GainKind.FREE_SHIPPING: (),
        GainKind.COUPON: (("count", gain.count),),
        GainKind.GIFT: (("count", gain.count),),
    }
    return f"savings.gain_{gain.kind.value}", fields[gain.kind]


def percent(bps: int) -> str:
    """1,250 as "12.5"."""
    return f"{bps / 100:g}"


def plain(money: Money | None) -> str:
    """An amount as short as it can be said: "10", "9.9"."""
    return "" if money is None else f"{money.minor / 100:.2f}".rstrip("0").rstrip(".")


_CUTS: Mapping[SavingKind, _Cutter] = {
    SavingKind.NTH_PIECE: _nth_piece,
    SavingKind.BUY_N_GET_M: _buy_n_get_m,
    SavingKind.MIX: _mix,
    SavingKind.BUNDLE: _bundle,
    SavingKind.CROSS_SELL: _cross_sell,
    SavingKind.FULL_REDUCTION: _full_reduction,
}
