"""The worst case: the relaxation proposes a basket, the quote says what it truly costs, until nothing left could be worse. Pure but for the clock
that ends it.
"""

from __future__ import annotations

import time

from tuanzi.deals.stackguard.contracts import PATIENCE_S, MarginOf, Question, Worst
from tuanzi.deals.stackguard.relaxation import Relaxation


def worst(question: Question, margin_of: MarginOf, patience_s: float = PATIENCE_S) -> Worst:
    """The basket with the lowest true margin. ``bound`` equals its margin when it is proved; otherwise nothing that was not looked at is below it."""
    until = time.monotonic() + patience_s
    relaxed = Relaxation(question)
    basket: tuple[tuple[int, int], ...] = ()
    best = bound = None
    steps = 0
    while (left := until - time.monotonic()) > 0:
        try:
            proposed, least = relaxed.solve(left)
        except TimeoutError:
            break
        if proposed is None or (best is not None and least >= best):
            bound = best
            break
        bound = least
        margin = margin_of(proposed)
        steps += 1
        if best is None or margin < best:
            basket, best = proposed, margin
            relaxed.below(best)
        relaxed.strike_out(proposed)
    if best is None:
        return Worst((), 0, bound or 0, steps)
    return Worst(basket, best, best if bound is None else min(bound, best), steps)
