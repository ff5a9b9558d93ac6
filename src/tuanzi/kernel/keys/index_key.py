"""The key of the blind indexes: written down once, by whoever comes first, and read by every process at its start."""

from __future__ import annotations

from tuanzi.kernel import crypto
from tuanzi.kernel.db import Tx
from tuanzi.kernel.keys.models import CONTEXT


async def load_index_key(tx: Tx) -> None:
    """Use the installation's own index key from here on. Raises ``SealBroken`` when no secret of the ring opens it."""
    kept = await tx.fetchval("SELECT key_sealed FROM keys_index")
    if kept is None:
        await tx.execute(
            "INSERT INTO keys_index (single, key_sealed) VALUES (true, $1) ON CONFLICT DO NOTHING",
            crypto.seal(crypto.ring().index_key.hex(), CONTEXT),
        )
        kept = await tx.fetchval("SELECT key_sealed FROM keys_index")
    key = bytes.fromhex(crypto.open_(kept, CONTEXT))
    if key != crypto.ring().index_key:
        crypto.use(crypto.ring().with_index_key(key))
