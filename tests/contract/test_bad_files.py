"""Uploads and imports that are not what they say: refused, and nothing is stored."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.contract.furnished import Furnished, picture
from tests.contract.refusals import check, refused
from tests.factories.shop import CONSOLE, SHOP
from tuanzi.apps import importing
from tuanzi.goods.catalog.errors import ImportUnreadable
from tuanzi.goods.catalog.import_rows import COLUMNS
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database

pytestmark = pytest.mark.timeout(120)


def _bomb() -> bytes:
    """A PNG of a few bytes that claims forty thousand pixels by as many."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    )


def _animated() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


async def test_pictures_that_are_none(client: httpx.AsyncClient, there: Furnished, config: Config) -> None:
    me = there.member
    media = config.data_dir / "media"
    before = sorted(media.rglob("*")) if media.exists() else []
    honest = picture()
    broken = {
        "fake.png": b"<script>alert(1)</script>",
        "page.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "half.png": honest[: len(honest) // 2],
        "bomb.png": _bomb(),
        "empty.png": b"",
        "tiny.png": picture(1, 1),
        "tower.png": picture(8, 4000),
        "dance.gif": _animated(),
        "archive.png": b"PK\x03\x04" + b"\0" * 200,
        "huge.png": honest + b"\0" * 11_000_000,
    }
    for name, data in broken.items():
        is_only_small = name in {"tiny.png", "tower.png"}  # an avatar is cut to a square of our size whatever it was
        for method, path, who in (("PUT", f"{SHOP}/me/avatar", me.headers), ("POST", f"{CONSOLE}/pictures", there.owner)):
            if is_only_small and method == "PUT":
                continue

            async def send(
                headers: dict[str, str], way: tuple[str, str, dict[str, str], bytes, str] = (method, path, who, data, name)
            ) -> Any:
                verb, where, person, content, title = way
                return await client.request(verb, where, files={"file": (title, content, "image/png")}, headers={**person, **headers})

            body = await refused(send, {413, 422})
            assert body["code"].partition(".")[0] in {"pictures", "accounts", "kernel"}, (name, body)
    assert (sorted(media.rglob("*")) if media.exists() else []) == before, "nothing was stored"
    over = {"file": ("x.png", b"\0" * 12_100_000, "image/png")}
    check(await client.post(f"{CONSOLE}/pictures", files=over, headers={**there.owner, "Accept-Language": "en"}), 413, "kernel.too_large")


async def test_catalogue_files_that_are_none(db: Database, there: Furnished, tmp_path: Path) -> None:
    head = ",".join(COLUMNS)
    rows = {
        "negative": 'P1,苹果,好,水果,苹果,箱,,S1,"[""5斤""]",-1,5,',
        "float stock": 'P1,苹果,好,水果,苹果,箱,,S1,"[""5斤""]",10,1.5,',
        "huge price": 'P1,苹果,好,水果,苹果,箱,,S1,"[""5斤""]",99999999999999,5,',
        "bad options": "P1,苹果,好,水果,苹果,箱,,S1,not json,10,5,",
        "nul": 'P1,苹\0果,好,水果,苹果,箱,,S1,"[""5斤""]",10,5,',
        "formula": 'P1,"=cmd|calc",好,水果,苹果,箱,,=1+1,"[""5斤""]",10,5,',
        "missing": "P1,苹果",
        "long": f'P1,{"长" * 30_000},好,水果,苹果,箱,,S1,"[""5斤""]",10,5,',
        "open quote": 'P1,"苹果,好,水果,苹果,箱,,S1,10,5,',
    }
    for name, row in rows.items():
        file = tmp_path / f"{name}.csv"
        file.write_text(f"{head}\n{row}\n", "utf-8")
        try:
            report = await importing.catalogue(db, file)
        except ImportUnreadable:
            continue
        assert report.problems, name
        assert not report.result.is_written, name
        assert all(each.line >= 2 and each.code and each.message for each in report.problems), name
    for name, data in {"picture": picture(), "empty": b"", "utf-16": head.encode("utf-16"), "other": b"a,b,c\n1,2,3\n"}.items():
        file = tmp_path / f"{name}.bin"
        file.write_bytes(data)
        with pytest.raises(ImportUnreadable):
            await importing.catalogue(db, file)
