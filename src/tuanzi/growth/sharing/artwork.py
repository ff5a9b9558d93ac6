"""Shapes of a poster: smooth corners, soft shadows, the three dumplings of the house, and the QR code."""

from __future__ import annotations

import io
from functools import cache

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
SMOOTH = 4
"""Shapes are drawn this many times larger and shrunk: Pillow draws without antialiasing."""
LARGE = 160
"""From this size on twice is enough, and a quarter of the work."""

CORAL: Colour = (232, 121, 90)
CREAM: Colour = (255, 237, 208)
LEAF: Colour = (143, 179, 107)
STICK: Colour = (199, 154, 107)
WHITE: Colour = (255, 255, 255)


def mix(colour: Colour, other: Colour, share: float) -> Colour:
    """``colour`` with ``share`` (0 to 1) of ``other`` in it."""
    red, green, blue = (round(a * (1 - share) + b * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


@cache
def rounded(width: int, height: int, radius: int, *, top_only: bool = False) -> Image.Image:
    """A mask with round corners."""
    mask = Image.new("L", (width * SMOOTH, height * SMOOTH), 0)
    corners = (True, True, not top_only, not top_only)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * SMOOTH - 1, height * SMOOTH - 1), radius * SMOOTH, fill=255, corners=corners)
    return mask.resize((width, height), Image.Resampling.BOX)


@cache
def disc(size: int) -> Image.Image:
    """A round mask."""
    return rounded(size, size, size // 2)


def fill(canvas: Image.Image, box: tuple[int, int, int, int], radius: int, colour: Colour) -> None:
    """A filled rectangle with round corners; ``box`` is left, top, right, bottom."""
    left, top, right, bottom = box
    canvas.paste(colour, (left, top, right, bottom), rounded(right - left, bottom - top, radius))


def shadow(
    canvas: Image.Image, box: tuple[int, int, int, int], radius: int, *, blur: int, drop: int, strength: int, colour: Colour
) -> None:
    """A soft shadow of a card, ``drop`` pixels below it."""
    mask = Image.new("L", canvas.size, 0)
    left, top, right, bottom = box
    mask.paste(strength, (left, top + drop, right, bottom + drop), rounded(right - left, bottom - top, radius))
    canvas.paste(Image.new("RGB", canvas.size, colour), (0, 0), mask.filter(ImageFilter.GaussianBlur(blur)))


@cache
def dumplings(size: int) -> Image.Image:
    """Three dumplings on a stick, ``size`` pixels square, on a transparent ground."""
    side = size * (SMOOTH if size < LARGE else 2)
    scale = side / 64
    art = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(art)
    pen.line([(10 * scale, 54 * scale), (54 * scale, 10 * scale)], fill=(*STICK, 255), width=round(3.4 * scale))
    for end in ((10, 54), (54, 10)):
        pen.ellipse([(end[0] - 1.7) * scale, (end[1] - 1.7) * scale, (end[0] + 1.7) * scale, (end[1] + 1.7) * scale], fill=(*STICK, 255))
    for (x, y), colour in (((20, 44), LEAF), ((32, 32), CREAM), ((44, 20), CORAL)):
        _ball(art, x * scale, y * scale, 11 * scale, colour)
    return art.resize((size, size), Image.Resampling.LANCZOS)


def _ball(art: Image.Image, x: float, y: float, radius: float, colour: Colour) -> None:
    box = [x - radius, y - radius, x + radius, y + radius]
    mask = Image.new("L", art.size, 0)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    art.paste((*mix(colour, (120, 74, 40), 0.22), 255), (0, 0), mask)
    light = Image.new("L", art.size, 0)
    reach = radius * 0.92
    ImageDraw.Draw(light).ellipse(
        [x - reach - radius * 0.05, y - reach - radius * 0.1, x + reach - radius * 0.05, y + reach - radius * 0.1], fill=255
    )
    light = light.filter(ImageFilter.GaussianBlur(radius * 0.13))
    art.paste((*colour, 255), (0, 0), ImageChops.multiply(light, mask))
    gleam = Image.new("L", art.size, 0)
    ImageDraw.Draw(gleam).ellipse([x - radius * 0.62, y - radius * 0.66, x - radius * 0.08, y - radius * 0.22], fill=120)
    art.paste((*WHITE, 255), (0, 0), gleam.filter(ImageFilter.GaussianBlur(radius * 0.12)))


def qr_code(url: str, size_max: int, ink: Colour) -> Image.Image:
    """``url`` as a QR code without a border (the caller leaves it free), as large as whole pixels per module allow."""
    code = segno.make(url, error="m", micro=False, boost_error=True)
    scale = max(1, size_max // len(code.matrix))
    out = io.BytesIO()
    code.save(out, kind="png", scale=scale, border=0, dark=ink, light=WHITE)
    with Image.open(out) as drawn:
        return drawn.convert("RGB")


def cover(picture: Image.Image, width: int, height: int) -> Image.Image:
    """``picture`` filling the box, its middle kept; transparent parts lie on white."""
    if picture.mode != "RGB":
        ground = Image.new("RGB", picture.size, WHITE)
        picture = picture.convert("RGBA")
        ground.paste(picture, (0, 0), picture)
        picture = ground
    scale = max(width / picture.width, height / picture.height)
    inner = (width / scale, height / scale)
    left, top = (picture.width - inner[0]) / 2, (picture.height - inner[1]) / 2
    return picture.resize((width, height), Image.Resampling.LANCZOS, (left, top, left + inner[0], top + inner[1]), reducing_gap=2.0)
