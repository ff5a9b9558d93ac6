"""Prices for a time (限时折扣): scene prices with steps, as many pieces as there are. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.deals.pricing.contracts import BasketLine
from tuanzi.deals.savings.contracts import SavingDraft, SavingTerms, Step
from tuanzi.kernel.money import BPS


def off_of(terms: SavingTerms, line: BasketLine) -> tuple[int, int]:
    """What a price for a time takes off a line, and off how many pieces: as many as are left of it, for the buyer too; the rest at their single
    price.
    """
    sold, pieces = dict(terms.sold).get(line.sku_id, 0), line.quantity
    if terms.draft.per_member is not None:
        pieces = min(pieces, max(0, terms.draft.per_member - dict(terms.had).get(line.sku_id, 0)))
    if terms.draft.uses_max is not None:
        pieces = min(pieces, max(0, terms.draft.uses_max - sold))
    rule, price = terms.draft.rule, line.price.minor
    if rule.prices:
        own = dict(rule.prices).get(line.sku_id)
        return (max(0, price - own.minor) * pieces, pieces) if own else (0, 0)
    off = found = 0
    for step, room in _rooms(rule.steps, sold):
        count = pieces - found if room is None else min(room, pieces - found)
        off += (price * step.percent_off_bps // BPS) * count
        found += count
    return off, found


def why_none(terms: SavingTerms, line: BasketLine) -> str | None:
    """Why a line has nothing of a price for a time that is about it, as the code of a sentence; None: it is not about this SKU."""
    if terms.draft.rule.prices and line.sku_id not in dict(terms.draft.rule.prices):
        return None
    most = terms.draft.per_member
    return "savings.why_share" if most is not None and dict(terms.had).get(line.sku_id, 0) >= most else "savings.why_all_gone"


def _rooms(steps: Sequence[Step], sold: int) -> list[tuple[Step, int | None]]:
    """What is left of each step after so many pieces."""
    found: list[tuple[Step, int | None]] = []
    end = 0
    for step in steps:
        if not step.pieces:
            found.append((step, None))
            break
        end += step.pieces
        if sold < end:
            found.append((step, end - max(sold, end - step.pieces)))
    return found


def sold_at_most(terms: SavingTerms, line: BasketLine, pieces: int) -> int | None:
    """How many pieces of this SKU may have gone at the price before, so that what was quoted still holds; None: any number."""
    sold = dict(terms.sold).get(line.sku_id, 0)
    most = terms.draft.uses_max - pieces if terms.draft.uses_max is not None else None
    rooms = _rooms(terms.draft.rule.steps, sold)
    if rooms and (room := rooms[0][1]) is not None:
        # Within one step the price stands until the step is full; across steps only as long as nothing more has gone.
        bound = sold + room - pieces if pieces <= room else sold
        most = bound if most is None else min(most, bound)
    return most


def is_counted(draft: SavingDraft) -> bool:
    """Whether it matters how many pieces have gone."""
    return draft.uses_max is not None or any(step.pieces for step in draft.rule.steps)
