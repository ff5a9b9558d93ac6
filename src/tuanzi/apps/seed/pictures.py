"""The demo's product pictures, composed from a small set of 3D icons: no photograph, no remote address, no grey box."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

ICONS = Path(__file__).parent / "icons"
SIZE = 1000
HALF = SIZE // 2


def _icon(name: str, size: int, angle: float = 0) -> Image.Image:
    with Image.open(ICONS / f"{name}.webp") as opened:
        icon = opened.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)
    return icon.rotate(angle, Image.Resampling.BICUBIC, expand=True) if angle else icon


def _rgb(tint: str) -> tuple[int, int, int]:
    return int(tint[1:3], 16), int(tint[3:5], 16), int(tint[5:7], 16)


def _mix(colour: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (round(a * (1 - share) + b * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


@lru_cache(maxsize=4)
def _background(tint: tuple[int, int, int]) -> Image.Image:
    """A wall that brightens towards the light and a table in a deeper shade; drawn at half size, for it is soft anyway."""
    light, deep = _mix(tint, (255, 255, 255), 0.55), _mix(tint, (120, 80, 50), 0.10)
    size = (HALF, HALF)
    glow = Image.radial_gradient("L").resize((SIZE, SIZE)).crop((HALF // 2, HALF // 3, HALF // 2 + HALF, HALF // 3 + HALF))
    wall = Image.composite(Image.new("RGB", size, tint), Image.new("RGB", size, light), glow)
    disc = Image.new("L", size, 0)
    ImageDraw.Draw(disc).ellipse((85, 65, 415, 395), fill=120)
    wall = Image.composite(Image.new("RGB", size, (255, 255, 255)), wall, disc.filter(ImageFilter.GaussianBlur(1)))
    table = Image.new("L", size, 0)
    ImageDraw.Draw(table).ellipse((-160, 320, HALF + 160, HALF + 310), fill=255)
    wall.paste(Image.new("RGB", size, deep), (0, 0), table.filter(ImageFilter.GaussianBlur(1.5)))
    return wall.resize((SIZE, SIZE), Image.Resampling.BICUBIC)


def _float(scene: Image.Image, icon: Image.Image, centre: tuple[int, int]) -> None:
    """Let an icon hang in the air."""
    scene.paste(icon, (centre[0] - icon.width // 2, centre[1] - icon.height // 2), icon)


def _stand(scene: Image.Image, icon: Image.Image, centre: tuple[int, int], tint: tuple[int, int, int]) -> None:
    """Put an icon on the table, with its shadow under it."""
    x, y = centre
    width = icon.width
    box = (width, width // 3)
    shadow = Image.new("L", box, 0)
    ImageDraw.Draw(shadow).ellipse((width * 0.14, width * 0.11, width * 0.86, width * 0.23), fill=100)
    shadow = shadow.filter(ImageFilter.GaussianBlur(width // 22))
    foot = y + icon.height // 2 - icon.height // 10
    place = (x - width // 2, foot - width // 6)
    scene.paste(Image.new("RGB", box, _mix(tint, (60, 30, 20), 0.75)), place, shadow)
    _float(scene, icon, centre)


def product_picture(icon: str, leaf: str, tint: str, variant: int = 0) -> bytes:
    """A square picture of one product as PNG; ``variant`` 0 is the main one, 1 and 2 are other views for the gallery."""
    colour = _rgb(tint)
    scene = _background(colour).copy()
    if variant == 0:
        _stand(scene, _icon(icon, 300, 12), (235, 690), colour)
        _stand(scene, _icon(icon, 300, -12), (765, 690), colour)
        _stand(scene, _icon(icon, 520), (500, 590), colour)
        _float(scene, _icon(leaf, 150, -18), (800, 250))
    elif variant == 1:
        for row, (count, y, size) in enumerate(((2, 430, 330), (3, 660, 330))):
            for place in range(count):
                _stand(scene, _icon(icon, size, (place - 1) * 8), (500 + (place * 2 - count + 1) * 155, y + row * 12), colour)
    else:
        _stand(scene, _icon(icon, 620, -8), (500, 560), colour)
        _float(scene, _icon(leaf, 180, 16), (205, 300))
        _float(scene, _icon(leaf, 130, -24), (830, 240))
    out = io.BytesIO()
    scene.save(out, "PNG", compress_level=1)
    return out.getvalue()


def category_icon(icon: str) -> bytes:
    """The icon of a category on a transparent ground, PNG."""
    out = io.BytesIO()
    _icon(icon, 256).save(out, "PNG")
    return out.getvalue()


def avatar(icon: str, tint: str) -> bytes:
    """A round-looking face for a demo member, PNG."""
    scene = Image.new("RGB", (256, 256), _rgb(tint))
    face = _icon(icon, 190)
    scene.paste(face, (33, 38), face)
    out = io.BytesIO()
    scene.save(out, "PNG")
    return out.getvalue()
