"""Long lists in any of several orders, read piece by piece from where the last piece ended.

A domain says once what its list may be sorted by::

    SORTING = Sorting("-placed_at", id_kind=OrderId.parse, placed_at=By("o.placed_at", moment), payable=By("o.payable", whole))

An endpoint reads the reader's wish, ``SORTING.place(sort, cursor)``, and the repository writes it down::

    rows = await tx.fetch(f"SELECT … WHERE {filters} AND {place.beyond('o.id', 4)} ORDER BY {place.order('o.id')} LIMIT $3", …, *place.key)

Rows with equal values are told apart by their id, so no row is shown twice or left out. A column must never be null; give an
expression that cannot be (``coalesce(o.paid_at, '-infinity')``) and an index for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tuanzi.kernel.db import Tx
from tuanzi.kernel.errors import BadInput
from tuanzi.kernel.http.page import Page, encode_cursor, read_cursor

T = TypeVar("T")
COUNT_MAX = 10_000
"""Counting further would cost more than it tells: beyond, a list says "more than"."""


class BadSort(BadInput):
    """The list cannot be sorted by this."""

    code = "kernel.bad_sort"


@dataclass(frozen=True, slots=True)
class By:
    """Something to sort by: an SQL expression that is never null, and how its value is read from a cursor."""

    sql: str
    kind: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Place:
    """An order, and where in it the reader stands. ``key`` holds the values of the last row seen, empty at the beginning."""

    name: str
    by: By
    is_descending: bool
    key: tuple[Any, ...]

    def order(self, id_sql: str) -> str:
        """For ORDER BY."""
        direction = "DESC" if self.is_descending else "ASC"
        return f"{self.by.sql} {direction}, {id_sql} {direction}"

    def beyond(self, id_sql: str, first: int) -> str:
        """For WHERE: what comes after the last row seen, whose key is given as parameters ``$first`` and the one after it."""
        if not self.key:
            return "true"
        sign = "<" if self.is_descending else ">"
        return f"({self.by.sql}, {id_sql}) {sign} (${first}, ${first + 1})"

    def following(self, value: Any, last_id: Any) -> str:
        """The cursor after a row with this value and id."""
        return encode_cursor(self.name, value, str(last_id))


class Sorting:
    """What a list may be sorted by; a name alone is ascending, with a minus in front descending."""

    def __init__(self, default: str, *, id_kind: Callable[[Any], Any], **columns: By) -> None:
        self._default, self._id_kind, self._columns = default, id_kind, columns
        self.names = tuple(f"{sign}{name}" for name in columns for sign in ("", "-"))
        if default not in self.names:
            raise ValueError(f"{default} is not among {self.names}")

    def place(self, sort: str | None, cursor: str | None) -> Place:
        """Where the reader stands. Raises ``BadSort``, and ``BadCursor`` for a cursor of another order."""
        name = sort or self._default
        if name not in self.names:
            raise BadSort(sort=name[:40], known=", ".join(self.names))
        by = self._columns[name.removeprefix("-")]

        def same(given: Any) -> Any:
            if given != name:
                raise ValueError("a cursor of another order")
            return given

        key = read_cursor(cursor, same, by.kind, self._id_kind)
        return Place(name, by, name.startswith("-"), key[1:] if key else ())


class Where:
    """Conditions with their arguments. Only what is asked for stands in the statement, so that each wish has a plan of its own.

    ``arguments`` are those that the rest of the statement has: its ``$1``, ``$2`` and so on.
    """

    def __init__(self, *arguments: Any) -> None:
        self.parts: list[str] = []
        self.arguments: list[Any] = list(arguments)

    def add(self, condition: str, *arguments: Any) -> None:
        """``{0}``, ``{1}`` … in the condition are the places of its arguments."""
        places = [f"${len(self.arguments) + place}" for place in range(1, len(arguments) + 1)]
        self.parts.append(condition.format(*places))
        self.arguments += arguments

    def add_given(self, *conditions: tuple[str, Any]) -> None:
        """Those conditions whose one argument is not None."""
        for condition, argument in conditions:
            if argument is not None:
                self.add(condition, argument)

    @property
    def sql(self) -> str:
        """For WHERE; ``arguments`` are its parameters, the next free place is ``$`` and ``following``."""
        return " AND ".join(self.parts) or "true"

    @property
    def following(self) -> int:
        """The number of the next parameter."""
        return len(self.arguments) + 1


class Listed(Page[T]):
    """A piece of a list together with how many rows there are: exactly ``total``, or more than that if ``is_more``."""

    total: int
    is_more: bool

    @classmethod
    def of(cls, items: list[T], following: str | None, count: int) -> Listed[T]:
        """From what ``count_up_to`` found."""
        return cls(items=items, next=following, total=min(count, COUNT_MAX), is_more=count > COUNT_MAX)


async def count_up_to(tx: Tx, sql: str, *arguments: Any, most: int = COUNT_MAX) -> int:
    """How many rows ``SELECT 1 FROM …`` finds, looking at no more than ``most`` + 1 of them."""
    return int(await tx.fetchval(f"SELECT count(*) FROM ({sql} LIMIT {most + 1}) AS found", *arguments))
