"""Every table of moves: where each state may go, drawn and in rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import ModuleType
from typing import Any

from tuanzi.apps.docs import diagram
from tuanzi.apps.docs.prose import Say, chinese_words, page, table

Move = tuple[Hashable, Hashable, str]


@dataclass(frozen=True, slots=True)
class Machine:
    """One table: its domain, the kind of its states, their moves and where a life begins."""

    domain: str
    kind: str
    states: tuple[Hashable, ...]
    moves: tuple[Move, ...]
    starts: frozenset[Hashable]

    @property
    def file(self) -> str:
        """Of its drawing, without the ending."""
        return f"{self.domain}-{self.kind.lower()}"


def machines(modules: Iterable[ModuleType]) -> Iterator[Machine]:
    """Every ``TRANSITIONS`` in a ``rules.py``: the table itself or its parts, and others named ``…_TRANSITIONS``."""
    for module in modules:
        if module.__name__.endswith(".rules") and hasattr(module, "TRANSITIONS"):
            for each, start in _tables(module):
                yield _machine(module.__name__.split(".")[-2], each, start)


def _machine(domain: str, of: Any, start: Any) -> Machine:
    moves = tuple(_moves(of))
    kind: Any = type(moves[0][0])
    known = {state for source, target, _ in moves for state in (source, target)}
    starts = {start} if isinstance(start, str) else set(start) if start else {next(iter(kind))}
    return Machine(domain, kind.__name__, tuple(filter(known.__contains__, kind)), moves, frozenset(starts))


def _tables(module: ModuleType) -> Iterator[tuple[Any, Any]]:
    main = module.TRANSITIONS
    is_parts = isinstance(main, tuple) and main and isinstance(main[0], Mapping)
    tables = list(main) if is_parts else [main]
    tables += [value for name, value in vars(module).items() if name.endswith("_TRANSITIONS") and not any(value is each for each in tables)]
    for each in tables:
        yield each, getattr(module, "START", None) if each is main else None


def _moves(of: Any) -> Iterator[Move]:
    if isinstance(of, Mapping):
        for state, targets in of.items():
            for target in sorted(targets):
                yield state, target, ""
        return
    for move in of:
        for state in sorted(move.sources):
            yield state, move.target, move.move


def drawings(modules: Iterable[ModuleType]) -> dict[str, str]:
    """File name -> SVG, with the words of both languages in it."""
    return {each.file: diagram.svg(_drawn(each)) for each in machines(modules)}


def _drawn(machine: Machine) -> diagram.Graph:
    words = chinese_words()["states"]
    boxes = [diagram.Box(word(state), words.get(f"{machine.file}.{word(state)}", ""), state in machine.starts) for state in machine.states]
    labels: dict[tuple[str, str], list[str]] = {}
    for source, target, name in machine.moves:
        labels.setdefault((word(source), word(target)), []).extend([name] if name else [])
    return diagram.Graph(f"{machine.domain}: {machine.kind}", boxes, {ends: " · ".join(by) for ends, by in labels.items()})


def written(say: Say, modules: Iterable[ModuleType]) -> str:
    """A drawing and a table for each."""
    lead = say(
        "Drawn from the `TRANSITIONS` of each domain's `rules.py`: a state nobody can leave or reach fails a test. A thick border is "
        "where a life begins, a double one where it ends.",
        "由各领域 `rules.py` 里的 `TRANSITIONS` 画出：到不了或走不出的状态会让测试失败。粗边框是起点，双边框是终点。",
    )
    parts = []
    for each in machines(modules):
        title = f"{each.domain}: {each.kind}"
        parts += [f"## {title}", f"![{title}](order-states/{each.file}.svg)"]
        parts += [table((say("State", "状态"), say("Leads to", "可以到")), [_row(each, state, say) for state in each.states])]
    return page(say("States of orders and of everything around them", "订单及相关事物的状态"), lead, *parts)


def _row(machine: Machine, state: Hashable, say: Say) -> tuple[str, str]:
    by: dict[Hashable, list[str]] = {}
    for source, target, name in machine.moves:
        if source == state:
            by.setdefault(target, []).extend([f"*{name}*"] if name else [])
    ways = [word(target) + (say(f" by {' or '.join(moves)}", f"：{' 或 '.join(moves)}") if moves else "") for target, moves in by.items()]
    chinese = chinese_words()["states"].get(f"{machine.file}.{word(state)}", "")
    name = f"**{word(state)}**" + say("", f" {chinese}" if chinese else "")
    return f"{name}{say(' (start)', '（起点）') if state in machine.starts else ''}", "<br>".join(ways) or say("end", "终点")


def word(state: Any) -> str:
    """A state as it is written on the wire."""
    return str(state.value if isinstance(state, Enum) else state)
