"""What errands exist. An errand is a function object; its wire name is ``<domain>.<function>``, never a string at the start."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_type_hints

from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands.contracts import Errand, Report

A = TypeVar("A")
I = TypeVar("I")  # noqa: E741 - an item


@dataclass(frozen=True, slots=True)
class Work:
    """One intended errand: which, with what, on which items (None for one that finds them itself)."""

    kind: str
    arguments: Any
    items: list[Any] | None


class Kind:
    """A registered function: how its arguments travel, and what the errand is called."""

    def __init__(self, function: Callable[..., Any], title: str) -> None:
        self.function, self.title = function, title
        self.name = f"{function.__module__.split('.')[-2]}.{function.__name__}"
        self.__doc__ = function.__doc__
        if self.name in _kinds:
            raise ValueError(f"{self.name} is registered twice")
        _kinds[self.name] = self

    def type_of(self, place: int) -> Any:
        """The type of the parameter at this place."""
        name = list(inspect.signature(self.function).parameters)[place]
        return get_type_hints(self.function)[name]


class Each(Kind, Generic[A, I]):
    """Goes item by item. Called with arguments and items it builds ``Work`` for ``errands.start``."""

    def __call__(self, arguments: A, items: Sequence[I]) -> Work:
        kind = self.type_of(3)
        return Work(self.name, codec.dump(self.type_of(2), arguments), [codec.dump(kind, item) for item in items])

    async def do(self, tx: Tx, on: Errand, item: Any) -> str:
        """Do one item in wire form; the word under which it counts."""
        word: str = await self.function(tx, on, codec.load(self.type_of(2), on.arguments), codec.load(self.type_of(3), item))
        return word


class Export(Kind, Generic[A]):
    """Reads and writes a file. Called with its wish it builds ``Work`` for ``errands.start``."""

    def __call__(self, arguments: A) -> Work:
        return Work(self.name, codec.dump(self.type_of(2), arguments), None)

    async def open(self, tx: Tx, on: Errand) -> Report:
        """The file as it is going to be; its rows are read while it is written."""
        report: Report = await self.function(tx, on, codec.load(self.type_of(2), on.arguments))
        return report


_kinds: dict[str, Kind] = {}


def all_kinds() -> dict[str, Kind]:
    """Every errand that wiring imported, by name."""
    return dict(_kinds)


def title_of(kind: str) -> str:
    """The code of the errand's title; a kind that is no longer offered is an errand like any other."""
    found = _kinds.get(kind)
    return found.title if found else "errands.errand"


def each(title: str) -> Callable[[Callable[[Tx, Errand, A, I], Awaitable[str]]], Each[A, I]]:
    """An errand that goes item by item: ``(tx, errand, arguments, item) -> word``."""
    return lambda function: Each(function, title)


def export(title: str) -> Callable[[Callable[[Tx, Errand, A], Awaitable[Report]]], Export[A]]:
    """An errand that reads and writes a file: ``(tx, errand, arguments) -> Report``."""
    return lambda function: Export(function, title)
