"""The share poster: 750 × 1334 pixels, made on the server, the same bytes for the same content.

From top to bottom: who invites, the product, what it costs together and alone, and a code that leads there. All words come
with the content, in the language of the one who shares.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from typing import Literal

import orjson
from PIL import Image, ImageDraw, ImageFilter

from tuanzi.growth.sharing import artwork
from tuanzi.growth.sharing.artwork import Colour
from tuanzi.growth.sharing.contracts import PosterContent
from tuanzi.growth.sharing.typeset import drawable, font, hang, shorten, width, wrap
from tuanzi.kernel.money import Money

DESIGN = 2
"""Raise it when the drawing changes: posters are kept by content and design."""
WIDTH, HEIGHT = 750, 1334
QUALITY = 88
CARD = (32, 152, 718, 1290)
RADIUS = 36
PICTURE_HEIGHT = 640
INSET = 40
WORDS_MIDDLE = 990
TITLE_LEADING = 51
POINT_LEADING = 50
DASH_Y = 1084
NOTCH = 18
GLOW = 8
"""The light behind the header is so soft that an eighth of the pixels is enough to compute it."""
PLATE, DUMPLINGS = 470, 380
QR_SIZE_MAX = 165
AVATAR_SIZE = 76
PRICE_SCALES = (1.0, 0.85, 0.7, 0.55)
LABEL, COMPARE, GAP = 25, 27, 16

GROUND_TOP: Colour = (253, 235, 228)
GROUND: Colour = (250, 245, 239)
INK: Colour = (42, 33, 28)
INK_2: Colour = (107, 93, 83)
INK_3: Colour = (117, 103, 92)
LINE: Colour = (228, 214, 200)
ACCENT: Colour = (194, 58, 27)
ACCENT_SOFT: Colour = (253, 235, 228)
SHADE: Colour = (122, 72, 44)


def poster_key(content: PosterContent) -> str:
    """The storage key of the poster with this content."""
    parts = [
        DESIGN,
        content.brand,
        content.title,
        content.selling_point,
        str(content.price),
        str(content.compare_price),
        content.badge,
        content.price_label,
    ]
    parts += [content.compare_label, content.sharer, content.invitation, content.hint, content.promise, content.place, content.url]
    digest = hashlib.sha256(orjson.dumps(parts))
    for picture in (content.picture, content.avatar):
        digest.update(hashlib.sha256(picture or b"").digest())
    name = digest.hexdigest()[:32]
    return f"posters/{name[:2]}/{name}.webp"


def poster(content: PosterContent) -> bytes:
    """The poster as WebP: pure work of the processor, so call it in a thread."""
    canvas = _ground().copy()
    pen = ImageDraw.Draw(canvas)
    _header(canvas, pen, content)
    _picture(canvas, content)
    _badge(canvas, pen, content.badge)
    _price(canvas, pen, content)
    _words(pen, content)
    _footer(canvas, pen, content)
    out = io.BytesIO()
    canvas.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


@cache
def _ground() -> Image.Image:
    """What every poster has: a warm ground and the white ticket with its notches."""
    ramp = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    ground = Image.composite(Image.new("RGB", (WIDTH, HEIGHT), GROUND), Image.new("RGB", (WIDTH, HEIGHT), GROUND_TOP), ramp)
    glow = Image.new("L", (WIDTH // GLOW, HEIGHT // GLOW), 0)
    ImageDraw.Draw(glow).ellipse((330 // GLOW, -420 // GLOW, 1130 // GLOW, 380 // GLOW), fill=150)
    glow = glow.filter(ImageFilter.GaussianBlur(110 / GLOW)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    ground.paste(artwork.WHITE, (0, 0, WIDTH, HEIGHT), glow)
    artwork.shadow(ground, CARD, RADIUS, blur=22, drop=14, strength=46, colour=SHADE)
    left, top, right, bottom = CARD
    card = artwork.rounded(right - left, bottom - top, RADIUS).copy()
    hole = artwork.disc(NOTCH * 2)
    for x in (-NOTCH, right - left - NOTCH):
        card.paste(0, (x, DASH_Y - top - NOTCH), hole)
    ground.paste(artwork.WHITE, (left, top, right, bottom), card)
    pen = ImageDraw.Draw(ground)
    for x in range(left + NOTCH + 14, right - NOTCH - 14, 16):
        pen.line([(x, DASH_Y), (x + 8, DASH_Y)], fill=LINE, width=2)
    return ground


def _header(canvas: Image.Image, pen: ImageDraw.ImageDraw, content: PosterContent) -> None:
    brand = font("bold", 32)
    brand_x = WIDTH - 44 - width(content.brand, brand)
    mark = artwork.dumplings(52)
    canvas.paste(mark, (round(brand_x) - 58, 60), mark)
    pen.text((brand_x, 86), content.brand, INK, brand, anchor="lm")
    name = drawable(content.sharer)
    if not name:
        pen.text((44, 86), content.invitation, INK, font("bold", 32), anchor="lm")
        return
    _avatar(canvas, pen, name, content.avatar)
    room = brand_x - 76 - 138
    pen.text((138, 70), shorten(name, font("bold", 30), room), INK, font("bold", 30), anchor="lm")
    pen.text((138, 108), shorten(content.invitation, font("regular", 25), room), INK_2, font("regular", 25), anchor="lm")


def _avatar(canvas: Image.Image, pen: ImageDraw.ImageDraw, name: str, picture: bytes | None) -> None:
    left, top = 44, 50
    ring = AVATAR_SIZE + 8
    canvas.paste(artwork.WHITE, (left - 4, top - 4, left - 4 + ring, top - 4 + ring), artwork.disc(ring))
    if picture:
        with Image.open(io.BytesIO(picture)) as opened:
            face = artwork.cover(opened, AVATAR_SIZE, AVATAR_SIZE)
        canvas.paste(face, (left, top), artwork.disc(AVATAR_SIZE))
        return
    canvas.paste(artwork.CORAL, (left, top, left + AVATAR_SIZE, top + AVATAR_SIZE), artwork.disc(AVATAR_SIZE))
    pen.text((left + AVATAR_SIZE / 2, top + AVATAR_SIZE / 2), name[0].upper(), artwork.WHITE, font("bold", 38), anchor="mm")


def _picture(canvas: Image.Image, content: PosterContent) -> None:
    left, top, right, _ = CARD
    across = right - left
    mask = artwork.rounded(across, PICTURE_HEIGHT, RADIUS, top_only=True)
    if content.picture is None:
        canvas.paste(_placeholder(across, PICTURE_HEIGHT), (left, top), mask)
        return
    with Image.open(io.BytesIO(content.picture)) as opened:
        canvas.paste(artwork.cover(opened, across, PICTURE_HEIGHT), (left, top), mask)


@cache
def _placeholder(across: int, height: int) -> Image.Image:
    """Instead of a product picture: the dumplings of the house on a plate of light."""
    scene = Image.new("RGB", (across, height), (250, 231, 212))
    left, top = (across - PLATE) // 2, (height - PLATE) // 2
    for grown, colour in ((110, (251, 236, 220)), (0, (255, 248, 240))):
        size = PLATE + grown
        scene.paste(colour, (left - grown // 2, top - grown // 2, left - grown // 2 + size, top - grown // 2 + size), artwork.disc(size))
    art = artwork.dumplings(DUMPLINGS)
    shade = Image.new("L", scene.size, 0)
    place = ((across - DUMPLINGS) // 2, (height - DUMPLINGS) // 2)
    shade.paste(60, (place[0] + 6, place[1] + 22), art.getchannel("A"))
    scene.paste(SHADE, (0, 0, across, height), shade.filter(ImageFilter.GaussianBlur(16)))
    scene.paste(art, place, art)
    return scene


def _badge(canvas: Image.Image, pen: ImageDraw.ImageDraw, text: str) -> None:
    if not text:
        return
    face = font("bold", 28)
    across = round(width(text, face)) + 48
    left, top = CARD[0] + 28, CARD[1] + 28
    artwork.fill(canvas, (left, top, left + across, top + 56), 28, ACCENT)
    pen.text((left + across / 2, top + 28), text, artwork.WHITE, face, anchor="mm")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the row of prices: what it says, how large, and from where to where it reaches, in pixels."""

    kind: Literal["price", "label", "compare"]
    text: str
    size: int
    left: float
    right: float


