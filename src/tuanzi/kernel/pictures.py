"""Pictures from people: judged by content, never by name, and made anew before anybody sees them.

What comes in is decoded under a limit of bytes and pixels, turned upright, freed of all metadata (place, device, name) and
encoded as WebP in three widths. The key is made from the content, so the same picture is kept once and its files never
change: they may be cached for ever.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from typing import Self

from PIL import Image, ImageOps

from tuanzi.kernel.errors import BadInput, TooLarge
from tuanzi.kernel.http.wire import Wire
from tuanzi.kernel.storage import Store

BYTES_MAX = 10 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE_MIN = 16
RATIO_MAX = 13
"""The longer side may be this many times the shorter: a WebP of 1,200 pixels width cannot be higher than 16,383."""
WIDTHS = (320, 750, 1200)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 82
CONTENT_TYPE = "image/webp"
CONCURRENCY = 2
KEY = re.compile(r"pictures/[0-9a-f]{2}/[0-9a-f]{32}\.([1-9][0-9]{0,4})x([1-9][0-9]{0,4})")


class NotAPicture(BadInput):
    """The bytes are no JPEG, PNG, WebP or GIF that can be read to its end, whatever their name says."""

    code = "pictures.not_a_picture"


class PictureTooLarge(TooLarge):
    """More bytes than we take. ``limit_mb``."""

    code = "pictures.too_large"


class TooManyPixels(BadInput):
    """More pixels than we decode: few bytes may unfold to gigabytes. ``limit_megapixels``."""

    code = "pictures.too_many_pixels"


class AnimatedPicture(BadInput):
    """Moving pictures are not kept; a film belongs in the video."""

    code = "pictures.animated"


class BadShape(BadInput):
    """Too small, or far too long for its width."""

    code = "pictures.bad_shape"


PICTURE_ERRORS = (NotAPicture, PictureTooLarge, TooManyPixels, AnimatedPicture, BadShape)


class Picture(Wire):
    """A picture in three widths (320, 750 and 1,200 pixels at most), ``width`` and ``height`` of the largest."""

    key: str
    small: str
    medium: str
    large: str
    width: int
    height: int
    alt: str

    @classmethod
    def of(cls, key: str, alt: str = "") -> Self:
        """From a key alone: it carries the size. Raises ``ValueError`` for what is no key."""
        match = KEY.fullmatch(key)
        if match is None:
            raise ValueError(f"not a picture key: {key[:80]!r}")
        small, medium, large = (f"/media/{file_key(key, width)}" for width in WIDTHS)
        return cls(key=key, small=small, medium=medium, large=large, width=int(match[1]), height=int(match[2]), alt=alt)

    @classmethod
    def of_optional(cls, key: str | None, alt: str = "") -> Self | None:
        """As ``of``; None for None."""
        return cls.of(key, alt) if key else None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture made anew: its key and its files by width."""

    key: str
    files: dict[int, bytes]


def file_key(key: str, width: int) -> str:
    """The storage key of one of the widths."""
    return f"{key}.{width}.webp"


_gate = asyncio.Semaphore(CONCURRENCY)


async def keep(data: bytes, store: Store) -> str:
    """Render ``data`` and put its files into ``store``; the key. Raises ``PICTURE_ERRORS``. Call outside any transaction."""
    async with _gate:
        rendered = await asyncio.to_thread(render, data)
    for width, content in rendered.files.items():
        await store.put(file_key(rendered.key, width), content, CONTENT_TYPE)
    return rendered.key


def render(data: bytes) -> Rendered:
    """Decode, judge, turn upright, shrink, encode: pure work of the processor, a fifth of a second for a large photo."""
    if len(data) > BYTES_MAX:
        raise PictureTooLarge(limit_mb=BYTES_MAX // 1024 // 1024)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            upright = _decode(data)
        except (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError) as error:
            raise NotAPicture from error
    files: dict[int, bytes] = {}
    encoded: dict[tuple[int, int], bytes] = {}
    for each in WIDTHS:
        # A small picture is the same in the larger widths.
        size = _fitted(upright, each)
        if size not in encoded:
            encoded[size] = _encode(upright, size)
        files[each] = encoded[size]
    return Rendered(_key(data, upright), files)


def key_of(data: bytes) -> str:
    """The key under which ``keep`` will put an upright picture that we made ourselves: it may be named before it is kept."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        return _key(data, picture)


def _key(data: bytes, upright: Image.Image) -> str:
    width, height = _fitted(upright, WIDTHS[-1])
    digest = hashlib.sha256(data).hexdigest()[:32]
    return f"pictures/{digest[:2]}/{digest}.{width}x{height}"


def _decode(data: bytes) -> Image.Image:
    picture: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = picture.size
    if width * height > PIXELS_MAX:
        raise TooManyPixels(limit_megapixels=PIXELS_MAX // 1_000_000)
    if min(width, height) < SIDE_MIN or max(width, height) > RATIO_MAX * min(width, height):
        raise BadShape
    if getattr(picture, "n_frames", 1) > 1:
        raise AnimatedPicture
    if picture.format == "JPEG":
        # The decoder itself may shrink by 2, 4 or 8: a large photo costs a fraction of its memory.
        picture.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _fitted(picture: Image.Image, width: int) -> tuple[int, int]:
    """The size for a width; never larger than the original."""
    if picture.width <= width:
        return picture.size
    return width, max(1, round(picture.height * width / picture.width))


def _encode(picture: Image.Image, size: tuple[int, int]) -> bytes:
    shrunk = picture if size == picture.size else picture.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    shrunk.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
