"""A provider for payments that agrees at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories import deals
from tuanzi.kernel.config import Config


@pytest.fixture(autouse=True)
def _till(config: Config) -> Iterator[None]:
    with deals.till():
        yield