def price_row(content: PosterContent) -> list[Piece]:
    """The row of prices within the ticket's margins: the price as large as it fits, what it is called, and at the right what it is compared
    with. What finds no room is left out, the words of the comparison first, then the comparison, then the label.
    """
    start, end = float(CARD[0] + INSET), float(CARD[2] - INSET)
    whole, cents = _figures(content.price)
    row: list[Piece] = []
    x = start
    for scale in PRICE_SCALES:
        row, x = [], start
        for text, size, gap in (("¥", 40, 4), (whole, 78, 2), (cents, 44, 0)):
            face = font("bold", round(size * scale))
            row.append(Piece("price", text, round(size * scale), x, x + width(text, face)))
            x = row[-1].right + gap
        if x <= end:
            break
    across = width(content.price_label, font("bold", LABEL)) + 28
    label = Piece("label", content.price_label, LABEL, x + 18, x + 18 + across)
    if content.price_label and label.right <= end:
        row.append(label)
    if content.compare_price and content.compare_price > content.price:
        amount = "¥" + "".join(_figures(content.compare_price))
        left = end - width(amount, font("regular", COMPARE))
        words = Piece(
            "compare", content.compare_label, COMPARE, left - 10 - width(content.compare_label, font("regular", COMPARE)), left - 10
        )
        if left >= row[-1].right + GAP:
            if content.compare_label and words.left >= row[-1].right + GAP:
                row.append(words)
            row.append(Piece("compare", amount, COMPARE, left, end))
    return row


