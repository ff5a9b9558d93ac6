"""Money: a whole number of minor units (分 for CNY) with its ISO 4217 currency. No float comes near it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

CNY = "CNY"
BPS = 10_000
"""Basis points in one whole: every rate is an integer number of these."""

MINOR_MAX = 10**15


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """``Money(4990)`` is 49.90 yuan. Negative amounts are allowed (a discount); mixing currencies raises ``ValueError``."""

    minor: int
    currency: str = CNY

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("money is a whole number of minor units")

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} with {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, count: int) -> Money:
        return Money(self.minor * count, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def rate(self, bps: int) -> Money:
        """``bps`` basis points of this amount, half a minor unit rounded away from zero (四舍五入)."""
        product = self.minor * bps
        half = BPS // 2
        minor = (product + half) // BPS if product >= 0 else -((-product + half) // BPS)
        return Money(minor, self.currency)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Shares in proportion to ``weights`` by largest remainder (Hamilton): they add up to this amount exactly.

        Weights are non-negative; if all are zero the shares are as equal as possible. Ties go to the earlier share.
        A share never exceeds its exact proportion by a whole minor unit.
        """
        return [Money(share, self.currency) for share in split_minor(self.minor, weights)]

    def __str__(self) -> str:
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{abs(self.minor) // 100}.{abs(self.minor) % 100:02d} {self.currency}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        wire = core_schema.typed_dict_schema(
            {
                "amount": core_schema.typed_dict_field(core_schema.int_schema(strict=True, ge=-MINOR_MAX, le=MINOR_MAX)),
                "currency": core_schema.typed_dict_field(core_schema.str_schema(pattern="^[A-Z]{3}$")),
            },
            ref="Money",
        )
        read = core_schema.no_info_after_validator_function(lambda value: cls(value["amount"], value["currency"]), wire)
        return core_schema.json_or_python_schema(
            json_schema=read,
            python_schema=core_schema.no_info_wrap_validator_function(
                lambda value, handle: value if isinstance(value, cls) else handle(value), read
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: {"amount": value.minor, "currency": value.currency}, return_schema=wire
            ),
        )


def split_minor(minor: int, weights: Sequence[int]) -> list[int]:
    """``Money.split`` for whole minor units. Raises ``ValueError`` for a negative weight, or an amount and nothing to split it over."""
    if not weights:
        if minor:
            raise ValueError("nothing to split over")
        return []
    if min(weights) < 0:
        raise ValueError("a weight is negative")
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    sign = -1 if minor < 0 else 1
    amount = abs(minor)
    shares = [amount * weight // whole for weight in weights]
    rest = amount - sum(shares)
    if rest:
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
        for i in by_remainder[:rest]:
            shares[i] += 1
    return shares if sign == 1 else [-share for share in shares]


def total(amounts: Iterable[Money], currency: str = CNY) -> Money:
    """The sum; zero of ``currency`` when there is nothing to add."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result
