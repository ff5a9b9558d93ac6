"""How much of a demo: the shop that a visitor sees, or the small one that tests wait for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuanzi.kernel.money import Money

SHOP = Path(__file__).parent / "shop"


@dataclass(frozen=True, slots=True)
class Scale:
    """``orders`` is about how many shoppers mean to buy something within ``days``; ``number`` decides every chance."""

    members: int
    days: int
    orders: int
    views: int = 3
    number: int = 20261126


FULL = Scale(members=300, days=30, orders=1150)
SMALL = Scale(members=24, days=9, orders=60, views=2)


def read(name: str) -> dict[str, Any]:
    """One of the data files in ``shop/``."""
    return tomllib.loads((SHOP / f"{name}.toml").read_text("utf-8"))


def entries() -> list[dict[str, Any]]:
    """Every product of the data files, with its category's name and scene."""
    return [
        {**entry, "category": category["name"], "scene": category["scene"]}
        for category in read("shop")["category"]
        for entry in read(category["file"])["product"]
    ]


def yuan(text: str) -> Money:
    """Yuan as the files write them."""
    whole, _, cents = text.partition(".")
    return Money(int(whole) * 100 + int(f"{cents}00"[:2]))
