"""Shapes of a poster: smooth corners, soft shadows, the three dumplings of the house, and the QR code."""

from __future__ import annotations

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
    """A mask with round corners; only the corners are drawn large."""
    smooth = SMOOTH if radius < LARGE else 2
    side = radius * 2
    circle = Image.new("L", (side * smooth, side * smooth), 0)
    ImageDraw.Draw(circle).ellipse((0, 0, side * smooth - 1, side * smooth - 1), fill=255)
    circle = circle.resize((side, side), Image.Resampling.BOX)
    mask = Image.new("L", (width, height), 255)
    for right in (False, True):
        for bottom in (False,) if top_only else (False, True):
            box = (right * radius, bottom * radius, (right + 1) * radius, (bottom + 1) * radius)
            mask.paste(circle.crop(box), (right * (width - radius), bottom * (height - radius)))
    return mask


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
    side = round(radius * 2)
    mask, light, gleam = (Image.new("L", (side, side), 0) for _ in range(3))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), fill=255)
    ImageDraw.Draw(light).ellipse((radius * 0.03, radius * -0.02, radius * 1.87, radius * 1.82), fill=255)
    light = ImageChops.multiply(light.filter(ImageFilter.GaussianBlur(radius * 0.13)), mask)
    ImageDraw.Draw(gleam).ellipse((radius * 0.38, radius * 0.34, radius * 0.92, radius * 0.78), fill=120)
    ball = Image.new("RGB", (side, side), mix(colour, (120, 74, 40), 0.22))
    ball.paste(colour, (0, 0, side, side), light)
    ball.paste(WHITE, (0, 0, side, side), gleam.filter(ImageFilter.GaussianBlur(radius * 0.12)))
    art.paste(ball.convert("RGBA"), (round(x - radius), round(y - radius)), mask)


def qr_code(url: str, size_max: int, ink: Colour) -> Image.Image:
    """``url`` as a QR code without a border (the caller leaves it free), as large as whole pixels per module allow."""
    matrix = segno.make(url, error="m", micro=False, boost_error=True).matrix
    modules = len(matrix)
    drawn = Image.new("RGB", (modules, modules), WHITE)
    for y, row in enumerate(matrix):
        for x, is_dark in enumerate(row):
            if is_dark:
                drawn.putpixel((x, y), ink)
    scale = max(1, size_max // modules)
    return drawn.resize((modules * scale, modules * scale), Image.Resampling.NEAREST)


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
