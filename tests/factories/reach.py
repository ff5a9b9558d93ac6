"""Facts on their way to the inbox."""

from __future__ import annotations

from typing import Any

from uuid_utils.compat import uuid7

from tuanzi.kernel import clock, codec
from tuanzi.kernel.facts import Delivery, fact_name


def delivery(fact: Any) -> Delivery[Any]:
    """A fact as the dispatcher hands it over."""
    return Delivery(codec.dump(type(fact), fact), fact_name(type(fact))[0], uuid7(), 1, clock.now())
