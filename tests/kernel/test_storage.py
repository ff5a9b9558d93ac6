"""The local store: whole files or none, nothing outside its folder, nothing a browser would run."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuanzi.kernel.errors import NotFound
from tuanzi.kernel.storage import Blob, LocalStore, check


async def test_what_is_put_can_be_got_replaced_and_deleted(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "media", "https://shop.example/")
    await store.put("catalog/p1/main.webp", b"first", "image/webp")
    await store.put("catalog/p1/main.webp", b"second", "image/webp")
    assert await store.get("catalog/p1/main.webp") == Blob(b"second", "image/webp")
    assert store.url("catalog/p1/main.webp") == "https://shop.example/media/catalog/p1/main.webp"
    assert [path.name for path in (tmp_path / "media" / "catalog" / "p1").iterdir()] == ["main.webp"]
    await store.delete("catalog/p1/main.webp")
    await store.delete("catalog/p1/main.webp")
    with pytest.raises(NotFound):
        await store.get("catalog/p1/main.webp")


async def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    await store.put("a.png/b.png", b"x", "image/png")
    with pytest.raises(NotFound):
        await store.get("a.png")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd.png",
        "../x.png",
        "a/../../x.png",
        "a//b.png",
        "a/./b.png",
        "a\\b.png",
        "A.png",
        "ü.png",
        "a b.png",
        "a.png\n",
        "a/",
        ".x.png",
        *["x" * 256 + ".png", "a/" * 9 + "x.png", "a\0.png", "%2e%2e/x.png", "x.svg", "x.html", "x.js", "x", "x.png.exe"],
    ],
)
async def test_a_bad_key_is_refused_everywhere(tmp_path: Path, key: str) -> None:
    store = LocalStore(tmp_path / "media")
    with pytest.raises(ValueError):
        await store.put(key, b"x", "image/png")
    with pytest.raises(ValueError):
        await store.get(key)
    with pytest.raises(ValueError):
        await store.delete(key)
    with pytest.raises(ValueError):
        store.url(key)
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=40))
def test_a_key_that_passes_stays_inside(key: str) -> None:
    try:
        check(key)
    except ValueError:
        return
    root = Path("/srv/media")
    assert (root / key).resolve().is_relative_to(root)
    assert not key.startswith("/")


def test_the_type_must_fit_the_ending() -> None:
    assert check("a.csv", "text/csv") == "text/csv; charset=utf-8"
    assert check("a.jpg", "IMAGE/JPEG; q=1") == "image/jpeg"
    with pytest.raises(ValueError, match="cannot be"):
        check("a.jpg", "text/html")


async def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.png").write_bytes(b"secret")
    (tmp_path / "media" / "link").symlink_to(tmp_path / "outside")
    store = LocalStore(tmp_path / "media")
    with pytest.raises(ValueError, match="out of the store"):
        await store.get("link/x.png")
    with pytest.raises(ValueError, match="out of the store"):
        await store.put("link/y.png", b"x", "image/png")
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["x.png"]


async def test_readers_see_the_old_or_the_new_and_never_a_half(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    contents = [bytes([letter]) * 200_000 for letter in b"ab"]
    await store.put("x.png", contents[0], "image/png")

    async def write() -> None:
        for turn in range(20):
            await store.put("x.png", contents[turn % 2], "image/png")

    async def read() -> None:
        for _ in range(60):
            assert (await store.get("x.png")).data in contents

    await asyncio.gather(write(), read(), read())


async def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = LocalStore(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        await store.put("x.png", b"x", "image/png")
    assert list(tmp_path.iterdir()) == []