def _price(canvas: Image.Image, pen: ImageDraw.ImageDraw, content: PosterContent) -> None:
    base = 888
    for piece in price_row(content):
        if piece.kind == "price":
            pen.text((piece.left, base), piece.text, ACCENT, font("bold", piece.size), anchor="ls")
        elif piece.kind == "label":
            artwork.fill(canvas, (round(piece.left), base - 42, round(piece.right), base), 10, ACCENT_SOFT)
            pen.text(((piece.left + piece.right) / 2, base - 21), piece.text, ACCENT, font("bold", piece.size), anchor="mm")
        else:
            pen.text((piece.left, base), piece.text, INK_3, font("regular", piece.size), anchor="ls")
            if piece.text.startswith("¥"):
                pen.line([(piece.left - 2, base - 10), (piece.right + 2, base - 10)], fill=INK_3, width=2)


def _figures(amount: Money) -> tuple[str, str]:
    """Yuan, and the cents with their point unless there are none."""
    yuan, cents = divmod(amount.minor, 100)
    return str(yuan), f".{cents:02d}" if cents else ""


def _words(pen: ImageDraw.ImageDraw, content: PosterContent) -> None:
    x, room = CARD[0] + INSET, CARD[2] - CARD[0] - 2 * INSET
    face, small = font("bold", 36), font("regular", 27)
    lines = wrap(drawable(content.title), face, room, 2)
    point = shorten(drawable(content.selling_point), small, room)
    y = WORDS_MIDDLE - (len(lines) * TITLE_LEADING + (POINT_LEADING if point else 0)) / 2 + TITLE_LEADING / 2
    for line in lines:
        pen.text((x - hang(line, face), y), line, INK, face, anchor="lm")
        y += TITLE_LEADING
    if point:
        pen.text((x - hang(point, small), y + (POINT_LEADING - TITLE_LEADING) / 2 + 4), point, INK_2, small, anchor="lm")


def _footer(canvas: Image.Image, pen: ImageDraw.ImageDraw, content: PosterContent) -> None:
    left = CARD[0] + INSET
    code = artwork.qr_code(content.url, QR_SIZE_MAX, INK)
    middle = (DASH_Y + CARD[3]) / 2
    qr_left = CARD[2] - INSET - code.width
    canvas.paste(code, (qr_left, round(middle - code.height / 2)))
    room = qr_left - left - 32
    pen.text((left, middle - 44), shorten(content.hint, font("bold", 32), room), INK, font("bold", 32), anchor="lm")
    pen.text((left, middle + 4), shorten(content.promise, font("regular", 25), room), INK_2, font("regular", 25), anchor="lm")
    pen.text((left, middle + 46), shorten(content.place, font("regular", 22), room), INK_3, font("regular", 22), anchor="lm")
