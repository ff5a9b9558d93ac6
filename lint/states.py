"""Rules of life: every state can be reached, and none is a trap.

A table is ``{state: {next states}}`` or a collection of moves with ``sources`` and ``target``. It begins at ``START`` of its
module (a state or several), else at the first state of its enumeration. A state without a way out is an end; a life without ends (on sale, off sale, on sale …)
must always lead back to its start.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

Graph = dict[Hashable, set[Hashable]]


def graph_of(table: Any) -> Graph:
    """Either form of a table as {state: next states}, with every state of the enumeration in it."""
    graph: Graph = {}
    if isinstance(table, Mapping):
        for state, targets in table.items():
            graph.setdefault(state, set()).update(
                targets if isinstance(targets, Collection) and not isinstance(targets, str) else [targets]
            )
    else:
        for move in table:
            for state in move.sources:
                graph.setdefault(state, set()).add(move.target)
    known = set(graph) | {target for targets in graph.values() for target in targets}
    for state in known:
        graph.setdefault(state, set())
        if isinstance(state, Enum):
            for sibling in type(state):
                graph.setdefault(sibling, set())
    return graph


def start_of(graph: Graph, declared: Any = None) -> set[Hashable]:
    """Where life begins."""
    if declared is not None:
        return set(declared) if isinstance(declared, Collection) and not isinstance(declared, str) else {declared}
    state = next(iter(graph))
    return {next(iter(type(state)))} if isinstance(state, Enum) else {state}


def dead_ends(table: Any, start: Any = None) -> Iterator[str]:
    """States that nobody reaches, and states from which neither an end nor, where there is none, the start can be reached."""
    graph = graph_of(table)
    starts = start_of(graph, start)
    reachable = _closure(graph, starts)
    ends = [state for state, targets in graph.items() if not targets] or starts
    backwards: Graph = {state: set() for state in graph}
    for state, targets in graph.items():
        for target in targets:
            backwards[target].add(state)
    escaping = _closure(backwards, ends)
    for state in graph:
        if state not in reachable:
            yield f"{state} cannot be reached"
        elif state not in escaping:
            yield f"{state} is a trap"


def _closure(graph: Graph, starts: Iterable[Hashable]) -> set[Hashable]:
    seen: set[Hashable] = set()
    waiting = list(starts)
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting += graph.get(state, ())
    return seen
