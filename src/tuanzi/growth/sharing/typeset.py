"""Setting Chinese and Latin text on a picture: fonts, what they can draw, and lines that break where a reader expects."""

from __future__ import annotations

import gzip
import io
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

Weight = Literal["regular", "bold"]
FONTS = Path(__file__).parent / "fonts"
NOT_FIRST = "，。、；：？！）》」』】〕”’…·％%,.;:?!)]}~～—"
"""What must not begin a line (行首禁则)."""
NOT_LAST = "（《「『【〔“‘([{¥￥"
OPENING_WIDE = frozenset("（《「『【〔")
ELLIPSIS = "…"
_PIECE = re.compile(r"[A-Za-z0-9À-ſ.\-/&'+%×*]+|\s+|.", re.DOTALL)
_NO_GLYPH = "\U0010fffd"


@cache
def _file(weight: Weight) -> bytes:
    return gzip.decompress((FONTS / f"{weight}.ttf.gz").read_bytes())


@cache
def font(weight: Weight, size_px: int) -> ImageFont.FreeTypeFont:
    """A font in a size; decompressed once per process."""
    return ImageFont.truetype(io.BytesIO(_file(weight)), size_px, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=20_000)
def _has_glyph(char: str) -> bool:
    face = font("regular", 24)
    return char.isspace() or bytes(face.getmask(char)) != bytes(face.getmask(_NO_GLYPH))


def drawable(text: str) -> str:
    """``text`` without what the fonts cannot draw (emoji, control characters), spaces tidied."""
    kept = "".join(char for char in text if _has_glyph(char))
    return " ".join(kept.split())


def width(text: str, face: ImageFont.FreeTypeFont) -> float:
    """Advance width in pixels."""
    return face.getlength(text)


def shorten(text: str, face: ImageFont.FreeTypeFont, width_max: float) -> str:
    """``text``, cut with an ellipsis if it is wider than ``width_max``."""
    if width(text, face) <= width_max:
        return text
    while text and width(text + ELLIPSIS, face) > width_max:
        text = text[:-1]
    return text.rstrip(" .，。、；：,;:·＋+" + NOT_LAST) + ELLIPSIS


def hang(line: str, face: ImageFont.FreeTypeFont) -> float:
    """How far to move a line left so that an opening bracket, whose left half is empty, does not look like an indent."""
    return float(face.size) * 0.42 if line[:1] in OPENING_WIDE else 0.0


def wrap(text: str, face: ImageFont.FreeTypeFont, width_max: float, lines_max: int) -> list[str]:
    """Lines no wider than ``width_max``; a Latin word stays whole if it fits a line, the last line ends in an ellipsis if text is left."""
    pieces = [piece for word in _PIECE.findall(text) for piece in (word if width(word, face) > width_max else [word])]
    lines: list[str] = []
    line = ""
    for index, piece in enumerate(pieces):
        if not line and piece.isspace():
            continue
        if width((line + piece).rstrip(), face) <= width_max:
            line += piece
            continue
        if len(lines) == lines_max - 1:
            return [*lines, shorten(line + "".join(pieces[index:]), face, width_max)]
        line, carried = _break(line, piece)
        lines.append(line.rstrip())
        line = carried.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _break(line: str, piece: str) -> tuple[str, str]:
    """Where a line that is full ends: nothing that must not begin a line is carried alone, nothing that must not end one stays."""
    carried = piece
    if piece in NOT_FIRST and len(line) > 1:
        line, carried = line[:-1], line[-1] + piece
    while len(line) > 1 and line[-1] in NOT_LAST:
        line, carried = line[:-1], line[-1] + carried
    return line, carried
