"""No state is a trap: every TRANSITIONS table of every domain leads from its start to an end."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from lint.source import domain_sources
from lint.states import dead_ends


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    BROKEN = "broken"


@dataclass
class Move:
    sources: set[Light]
    target: Light


def test_the_rule_knows_good_from_bad() -> None:
    assert list(dead_ends({Light.RED: {Light.GREEN}, Light.GREEN: {Light.RED, Light.BROKEN}})) == []
    assert list(dead_ends({Light.RED: {Light.GREEN}, Light.GREEN: set()})) == ["broken cannot be reached"]
    assert list(dead_ends({Light.RED: {Light.GREEN}, Light.GREEN: {Light.RED, Light.BROKEN}, Light.BROKEN: {Light.RED}})) == [], "a circle"
    assert list(dead_ends({Light.RED: {Light.GREEN}, Light.GREEN: {Light.RED}, Light.BROKEN: {Light.RED}})) == ["broken cannot be reached"]
    assert list(dead_ends({Light.RED: {Light.GREEN, Light.BROKEN}, Light.GREEN: {Light.GREEN}})) == ["green is a trap"]
    assert list(dead_ends({Light.GREEN: {Light.BROKEN}}, start={Light.GREEN, Light.RED})) == []


def test_a_table_may_be_a_list_of_moves() -> None:
    assert list(dead_ends([Move({Light.RED}, Light.GREEN), Move({Light.RED, Light.GREEN}, Light.BROKEN)])) == []
    assert list(dead_ends([Move({Light.RED}, Light.GREEN)])) == ["broken cannot be reached"]


def tables() -> Iterator[Any]:
    for each in domain_sources():
        if each.stem == "rules":
            module = importlib.import_module(".".join(each.path.with_suffix("").parts[1:]))
            for name in filter(lambda name: name.endswith("TRANSITIONS"), dir(module)):
                table = getattr(module, name)
                if isinstance(table, Mapping) or not any(isinstance(part, Mapping) for part in table):
                    start = getattr(module, name.removesuffix("TRANSITIONS") + "START", None)
                    yield pytest.param(table, start, id=f"{each.domain}.{name}")


@pytest.mark.parametrize(("table", "start"), list(tables()))
def test_every_state_can_be_reached_and_left(table: Any, start: Any) -> None:
    assert list(dead_ends(table, start)) == []
