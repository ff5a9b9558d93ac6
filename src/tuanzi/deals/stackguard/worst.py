"""The worst case: probing finds bad baskets, the relaxation proposes worse ones, the quote says what each truly costs. Pure but for the clock that ends it.

SKUs that no offer joins are looked at apart: what one offer takes off depends on its own lines alone. Offers on a large part of the shop (*wide* ones)
are looked at within each such part; baskets that reach across parts are then probed, not proved.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from tuanzi.deals.pricing.contracts import BasketLine, ScopeKind
from tuanzi.deals.savings.contracts import SavingTerms
from tuanzi.deals.stackguard.contracts import PATIENCE_S, MarginOf, Question, Worst

SMALL = 40
"""A shop of so many SKUs is one part, and its worst case can be proved whatever the offers."""
WIDE = 60
"""An offer about more SKUs than this does not join them into one part."""
PROBED_MAX = 24
"""Baskets that are made worse piece by piece."""
QUANTITIES = (1, 2, 3, 5, 10, 20)
PROBING_SHARE = 0.4

PlacedBasket = tuple[tuple[int, int], ...]


class _Best:
    """The worst basket so far, by its true margin; each basket is priced once."""

    def __init__(self, margin_of: MarginOf, until: float) -> None:
        self._margin_of, self.until = margin_of, until
        self._known: dict[PlacedBasket, int] = {}
        self.basket: PlacedBasket = ()
        self.margin = 0

    @property
    def steps(self) -> int:
        """How many baskets were priced."""
        return len(self._known)

    def left(self) -> float:
        """Seconds."""
        return self.until - time.monotonic()

    def look(self, basket: PlacedBasket) -> int:
        """The true margin of a basket; the lowest is remembered."""
        basket = tuple(sorted(basket))
        margin = self._known.get(basket)
        if margin is None:
            margin = self._known[basket] = self._margin_of(basket)
        if not self.basket or margin < self.margin:
            self.basket, self.margin = basket, margin
        return margin


def worst(question: Question, margin_of: MarginOf, patience_s: float = PATIENCE_S) -> Worst:
    """The basket with the lowest true margin, proved if every part was finished in time and no wide offer reaches across them."""
    began = time.monotonic()
    best = _Best(margin_of, began + patience_s)
    parts, has_wide = _parts(question)
    is_small = len(question.items) <= SMALL
    if not is_small:
        _probe(question, best, began + patience_s * PROBING_SHARE)
    is_finished = True
    for part in parts:
        is_finished &= _prove(question, part, best)
    if not is_small:
        _join(question, parts, best)
    if not best.basket:
        return Worst((), 0, is_proved=True, steps=0)
    return Worst(best.basket, best.margin, is_proved=is_finished and (is_small or not has_wide), steps=best.steps)


def _prove(question: Question, part: Sequence[int], best: _Best) -> bool:
    """Look at every basket within a part that could be worse than the worst so far; False if the time ran out before."""
    own = Question(
        tuple(question.items[place] for place in part),
        question.savings,
        question.coupons,
        question.apart,
        question.barred,
        question.lines_max,
    )
    # The solver weighs 60 MB; who never looks never loads it.
    from tuanzi.deals.stackguard.relaxation import Relaxation

    relaxed = Relaxation(own)
    if best.basket:
        relaxed.below(best.margin)
    while best.left() > 0:
        try:
            proposed, least = relaxed.solve(best.left())
        except TimeoutError:
            return False
        if proposed is None or (best.basket and least >= best.margin):
            return True
        before = best.margin if best.basket else None
        best.look(tuple((part[place], pieces) for place, pieces in proposed))
        if before is None or best.margin < before:
            relaxed.below(best.margin)
        relaxed.strike_out(proposed)
    return False


def _parts(question: Question) -> tuple[list[list[int]], bool]:
    """SKUs joined by the offers that are about them, and whether some offer is too wide to join."""
    parent = list(range(len(question.items)))

    def find(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    has_wide = False
    for about in _scopes(question):
        if len(about) > WIDE:
            has_wide = True
            continue
        for place in about[1:]:
            parent[find(place)] = find(about[0])
    parts: dict[int, list[int]] = {}
    for place in range(len(question.items)):
        parts.setdefault(find(place), []).append(place)
    if len(question.items) <= SMALL:
        return [list(range(len(question.items)))], has_wide
    return sorted(
        parts.values(), key=lambda part: min(question.items[place].scene - question.items[place].cost for place in part)
    ), has_wide


def _scopes(question: Question) -> Iterator[list[int]]:
    for saving in question.savings:
        yield [place for place, item in enumerate(question.items) if _is_about(saving, item.line)]
    for coupon in question.coupons:
        worth = coupon.worth
        yield [place for place, item in enumerate(question.items) if item.line.is_within(worth.scope, worth.scope_ids)]


def _is_about(saving: SavingTerms, line: BasketLine) -> bool:
    draft = saving.draft
    named = {part.sku_id for part in draft.rule.parts} | {tier.gain.gift_sku_id for tier in draft.rule.tiers}
    return line.sku_id in named or (
        not (draft.rule.parts and draft.scope is ScopeKind.ALL) and line.is_within(draft.scope, draft.scope_ids)
    )


# Probing.


def _probe(question: Question, best: _Best, until: float) -> None:
    """Price SKUs alone, cheapest margins first, then make the worst of them worse piece by piece."""
    order = sorted(
        range(len(question.items)),
        key=lambda place: (question.items[place].scene - question.items[place].cost) / max(1, question.items[place].scene),
    )
    found: list[tuple[int, PlacedBasket]] = []
    for place in order:
        if time.monotonic() > until - (until - time.monotonic()) / 2:
            break
        for pieces in QUANTITIES:
            if pieces <= question.items[place].most:
                basket: PlacedBasket = ((place, pieces),)
                found.append((best.look(basket), basket))
        if len(found) > PROBED_MAX * 100:
            break
    for _, bad in sorted(found)[:PROBED_MAX]:
        if time.monotonic() > until:
            return
        _worsen(question, bad, order[: 2 * PROBED_MAX], best, until)


def _worsen(question: Question, basket: PlacedBasket, others: Sequence[int], best: _Best, until: float) -> None:
    """Change a basket by a piece, or by another SKU, as long as that lowers its margin."""
    margin = best.look(basket)
    while time.monotonic() < until:
        tried = [(best.look(each), each) for each in _neighbours(question, basket, others)]
        if not tried or min(tried)[0] >= margin:
            return
        margin, basket = min(tried)


def _neighbours(question: Question, basket: PlacedBasket, others: Sequence[int]) -> Iterator[PlacedBasket]:
    inside = dict(basket)
    for place, pieces in basket:
        rest = {other: count for other, count in inside.items() if other != place}
        if pieces < question.items[place].most:
            yield tuple({**rest, place: pieces + 1}.items())
        if pieces > 1:
            yield tuple({**rest, place: pieces - 1}.items())
        elif rest:
            yield tuple(rest.items())
    if len(basket) < question.lines_max:
        for place in others:
            if place not in inside:
                yield tuple({**inside, place: 1}.items())


def _join(question: Question, parts: Sequence[Sequence[int]], best: _Best) -> None:
    """What is worst in one part may be worse beside what is worst in others."""
    if best.basket and best.left() > 0:
        others = [part[0] for part in parts][: 2 * PROBED_MAX]
        _worsen(question, best.basket, others, best, best.until)
