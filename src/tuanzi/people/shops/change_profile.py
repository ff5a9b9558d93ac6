"""What the shop says of itself, and how that changes."""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.people.shops import repository
from tuanzi.people.shops.contracts import KeptProfile, ShopProfile
from tuanzi.people.shops.errors import ProfileVersion


async def change_profile(tx: Tx, said: ShopProfile, version: int) -> KeptProfile:
    """Replace the profile that has this version. Raises ``ProfileVersion``."""
    if not await repository.write(tx, said, version, clock.now()):
        raise ProfileVersion(version=(await repository.profile(tx)).version)
    return await repository.profile(tx)
