"""Avatars: whatever picture comes in, a small square WebP of our own making goes out. No byte of the upload is ever served."""

from __future__ import annotations

import asyncio
import io

from PIL import Image, ImageOps, UnidentifiedImageError

from tuanzi.kernel import ports
from tuanzi.kernel.db import Database
from tuanzi.kernel.ids import Id
from tuanzi.kernel.storage import Store
from tuanzi.people.accounts import repository
from tuanzi.people.accounts.contracts import AVATAR_BYTES_MAX, AVATAR_PIXELS_MAX, AVATAR_SIDE_PX, Member, MemberId
from tuanzi.people.accounts.errors import AccountGone, AvatarRefused, AvatarTooLarge
from tuanzi.people.accounts.profile import get

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 82


class PictureId(Id, prefix="pic"):
    """The name of one upload, so that a new avatar has a new address and caches never show the old one."""


async def set_avatar(db: Database, member_id: MemberId, upload: bytes) -> Member:
    """Re-encode, keep, and point the member at it; the old file is deleted. Raises ``AvatarTooLarge``,
    ``AvatarRefused`` and ``AccountGone``.

    Takes the database: storage may be on the network, so the files move outside the transaction.
    """
    if len(upload) > AVATAR_BYTES_MAX:
        raise AvatarTooLarge(bytes_max=AVATAR_BYTES_MAX)
    square = await asyncio.to_thread(square_webp, upload)
    store: Store = ports.get(Store)
    key = f"accounts/avatars/{PictureId.new()}.webp"
    await store.put(key, square, "image/webp")
    async with db.transaction() as tx:
        old = (await get(tx, member_id)).avatar_key
        is_kept = await repository.update_member(tx, member_id, {"avatar_key": key})
        member = await get(tx, member_id)
    if not is_kept:
        await store.delete(key)
        raise AccountGone
    if old:
        await store.delete(old)
    return member


def square_webp(upload: bytes) -> bytes:
    """The middle of the picture as a square WebP of ``AVATAR_SIDE_PX``, upright, without metadata. Raises ``AvatarRefused``."""
    try:
        with Image.open(io.BytesIO(upload), formats=FORMATS) as picture:
            if picture.width * picture.height > AVATAR_PIXELS_MAX or getattr(picture, "n_frames", 1) > 1:
                raise AvatarRefused
            picture.draft("RGB", (AVATAR_SIDE_PX * 2, AVATAR_SIDE_PX * 2))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
        SyntaxError,
    ) as error:
        raise AvatarRefused from error
    square = ImageOps.fit(upright, (AVATAR_SIDE_PX, AVATAR_SIDE_PX), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    square.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
