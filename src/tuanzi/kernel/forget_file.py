"""Deleting a file after the transaction that let go of it: storage may be on the network."""

from __future__ import annotations

from tuanzi.kernel import ports
from tuanzi.kernel.db import Database
from tuanzi.kernel.jobs import outside_job
from tuanzi.kernel.storage import Store


@outside_job(queue="outside", attempts_max=10)
async def forget_file(_: Database, key: str) -> None:
    """Delete what is kept under a key; one that is gone already is no error."""
    store: Store = ports.get(Store)
    await store.delete(key)
