"""How bad baskets could be at most: an integer program in which every offer is worth at least what the quote would give for it.

Minimise what the pieces bring at their scene prices less their cost, less the cuts. A cut is bounded by what its rule gives for the basket when only those
offers stand before it whose lines lie wholly within its own; that is exact where scopes are nested, and too generous elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ortools.sat.python import cp_model

from tuanzi.deals.coupons.contracts import CouponKind, CouponTerms
from tuanzi.deals.pricing.contracts import LEFT_TO_PAY
from tuanzi.deals.savings.contracts import GainKind, Rule, SavingDraft, SavingKind, Tier
from tuanzi.deals.stackguard.contracts import Question
from tuanzi.kernel.money import BPS

WORKERS = 1
LEVELS_MAX = 40
"""Prices at which it is said how many pieces may be reduced; fewer make the program smaller and the bound looser, never wrong."""
TOUCHES_ALL = frozenset({SavingKind.FULL_REDUCTION, SavingKind.NTH_PIECE, SavingKind.BUY_N_GET_M, SavingKind.MIX})
"""Kinds that take something off every line they may look at."""


class Relaxation:
    """The program for one question; baskets can be struck out."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._items = question.items
        self._model = cp_model.CpModel()
        new = self._model
        self._pieces = [new.new_int_var(0, item.most, f"q{place}") for place, item in enumerate(self._items)]
        self._taken = [new.new_bool_var(f"b{place}") for place in range(len(self._items))]
        for pieces, taken in zip(self._pieces, self._taken, strict=True):
            new.add(pieces >= 1).only_enforce_if(taken)
            new.add(pieces == 0).only_enforce_if(taken.negated())
        new.add(sum(self._taken) <= question.lines_max)
        new.add_bool_or(self._taken)
        worth = sorted((item.scene * item.most for item in self._items), reverse=True)
        self._most = max(1, sum(worth[: question.lines_max]))
        self._cuts: list[Any] = []
        self._used: list[Any] = []
        self._lines: list[frozenset[int]] = []
        for saving in question.savings:
            self._add_saving(saving.draft)
        for one, other in question.apart:
            new.add(self._used[one] + self._used[other] <= 1)
        self._savings = len(self._cuts)
        for coupon in question.coupons:
            self._add_coupon(coupon)
        gross = self._gross(range(len(self._items)))
        new.add(sum(self._cuts) <= gross - LEFT_TO_PAY)
        self._margin = gross - sum(item.cost * pieces for item, pieces in zip(self._items, self._pieces, strict=True)) - sum(self._cuts)
        new.minimize(self._margin)

    # --- pieces of expressions

    def _gross(self, places: Any) -> Any:
        return sum(self._items[place].scene * self._pieces[place] for place in places)

    def _count(self, places: Any) -> Any:
        return sum(self._pieces[place] for place in places)

    def _base(self, lines: frozenset[int]) -> Any:
        """What these lines cost at most when an offer comes to them: less what those took that touch nothing else."""
        return self._gross(lines) - sum(cut for cut, own in zip(self._cuts, self._lines, strict=True) if own and own <= lines)

    def _new_cut(self) -> tuple[Any, Any]:
        number = len(self._cuts)
        cut = self._model.new_int_var(0, self._most, f"k{number}")
        used = self._model.new_bool_var(f"x{number}")
        self._model.add(cut <= self._most * used)
        return cut, used

    def _keep(self, cut: Any, used: Any, lines: frozenset[int]) -> None:
        self._cuts.append(cut)
        self._used.append(used)
        self._lines.append(lines)

    # --- savings

    def _within(self, draft: SavingDraft) -> frozenset[int]:
        own = draft.rule.kind.value
        return frozenset(
            place for place, item in enumerate(self._items) if own not in item.shut and item.line.is_within(draft.scope, draft.scope_ids)
        )

    def _named(self, draft: SavingDraft) -> dict[Any, int]:
        own = draft.rule.kind.value
        return {item.line.sku_id: place for place, item in enumerate(self._items) if own not in item.shut}

    def _add_saving(self, draft: SavingDraft) -> None:
        rule, within = draft.rule, self._within(draft)
        touched = within if rule.kind in TOUCHES_ALL and not self._gives_one_line(rule) else frozenset()
        cut, used = self._new_cut()
        if rule.kind is SavingKind.FULL_REDUCTION:
            self._full_reduction(draft, cut, used, within)
        elif rule.kind is SavingKind.BUNDLE:
            touched = self._bundle(rule, cut, used, self._named(draft))
        elif rule.kind is SavingKind.CROSS_SELL:
            self._cross_sell(rule, cut, used, (within, self._named(draft)))
        elif rule.kind is SavingKind.MIX:
            self._mix(rule, cut, used, within)
        else:
            self._every(rule, cut, used, within)
        self._alone_in_its_group(draft, used, within)
        self._keep(cut, used, touched)

    def _gives_one_line(self, rule: Rule) -> bool:
        return bool(rule.tiers) and rule.tiers[0].gain.kind in {GainKind.GIFT, GainKind.FREE_SHIPPING, GainKind.COUPON}

    def _alone_in_its_group(self, draft: SavingDraft, used: Any, within: frozenset[int]) -> None:
        """A line takes one offer of a group: after one that touched all of another's lines nothing is left for it."""
        if not draft.group or draft.rule.kind in {SavingKind.BUNDLE, SavingKind.CROSS_SELL}:
            return
        for place, (former, lines) in enumerate(zip(self._question.savings, self._lines, strict=False)):
            if former.draft.group == draft.group and lines and within <= lines:
                self._model.add(used + self._used[place] <= 1)

    def _full_reduction(self, draft: SavingDraft, cut: Any, used: Any, within: frozenset[int]) -> None:
        rule, base, new = draft.rule, self._base(within), self._model
        reached = [new.new_bool_var("") for _ in rule.tiers]
        new.add(sum(reached) == used)
        bounds = []
        for tier, is_reached in zip(rule.tiers, reached, strict=True):
            free = self._free_pieces(draft, tier)
            if tier.threshold is not None:
                new.add(
                    base - sum(price * pieces for price, pieces, is_within in free if is_within) >= tier.threshold.minor
                ).only_enforce_if(is_reached)
            else:
                new.add(self._count(within) - sum(pieces for _, pieces, is_within in free if is_within) >= tier.pieces).only_enforce_if(
                    is_reached
                )
            bounds.append(self._tier_bound(rule, tier, is_reached, base, within, free))
        new.add(cut <= sum(bounds))

    def _free_pieces(self, draft: SavingDraft, tier: Tier) -> list[tuple[int, Any, bool]]:
        """The pieces that a gift makes free: their price, how many, and whether they lie within the scope."""
        if tier.gain.kind is not GainKind.GIFT:
            return []
        place = self._named(draft).get(tier.gain.gift_sku_id)
        if place is None:
            return []
        pieces = self._model.new_int_var(0, tier.gain.count, "")
        self._model.add(pieces <= self._pieces[place])
        return [(self._items[place].scene, pieces, place in self._within(draft))]

    def _tier_bound(
        self, rule: Rule, tier: Tier, is_reached: Any, base: Any, within: frozenset[int], free: list[tuple[int, Any, bool]]
    ) -> Any:
        new, gain = self._model, tier.gain
        if gain.kind is GainKind.AMOUNT:
            assert gain.amount
            if not rule.repeats:
                return gain.amount.minor * is_reached
            times = new.new_int_var(0, rule.sets_max, "")
            new.add(times <= rule.sets_max * is_reached)
            each, have = (tier.threshold.minor, base) if tier.threshold else (tier.pieces, self._count(within))
            new.add(each * times <= have)
            return gain.amount.minor * times
        bound = new.new_int_var(0, self._most, "")
        new.add(bound <= self._most * is_reached)
        if gain.kind is GainKind.PERCENT:
            new.add(BPS * bound <= gain.percent_off_bps * base)
            if gain.cap is not None:
                new.add(bound <= gain.cap.minor)
        else:
            new.add(bound <= sum(price * pieces for price, pieces, _ in free))
        return bound

    def _every(self, rule: Rule, cut: Any, used: Any, within: frozenset[int]) -> None:
        """Of each so many pieces the cheapest for less: of the pieces from any price on, no larger part can be reduced than of a set."""
        del used
        paid, of = (rule.buy - 1, rule.buy) if rule.kind is SavingKind.NTH_PIECE else (rule.buy, rule.buy + rule.get)
        bps = rule.percent_off_bps if rule.kind is SavingKind.NTH_PIECE else BPS
        new = self._model
        sets = new.new_int_var(0, rule.sets_max, "")
        new.add(of * sets <= self._count(within))
        reduced = {place: new.new_int_var(0, self._items[place].most, "") for place in within}
        for place, pieces in reduced.items():
            new.add(pieces <= self._pieces[place])
        new.add(sum(reduced.values()) <= (of - paid) * sets)
        prices = sorted({self._items[place].scene for place in within}, reverse=True)[:-1]
        for price in prices[:: 1 + len(prices) // LEVELS_MAX]:
            dear = [place for place in within if self._items[place].scene >= price]
            new.add(of * sum(reduced[place] for place in dear) <= (of - paid) * self._count(dear))
        new.add(BPS * cut <= bps * sum(self._items[place].scene * pieces for place, pieces in reduced.items()))

    def _mix(self, rule: Rule, cut: Any, used: Any, within: frozenset[int]) -> None:
        assert rule.set_price
        new = self._model
        sets = new.new_int_var(0, rule.sets_max, "")
        chosen = {place: new.new_int_var(0, self._items[place].most, "") for place in within}
        for place, pieces in chosen.items():
            new.add(pieces <= self._pieces[place])
        new.add(sum(chosen.values()) == rule.buy * sets)
        new.add(
            cut <= sum(self._items[place].scene * pieces for place, pieces in chosen.items()) - rule.set_price.minor * sets
        ).only_enforce_if(used)

    def _bundle(self, rule: Rule, cut: Any, used: Any, named: dict[Any, int]) -> frozenset[int]:
        assert rule.set_price
        new = self._model
        if any(part.sku_id not in named for part in rule.parts):
            new.add(used == 0)
            return frozenset()
        sets = new.new_int_var(0, rule.sets_max, "")
        whole = 0
        for part in rule.parts:
            place = named[part.sku_id]
            new.add(part.pieces * sets <= self._pieces[place])
            whole += self._items[place].scene * part.pieces
        new.add(cut <= max(0, whole - rule.set_price.minor) * sets)
        return frozenset(named[part.sku_id] for part in rule.parts)

    def _cross_sell(self, rule: Rule, cut: Any, used: Any, places: tuple[frozenset[int], dict[Any, int]]) -> None:
        assert rule.set_price is not None
        del used
        new = self._model
        within, named = places
        given = {named[part.sku_id]: part.pieces for part in rule.parts if part.sku_id in named}
        times = new.new_int_var(0, rule.sets_max, "")
        new.add(rule.buy * times <= self._count(within - frozenset(given)))
        saved: Any = 0
        for place, pieces in given.items():
            got = new.new_int_var(0, self._items[place].most, "")
            new.add(got <= self._pieces[place])
            new.add(got <= pieces * times)
            saved += max(0, self._items[place].scene - rule.set_price.minor) * got
        new.add(cut <= saved)

    # --- coupons

    def _add_coupon(self, coupon: CouponTerms) -> None:
        worth, new = coupon.worth, self._model
        within = frozenset(
            place
            for place, item in enumerate(self._items)
            if "coupons" not in item.shut
            and item.line.is_within(worth.scope, worth.scope_ids)
            and not (worth.original_price_only and item.scene < item.line.price.minor)
        )
        cut, used = self._new_cut()
        base = self._base(within)
        new.add(base >= worth.threshold.minor).only_enforce_if(used)
        new.add(self._count(within) >= worth.pieces_min).only_enforce_if(used)
        if worth.kind is CouponKind.AMOUNT:
            new.add(cut <= (worth.amount.minor if worth.amount else 0))
            new.add(cut <= base).only_enforce_if(used)
        elif worth.kind is CouponKind.PERCENT:
            new.add(BPS * cut <= (worth.percent_off_bps or 0) * base).only_enforce_if(used)
            if worth.cap is not None:
                new.add(cut <= worth.cap.minor)
        elif worth.kind is CouponKind.GIFT:
            place = next((place for place in within if self._items[place].line.sku_id == worth.gift_sku_id), None)
            new.add(cut <= (self._items[place].scene * worth.gift_pieces if place is not None else 0))
            if place is not None:
                new.add(cut <= self._items[place].scene * self._pieces[place])
        else:
            new.add(cut == 0)
        for place in self._question.barred:
            new.add(used + self._used[place] <= 1)
        for other, former in zip(self._question.coupons, self._used[self._savings :], strict=False):
            if other.worth.group == worth.group:
                new.add(used + former <= 1)
        # Two coupons are taken off in an order of their own, so neither counts on what the other left.
        self._cuts.append(cut)
        self._used.append(used)
        self._lines.append(frozenset())

    # --- the search

    def strike_out(self, basket: Sequence[tuple[int, int]]) -> None:
        """Look at this basket no more."""
        inside = dict(basket)
        different = [taken for place, taken in enumerate(self._taken) if place not in inside]
        for place, pieces in inside.items():
            for is_other, condition in ((self._model.new_bool_var(""), "<"), (self._model.new_bool_var(""), ">")):
                if condition == "<":
                    self._model.add(self._pieces[place] <= pieces - 1).only_enforce_if(is_other)
                else:
                    self._model.add(self._pieces[place] >= pieces + 1).only_enforce_if(is_other)
                different.append(is_other)
        self._model.add_bool_or(different)

    def below(self, margin: int) -> None:
        """Only what could be worse than this is of interest."""
        self._model.add(self._margin <= margin - 1)

    def solve(self, patience_s: float) -> tuple[tuple[tuple[int, int], ...] | None, int]:
        """The basket that could be the worst, with the least margin that anything left can have. None: nothing is left."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = patience_s
        solver.parameters.num_workers = WORKERS
        solver.parameters.random_seed = 1
        found = solver.solve(self._model)
        if found == cp_model.INFEASIBLE:
            return None, 0
        if found not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            raise TimeoutError
        basket = tuple((place, solver.value(pieces)) for place, pieces in enumerate(self._pieces) if solver.value(pieces))
        bound = solver.best_objective_bound
        return basket, int(-(-bound // 1))
