import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tuanzi.kernel import pictures
from tuanzi.kernel.storage import LocalStore


def picture(width: int = 900, height: int = 600, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, form, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_three_widths_never_larger_than_the_original() -> None:
    rendered = pictures.render(picture(900, 600))
    assert {width: opened(data).size for width, data in rendered.files.items()} == {320: (320, 213), 750: (750, 500), 1200: (900, 600)}
    assert all(opened(data).format == "WEBP" for data in rendered.files.values())
    assert rendered.key.endswith(".900x600")


def test_a_key_carries_all_that_the_wire_needs() -> None:
    key = pictures.render(picture(2400, 1200)).key
    shown = pictures.Picture.of(key, "山楂")
    assert (shown.width, shown.height, shown.alt) == (1200, 600, "山楂")
    assert (shown.small, shown.medium, shown.large) == tuple(f"/media/{key}.{width}.webp" for width in (320, 750, 1200))
    with pytest.raises(ValueError):
        pictures.Picture.of("../../etc/passwd")


def test_metadata_is_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a phone"
    rendered = pictures.render(picture(800, 400, exif=exif))
    large = opened(rendered.files[1200])
    assert large.size == (400, 800)
    assert not large.getexif()
    assert "exif" not in large.info


def test_transparency_stays() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (400, 400), (255, 0, 0, 40)).save(out, "PNG")
    assert opened(pictures.render(out.getvalue()).files[320]).mode == "RGBA"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script>",
        b"GIF89a",
        b"\xff\xd8\xff" + b"x" * 100,
        b"MZ" * 500,
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_says(data: bytes) -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.render(data)


def test_a_broken_picture_is_refused() -> None:
    whole = picture(form="PNG")
    with pytest.raises(pictures.NotAPicture):
        pictures.render(whole[: len(whole) // 2])


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises((pictures.TooManyPixels, pictures.NotAPicture)):
        pictures.render(bomb)
    smaller = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 9000, 9000, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", b"")
        + chunk(b"IEND", b"")
    )
    with pytest.raises(pictures.TooManyPixels):
        pictures.render(smaller)


def test_moving_pictures_are_refused() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(pictures.AnimatedPicture):
        pictures.render(out.getvalue())


@pytest.mark.parametrize("size", [(8, 8), (20, 2000)])
def test_useless_shapes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(pictures.BadShape):
        pictures.render(picture(*size, form="PNG"))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(pictures.PictureTooLarge):
        pictures.render(b"x" * (pictures.BYTES_MAX + 1))


async def test_the_same_picture_is_kept_once(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    key = await pictures.keep(picture(), store)
    assert await pictures.keep(picture(), store) == key
    assert sorted(file.name for file in tmp_path.rglob("*.webp")) == sorted(
        pictures.file_key(key, width).rpartition("/")[2] for width in pictures.WIDTHS
    )
    assert (await store.get(pictures.file_key(key, 320))).content_type == "image/webp"
