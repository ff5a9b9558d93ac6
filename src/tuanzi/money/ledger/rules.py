"""What an account is, what balances, and what an entry does to balances. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tuanzi.kernel.money import MINOR_MAX
from tuanzi.money.ledger.contracts import KEY_LENGTH_MAX, LEGS_MAX, Balance, Kind, Leg

Layer = Literal["posted", "pended", "released"]
LEGS_MIN = 2

TRANSITIONS: dict[Kind, frozenset[Kind]] = {
    Kind.PEND: frozenset({Kind.CONFIRM, Kind.VOID, Kind.EXPIRE}),
    Kind.POST: frozenset({Kind.REVERSE}),
    Kind.CONFIRM: frozenset({Kind.REVERSE}),
    Kind.VOID: frozenset(),
    Kind.EXPIRE: frozenset(),
    Kind.REVERSE: frozenset(),
}
"""Which kind of entry may answer which; each entry is answered at most once."""
START = frozenset({Kind.PEND, Kind.POST})
"""Kinds that answer nothing: how an entry's life begins."""


@dataclass(frozen=True, slots=True)
class Family:
    """Accounts of one kind. ``guarded``: never below zero. ``busy``: posted to by everybody, so it has no row of its own."""

    pattern: str
    normal: Literal["debit", "credit"]
    guarded: bool = False
    busy: bool = False


FAMILIES = (
    Family(r"gateway:[a-z_]+:clearing", "debit", busy=True),
    Family(r"member:mem_[0-9a-z]{26}:wallet", "credit", guarded=True),
    Family(r"order:[A-Za-z0-9_-]{1,64}:received", "credit"),
    Family(r"platform:[a-z_]+_cost", "debit", busy=True),
    Family(r"platform:[a-z_]+", "credit", busy=True),
)
"""The chart of accounts. The first family that fits holds; an address that fits none is refused."""

_COMPILED = [(re.compile(family.pattern), family) for family in FAMILIES]


@dataclass(frozen=True, slots=True)
class LayeredLeg:
    """A leg and what it touches: money that is there, money announced, or an announcement taken back."""

    layer: Layer
    leg: Leg


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry ready to be written."""

    key: str
    kind: Kind
    reason: str
    reference: str
    legs: tuple[LayeredLeg, ...]

    @property
    def input_hash(self) -> bytes:
        """What must be the same for two calls with one key to be one movement. The order of legs does not matter."""
        legs = sorted((each.layer, each.leg.account, each.leg.asset, each.leg.debit, each.leg.credit) for each in self.legs)
        text = json.dumps([self.kind, self.reason, self.reference, legs], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).digest()


def family_of(account: str) -> Family:
    """The family of an address. Raises ``ValueError`` for one that the chart of accounts does not know."""
    for pattern, family in _COMPILED:
        if pattern.fullmatch(account):
            return family
    raise ValueError(f"{account!r} is no account of ours")


def check(key: str, legs: Sequence[Leg]) -> None:
    """Refuse what the database would refuse, with a better sentence: ``ValueError``, for it is always a caller's mistake."""
    if not 0 < len(key) <= KEY_LENGTH_MAX:
        raise ValueError("a key has 1 to 200 characters")
    if not LEGS_MIN <= len(legs) <= LEGS_MAX:
        raise ValueError(f"an entry has {LEGS_MIN} to {LEGS_MAX} legs, not {len(legs)}")
    sums: dict[str, int] = {}
    for leg in legs:
        family_of(leg.account)
        if min(leg.debit, leg.credit) != 0 or not 0 < max(leg.debit, leg.credit) <= MINOR_MAX:
            raise ValueError(f"{leg} must stand on one side with a positive amount")
        sums[leg.asset] = sums.get(leg.asset, 0) + leg.debit - leg.credit
    if any(sums.values()):
        raise ValueError(f"the legs do not balance: {sums}")


def swapped(legs: Sequence[Leg]) -> list[Leg]:
    """The same legs the other way round."""
    return [Leg(leg.account, leg.asset, debit=leg.credit, credit=leg.debit) for leg in legs]


def layered(layer: Layer, legs: Sequence[Leg]) -> tuple[LayeredLeg, ...]:
    """Put all ``legs`` on one layer."""
    return tuple(LayeredLeg(layer, leg) for leg in legs)


def check_part(announced: Sequence[Leg], taken: Sequence[Leg]) -> None:
    """Refuse (``ValueError``) to confirm more on any account and side than was announced there."""
    left: dict[tuple[str, str, bool], int] = {}
    for leg in announced:
        place = (leg.account, leg.asset, leg.debit > 0)
        left[place] = left.get(place, 0) + leg.debit + leg.credit
    for leg in taken:
        place = (leg.account, leg.asset, leg.debit > 0)
        left[place] = left.get(place, 0) - leg.debit - leg.credit
    if any(rest < 0 for rest in left.values()):
        raise ValueError("more is confirmed than was announced")


def deltas(legs: Sequence[LayeredLeg]) -> dict[tuple[str, str], Balance]:
    """What the legs change on each (account, asset), seen from its normal side."""
    changes: dict[tuple[str, str], Balance] = {}
    for each in legs:
        leg = each.leg
        place = (leg.account, leg.asset)
        grows = (leg.credit > 0) == (family_of(leg.account).normal == "credit")
        amount = leg.debit + leg.credit
        old = changes.get(place, Balance())
        if each.layer == "posted":
            changes[place] = Balance(old.posted + (amount if grows else -amount), old.pending_in, old.pending_out)
            continue
        signed = amount if each.layer == "pended" else -amount
        changes[place] = Balance(old.posted, old.pending_in + signed * grows, old.pending_out + signed * (not grows))
    return changes


def pattern_of(*, guarded: bool | None = None, busy: bool | None = None, normal: str | None = None) -> str:
    """A regular expression, for the database, of the addresses whose family has these properties.

    An address belongs to the first family that fits, so families that stand before are excluded by a look-ahead.
    """
    parts = []
    for index, family in enumerate(FAMILIES):
        wanted = (
            (guarded is None or family.guarded == guarded)
            and (busy is None or family.busy == busy)
            and (normal is None or family.normal == normal)
        )
        if wanted:
            before = "".join(f"(?!{earlier.pattern}$)" for earlier in FAMILIES[:index])
            parts.append(f"{before}{family.pattern}$")
    return f"^({'|'.join(parts)})"
