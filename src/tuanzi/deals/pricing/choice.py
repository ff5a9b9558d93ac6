"""Which of the offers that may be left out are used: the best permitted set for the buyer, exactly, or the first permitted ones. Pure.

Branch and bound over the offers in the order in which they would be applied: each is taken or left out. An offer never takes more after others
than alone, because it sees lower costs and fewer open lines; so what is still to come is worth at most the sum of what each takes alone, and the
stages that follow (coupons, points) at most what they take from the untouched lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tuanzi.deals.pricing.contracts import LEFT_TO_PAY, Choice, Cut, CutOf, Policy, Stack, Terms
from tuanzi.kernel.money import split_minor

STEPS_MAX = 50_000
"""Steps after which the search settles for the best set found; far above what the live offers of one basket come to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that may be left out. ``lines``: those that it looks at and that no scene price shuts it out of, as bits."""

    terms: Terms
    stack: Stack
    cut_of: CutOf
    lines: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the basket stands: what each line costs, what is left of carrying (minor units), which lines (as bits) each group has touched, and which
    classes were used.
    """

    costs: tuple[int, ...]
    freight: int
    touched: tuple[tuple[str, int], ...] = ()
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """A chosen offer with what it takes."""

    candidate: Candidate
    cut: Cut


Later = Callable[[tuple[Taken, ...], Standing], int]
"""What the stages that follow take off, in minor units, exactly."""


def cut(candidate: Candidate, at: Standing) -> Cut:
    """What an offer takes where the basket stands, never the last of the order."""
    free = candidate.lines & ~_touched(at, candidate.stack.group)
    is_open = [bool(free >> index & 1) for index in range(len(at.costs))]
    found = candidate.cut_of(at.costs, is_open, at.freight)
    most = at.freight if found.of_freight else sum(at.costs[index] for index in found.lines)
    off = min(found.off, most, max(0, sum(at.costs) + at.freight - LEFT_TO_PAY))
    if off == found.off:
        return found
    return Cut(off, found.lines, found.why, found.fields, found.of_freight, found.hint, found.gifts)


def _touched(at: Standing, group: str) -> int:
    return next((lines for name, lines in at.touched if name == group), 0) if group else 0


def after(candidate: Candidate, found: Cut, at: Standing) -> Standing:
    """Where the basket stands once an offer was taken."""
    classes = at.classes | {candidate.stack.stack_class}
    if found.of_freight:
        return Standing(at.costs, at.freight - found.off, at.touched, classes)
    costs = list(at.costs)
    for index, share in zip(found.lines, split_minor(found.off, [costs[index] for index in found.lines]), strict=True):
        costs[index] -= share
    touched, group = at.touched, candidate.stack.group
    if group:
        lines = _touched(at, group) | sum(1 << index for index in found.lines)
        touched = (*(each for each in touched if each[0] != group), (group, lines))
    return Standing(tuple(costs), at.freight, touched, classes)


def choose(candidates: Sequence[Candidate], start: Standing, policy: Policy, later: Later) -> tuple[Taken, ...]:
    """The offers that are used, in the order in which they are applied. ``candidates`` come in any order."""
    ordered = sorted(candidates, key=lambda each: (each.stack.stage, -each.stack.priority, each.terms.kind, each.terms.reference))
    if policy.choice is Choice.FIXED:
        return _in_order(ordered, start, policy)
    return _Search(ordered, policy, later).run(start)


def _in_order(ordered: Sequence[Candidate], at: Standing, policy: Policy) -> tuple[Taken, ...]:
    chosen: list[Taken] = []
    for each in ordered:
        if at.classes & policy.rivals(each.stack.stack_class):
            continue
        found = cut(each, at)
        if found.off or found.gifts:
            chosen.append(Taken(each, found))
            at = after(each, found, at)
    return tuple(chosen)


class _Search:
    """The best set so far, and the bound that spares the rest."""

    def __init__(self, ordered: Sequence[Candidate], policy: Policy, later: Later) -> None:
        self._ordered = ordered
        self._later = later
        self._rivals = [policy.rivals(each.stack.stack_class) for each in ordered]
        self._best: tuple[Taken, ...] = ()
        self._best_off = -1
        self._rest: list[int] = []
        self._later_most = 0
        self._looked_at = 0

    def run(self, start: Standing) -> tuple[Taken, ...]:
        """The best set. Of two that take the same the one that uses more of what is applied first."""
        alone = [cut(each, start) for each in self._ordered]
        useful = [index for index, found in enumerate(alone) if found.off or found.gifts]
        self._ordered = [self._ordered[index] for index in useful]
        self._rivals = [self._rivals[index] for index in useful]
        alone = [alone[index] for index in useful]
        self._later_most = self._later((), start)
        self._rest = [sum(found.off for found in alone[index:]) for index in range(len(alone) + 1)]
        self._is_apart = [self._stands_apart(index, alone) for index in range(len(alone))]
        self._try(0, start, (), 0)
        return self._best

    def _stands_apart(self, index: int, alone: Sequence[Cut]) -> bool:
        """Whether taking this one leaves everything that follows as it is, so that leaving it out is never better."""
        own = self._ordered[index]
        return not self._later_most and not any(
            other.stack.stack_class in self._rivals[index] or (found.of_freight and alone[index].of_freight) or own.lines & other.lines
            for other, found in zip(self._ordered[index + 1 :], alone[index + 1 :], strict=True)
        )

    def _try(self, place: int, at: Standing, chosen: tuple[Taken, ...], off: int) -> None:
        self._looked_at += 1
        if off + self._rest[place] + self._later_most <= self._best_off or self._looked_at > STEPS_MAX:
            return
        if place == len(self._ordered):
            whole = off + (self._later(chosen, at) if self._later_most else 0)
            if whole > self._best_off:
                self._best, self._best_off = chosen, whole
            return
        each = self._ordered[place]
        if not at.classes & self._rivals[place]:
            found = cut(each, at)
            if found.off or found.gifts:
                self._try(place + 1, after(each, found, at), (*chosen, Taken(each, found)), off + found.off)
                if self._is_apart[place]:
                    return
        self._try(place + 1, at, chosen, off)
