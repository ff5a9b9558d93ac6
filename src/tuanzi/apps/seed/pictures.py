"""The demo's pictures, composed from a set of 3D icons on designed grounds: no photograph, no remote address, no grey box."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

ICONS = Path(__file__).parent / "icons"
SIZE = 750
HALF = SIZE // 2
FACE = 256
VIEWS = 3
LAID_OUT = 2
Colour = tuple[int, int, int]
Draw = Callable[[ImageDraw.ImageDraw, Colour], None]
WHITE, BROWN, INK = (255, 255, 255), (120, 80, 50), (60, 30, 20)
VIVID = 2.1


@cache
def _original(name: str) -> Image.Image:
    with Image.open(ICONS / f"{name}.webp") as opened:
        return opened.convert("RGBA")


@lru_cache(maxsize=256)
def _icon(name: str, size: int, angle: float = 0) -> Image.Image:
    icon = _original(name).resize((size, size), Image.Resampling.BICUBIC)
    return icon.rotate(angle, Image.Resampling.BICUBIC, expand=True) if angle else icon


def _rgb(tint: str) -> Colour:
    return int(tint[1:3], 16), int(tint[3:5], 16), int(tint[5:7], 16)


def _vivid(tint: str) -> Colour:
    """The tint with its distance from white more than doubled: a ground may be stronger than a face."""
    red, green, blue = (max(0, 255 - round((255 - part) * VIVID)) for part in _rgb(tint))
    return red, green, blue


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a * (1 - share) + b * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _garden(draw: ImageDraw.ImageDraw, tint: Colour) -> None:
    """A low sun over two rows of hills."""
    draw.ellipse((236, 40, 326, 130), fill=_mix(tint, (255, 226, 150), 0.75))
    draw.ellipse((-140, 205, 260, 480), fill=_mix(tint, (120, 176, 98), 0.34))
    draw.ellipse((120, 225, 560, 520), fill=_mix(tint, (96, 158, 88), 0.42))


def _orchard(draw: ImageDraw.ImageDraw, tint: Colour) -> None:
    """A large disc of light between the crowns of trees."""
    draw.ellipse((58, 36, 318, 296), fill=_mix(tint, WHITE, 0.62))
    for x, y, r in ((10, 30, 62), (60, -8, 54), (345, 20, 70), (300, -20, 52)):
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_mix(tint, (126, 178, 104), 0.38))


def _kitchen(draw: ImageDraw.ImageDraw, tint: Colour) -> None:
    """Tiles, and a shelf over the table."""
    line = _mix(tint, WHITE, 0.55)
    for step in range(0, HALF, 47):
        draw.line((0, step, HALF, step), fill=line, width=2)
        for column in range(-24 if (step // 47) % 2 else 0, HALF, 94):
            draw.line((column, step, column, step + 47), fill=line, width=2)
    draw.rounded_rectangle((40, 118, 335, 128), 5, fill=_mix(tint, BROWN, 0.22))


def _moon(draw: ImageDraw.ImageDraw, tint: Colour) -> None:
    """A round window with a mountain in the mist."""
    draw.ellipse((62, 34, 314, 286), fill=_mix(tint, WHITE, 0.72), outline=_mix(tint, BROWN, 0.18), width=7)
    draw.polygon(((76, 214), (150, 128), (196, 184), (244, 146), (300, 214)), fill=_mix(tint, (110, 150, 140), 0.30))
    draw.chord((66, 38, 310, 282), 38, 142, fill=_mix(tint, (120, 160, 150), 0.36))


def _cloud(draw: ImageDraw.ImageDraw, tint: Colour) -> None:
    """Soft clouds and a few stars."""
    for x, y, r in ((44, 96, 34), (84, 84, 44), (126, 98, 32), (262, 62, 28), (298, 54, 38), (334, 66, 28)):
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_mix(tint, WHITE, 0.72))
    for x, y in ((190, 50), (222, 108), (160, 150), (60, 180), (318, 150)):
        draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=_mix(tint, (255, 210, 130), 0.7))


def _podium(draw: ImageDraw.ImageDraw, tint: Colour) -> None:
    """An arch behind a round pedestal."""
    draw.rounded_rectangle((96, 44, 280, 420), 92, fill=_mix(tint, WHITE, 0.55))
    side, top = _mix(tint, BROWN, 0.12), _mix(tint, WHITE, 0.7)
    draw.rectangle((28, 306, 347, HALF), fill=side)
    draw.ellipse((28, 262, 347, 350), fill=top)


def _arch(draw: ImageDraw.ImageDraw, tint: Colour) -> None:
    """A window with an afternoon in it."""
    draw.rounded_rectangle((190, 40, 330, 250), 70, fill=_mix(tint, (255, 244, 214), 0.85))
    frame = _mix(tint, WHITE, 0.65)
    draw.line((260, 40, 260, 250), fill=frame, width=5)
    draw.line((190, 150, 330, 150), fill=frame, width=5)
    draw.polygon(((190, 268), (330, 268), (250, HALF), (40, HALF)), fill=_mix(tint, (255, 246, 222), 0.45))


def _rug(draw: ImageDraw.ImageDraw, tint: Colour) -> None:
    """Wallpaper with dots, and a round rug."""
    for row, y in enumerate(range(24, 250, 44)):
        for x in range(20 + (row % 2) * 26, HALF, 52):
            draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=_mix(tint, WHITE, 0.6))
    draw.ellipse((30, 256, 345, 360), fill=_mix(tint, WHITE, 0.5), outline=_mix(tint, BROWN, 0.16), width=5)


SCENES: dict[str, Draw] = {
    "garden": _garden,
    "orchard": _orchard,
    "kitchen": _kitchen,
    "moon": _moon,
    "cloud": _cloud,
    "podium": _podium,
    "arch": _arch,
    "rug": _rug,
}
BARE_FLOOR = frozenset({"podium", "rug"})
"""Scenes that bring what things stand on."""


@lru_cache(maxsize=4)
def _ground(scene: str, tint: Colour) -> Image.Image:
    """A wall that brightens towards the light, the scene's shapes, and a table; drawn at half size, for it is soft anyway."""
    size = (HALF, HALF)
    glow = Image.radial_gradient("L").resize((SIZE, SIZE)).crop((HALF // 2, HALF // 3, HALF // 2 + HALF, HALF // 3 + HALF))
    wall = Image.composite(Image.new("RGB", size, _mix(tint, BROWN, 0.06)), Image.new("RGB", size, _mix(tint, WHITE, 0.5)), glow)
    draw = ImageDraw.Draw(wall)
    SCENES[scene](draw, tint)
    wall = wall.filter(ImageFilter.GaussianBlur(1.2))
    if scene not in BARE_FLOOR:
        table = Image.new("L", size, 0)
        ImageDraw.Draw(table).ellipse((-190, 262, HALF + 190, HALF + 330), fill=255)
        wall.paste(Image.new("RGB", size, _mix(tint, BROWN, 0.13)), (0, 0), table.filter(ImageFilter.GaussianBlur(1.2)))
    return wall.resize((SIZE, SIZE), Image.Resampling.BICUBIC)


@lru_cache(maxsize=4)
def _paper(tint: Colour) -> Image.Image:
    """A plain ground with one diagonal of light, for a view from above."""
    size = (HALF, HALF)
    sheet = Image.new("RGB", size, _mix(tint, BROWN, 0.04))
    draw = ImageDraw.Draw(sheet)
    draw.polygon(((0, 0), (HALF * 0.78, 0), (HALF * 0.22, HALF), (0, HALF)), fill=_mix(tint, WHITE, 0.42))
    draw.ellipse((52, 52, HALF - 52, HALF - 52), fill=_mix(tint, WHITE, 0.74), outline=_mix(tint, WHITE, 0.9), width=6)
    return sheet.filter(ImageFilter.GaussianBlur(1)).resize((SIZE, SIZE), Image.Resampling.BICUBIC)


@lru_cache(maxsize=32)
def _shade(width: int) -> Image.Image:
    """The mask of a soft shadow."""
    shadow = Image.new("L", (width, width // 3), 0)
    ImageDraw.Draw(shadow).ellipse((width * 0.13, width * 0.10, width * 0.87, width * 0.24), fill=105)
    return shadow.filter(ImageFilter.GaussianBlur(max(2, width // 22)))


def _float(scene: Image.Image, icon: Image.Image, x: int, y: int) -> None:
    """Let an icon hang in the air."""
    scene.paste(icon, (x - icon.width // 2, y - icon.height // 2), icon)


def _stand(scene: Image.Image, icon: Image.Image, x: int, foot: int, tint: Colour) -> None:
    """Put an icon with its foot at this height, its shadow under it."""
    shade = _shade(icon.width)
    scene.paste(Image.new("RGB", shade.size, _mix(tint, INK, 0.72)), (x - shade.width // 2, foot - icon.width // 5), shade)
    _float(scene, icon, x, foot - icon.height // 2 + icon.height // 16)


def _lie(scene: Image.Image, icon: Image.Image, x: int, y: int, tint: Colour) -> None:
    """Lay an icon on the paper, seen from above."""
    alpha = icon.getchannel("A").point(lambda value: value // 4)
    blurred = alpha.resize((icon.width // 4, icon.height // 4)).filter(ImageFilter.GaussianBlur(2)).resize(icon.size)
    scene.paste(Image.new("RGB", icon.size, _mix(tint, INK, 0.8)), (x - icon.width // 2 + 7, y - icon.height // 2 + 13), blurred)
    _float(scene, icon, x, y)


def product_picture(icon: str, props: tuple[str, ...], tint: str, scene: str, view: int = 0) -> bytes:
    """A square picture of one product as JPEG: ``view`` 0 is the main one, 1 a plenty of it, 2 laid out with what belongs to it."""
    colour = _vivid(tint)
    first, second = props[0], props[-1]
    if view == LAID_OUT:
        picture = _paper(colour).copy()
        _lie(picture, _icon(icon, 300, -8), 375, 380, colour)
        for name, size, angle, x, y in (
            (first, 140, 18, 150, 170),
            (second, 130, -16, 606, 180),
            (second, 104, 24, 160, 604),
            (first, 124, -26, 600, 590),
        ):
            _lie(picture, _icon(name, size, angle), x, y, colour)
    elif view == 1:
        picture = _ground(scene, colour).copy()
        for count, foot, size in ((2, 500, 205), (3, 636, 225)):
            for place in range(count):
                _stand(picture, _icon(icon, size, (place - 1) * 6), 375 + (place * 2 - count + 1) * 108, foot, colour)
        _float(picture, _icon(first, 96, -14), 616, 196)
    else:
        picture = _ground(scene, colour).copy()
        _stand(picture, _icon(first, 176, 8), 172, 610, colour)
        _stand(picture, _icon(second, 162, -8), 590, 612, colour)
        _stand(picture, _icon(icon, 396), 378, 640, colour)
    return _jpeg(picture)


def category_icon(icon: str) -> bytes:
    """The icon of a category on a transparent ground, PNG."""
    return _png(_original(icon))


def avatar(icon: str, tint: str) -> bytes:
    """A round-looking face for a demo member, PNG."""
    colour = _rgb(tint)
    glow = Image.radial_gradient("L").resize((FACE, FACE))
    face = Image.composite(Image.new("RGB", (FACE, FACE), colour), Image.new("RGB", (FACE, FACE), _mix(colour, WHITE, 0.6)), glow)
    drawn = _icon(icon, 190)
    face.paste(drawn, (33, 38), drawn)
    return _png(face)


def _png(picture: Image.Image) -> bytes:
    """Encoded without compressing: it is read once, at once."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=0)
    return out.getvalue()


def _jpeg(picture: Image.Image) -> bytes:
    """Encoded so well that nobody sees a difference, and twenty times smaller: many wait in memory until they are rendered."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()
