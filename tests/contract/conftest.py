"""What the tests of hostile input share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.conftest import Drain
from tests.contract.furnished import Furnished, furnish
from tests.contract.refusals import counts
from tests.factories import shop
from tuanzi.kernel.db import Database


@pytest.fixture
async def there(db: Database, client: httpx.AsyncClient, drain: Drain) -> AsyncIterator[Furnished]:
    """A furnished shop in which nothing has happened at the end of the test."""
    made = await furnish(db, client, drain)
    before = await counts(db)
    yield made
    assert await counts(db) == before
    await drain()
    await shop.sound(db)
