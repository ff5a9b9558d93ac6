"""The SQL of the shop's profile."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime

from tuanzi.kernel.db import Tx
from tuanzi.people.shops.contracts import KeptProfile, ShopProfile

FIELDS = "name, slogan, hotline, hotline_hours, return_name, return_phone, return_address"


async def profile(tx: Tx) -> KeptProfile:
    """What is kept; an empty profile of version 0 before anybody wrote one."""
    row = await tx.fetchrow(f"SELECT {FIELDS}, version, updated_at FROM shops_profile")
    if row is None:
        return KeptProfile(ShopProfile(), 0, None)
    return KeptProfile(ShopProfile(*(row[name] for name in FIELDS.split(", "))), row["version"], row["updated_at"])


async def write(tx: Tx, said: ShopProfile, version: int, now: datetime) -> bool:
    """Replace it if it still has this version; False if it has another. One conditional statement."""
    values = ("$3", "$4", "$5", "$6", "$7", "$8", "$9")
    pairs = ", ".join(f"{name} = {value}" for name, value in zip(FIELDS.split(", "), values, strict=True))
    return bool(
        await tx.execute(
            f"""INSERT INTO shops_profile ({FIELDS}, version, updated_at)
                SELECT {", ".join(values)}, 1, $2 WHERE $1 = 0 OR EXISTS (SELECT FROM shops_profile)
                ON CONFLICT (is_only) DO UPDATE SET {pairs}, version = shops_profile.version + 1, updated_at = $2
                WHERE shops_profile.version = $1""",
            version,
            now,
            *astuple(said),
        )
    )
