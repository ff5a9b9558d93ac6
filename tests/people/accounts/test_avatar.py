"""Avatars: our own bytes, small and square; nothing else gets through."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.factories import people
from tuanzi.kernel import ports
from tuanzi.kernel.db import Database
from tuanzi.kernel.errors import NotFound
from tuanzi.kernel.storage import Store
from tuanzi.people.accounts import api
from tuanzi.people.accounts.avatar import square_webp
from tuanzi.people.accounts.contracts import AVATAR_BYTES_MAX
from tuanzi.people.accounts.errors import AvatarRefused, AvatarTooLarge


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 400), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("GIF", "P"), ("PNG", "RGBA"), ("PNG", "L"), ("JPEG", "CMYK"), ("PNG", "I;16")],
)
def test_every_usual_picture_becomes_a_square_webp(kind: str, mode: str) -> None:
    made = Image.open(io.BytesIO(square_webp(picture(kind, mode=mode))))
    assert (made.format, made.size, made.mode) == ("WEBP", (256, 256), "RGB")


def test_where_it_was_taken_is_not_kept_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "camera of Anna"
    source = Image.new("RGB", (400, 200))
    source.paste("white", (0, 0, 200, 200))
    out = io.BytesIO()
    source.save(out, "JPEG", exif=exif)
    made = square_webp(out.getvalue())
    assert b"Anna" not in made
    shown = Image.open(io.BytesIO(made))
    assert not shown.getexif()
    top, bottom = shown.getpixel((128, 10)), shown.getpixel((128, 245))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200
    assert bottom[0] < 50


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"GIF89a<script>alert(1)</script>",
        picture("BMP"),
        picture("TIFF"),
        picture("PNG")[:60],
        b"%PDF-1.7",
    ],
    ids=["empty", "text", "svg", "broken png", "script as gif", "bmp", "tiff", "half a png", "pdf"],
)
def test_what_is_no_picture_is_refused(upload: bytes) -> None:
    with pytest.raises(AvatarRefused):
        square_webp(upload)


@pytest.mark.parametrize("size", [(8000, 6000), (20_000, 5000), (60_000, 3000)], ids=["48 MP", "100 MP", "180 MP"])
def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(AvatarRefused):
        square_webp(picture("PNG", size, mode="1"))


async def test_a_new_avatar_has_a_new_address_and_the_old_file_goes(db: Database) -> None:
    async with db.transaction() as tx:
        member_id = await people.member(tx)
    store: Store = ports.get(Store)
    first = (await api.set_avatar(db, member_id, picture())).avatar_key
    assert first is not None
    assert (await store.get(first)).content_type == "image/webp"
    second = (await api.set_avatar(db, member_id, picture())).avatar_key
    assert second not in {None, first}
    with pytest.raises(NotFound):
        await store.get(first)


async def test_too_many_bytes_are_refused_before_they_are_looked_at(db: Database) -> None:
    async with db.transaction() as tx:
        member_id = await people.member(tx)
    with pytest.raises(AvatarTooLarge):
        await api.set_avatar(db, member_id, b"\0" * (AVATAR_BYTES_MAX + 1))
    assert (await api.get(db.reader, member_id)).avatar_key is None
