"""The files of a built app: compressed or plain, kept or asked for again, and never one from outside."""

from __future__ import annotations

import gzip
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.conftest import open_client
from tuanzi.apps import front_end
from tuanzi.apps.static_files import AppFiles, AppPages, accepts_gzip

SCRIPT = b"export const words = 'more and more';\n" * 200
PAGE = b"<!doctype html><title>shop</title>" + b"<meta>" * 300
HASHED = "/assets/index-B7_YloJW.js"
GZIP = {"Accept-Encoding": "br;q=1.0, gzip;q=0.8"}
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build with its compressed files, and a secret beside it."""
    built = tmp_path / "h5"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_bytes(PAGE)
    (built / HASHED[1:]).write_bytes(SCRIPT)
    (built / "assets" / "goods-category.js").write_bytes(SCRIPT)
    (built / "assets" / "icons--VEblP77.ttf").write_bytes(b"font")
    (tmp_path / "secret.txt").write_text("secret")
    front_end.compress(built)
    return built


@pytest.fixture
async def files(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with open_client(Starlette(routes=[Mount("/", AppFiles(directory=folder, html=True))])) as client:
        yield client


async def raw(files: httpx.AsyncClient, path: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
    """An answer and its body as it travelled."""
    async with files.stream("GET", path, headers=headers) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


async def test_who_takes_gzip_gets_the_small_file_and_others_the_plain_one(files: httpx.AsyncClient) -> None:
    small, body = await raw(files, HASHED, GZIP)
    assert (small.status_code, gzip.decompress(body)) == (200, SCRIPT)
    assert small.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert int(small.headers["content-length"]) == len(body) < len(SCRIPT) // 2
    plain, body = await raw(files, HASHED, PLAIN)
    assert (plain.status_code, body, plain.headers["content-length"]) == (200, SCRIPT, str(len(SCRIPT)))
    assert "content-encoding" not in plain.headers
    assert (plain.headers["vary"], plain.headers["content-type"]) == ("Accept-Encoding", small.headers["content-type"])
    assert plain.headers["etag"] != small.headers["etag"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (HASHED, "public, max-age=31536000, immutable"),
        ("/assets/icons--VEblP77.ttf", "public, max-age=31536000, immutable"),
        ("/assets/goods-category.js", "no-cache"),
        ("/index.html", "no-cache"),
        ("/", "no-cache"),
    ],
)
async def test_only_what_is_named_by_its_contents_is_kept_for_ever(files: httpx.AsyncClient, path: str, kept: str) -> None:
    assert (await files.get(path)).headers["cache-control"] == kept


@pytest.mark.parametrize("headers", [GZIP, PLAIN])
async def test_what_the_browser_has_is_not_sent_again(files: httpx.AsyncClient, headers: dict[str, str]) -> None:
    first = await files.get("/", headers=headers)
    again = await files.get("/", headers={**headers, "If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert [again.headers[each] for each in ("etag", "cache-control", "vary")] == [first.headers["etag"], "no-cache", "Accept-Encoding"]
    other = PLAIN if headers is GZIP else GZIP
    assert (await files.get("/", headers={**other, "If-None-Match": first.headers["etag"]})).status_code == 200


async def test_a_changed_page_is_sent_again(files: httpx.AsyncClient, folder: Path) -> None:
    first = await files.get("/", headers=GZIP)
    (folder / "index.html").write_bytes(PAGE + b"new")
    assert (await files.get("/", headers={**GZIP, "If-None-Match": first.headers["etag"]})).content.endswith(b"new")


async def test_a_head_is_told_the_same_without_the_body(files: httpx.AsyncClient) -> None:
    for headers in (GZIP, PLAIN):
        got, asked = await files.get(HASHED, headers=headers), await files.head(HASHED, headers=headers)
        assert (asked.status_code, asked.content, asked.headers) == (200, b"", got.headers)


async def test_a_range_is_one_of_the_plain_file(files: httpx.AsyncClient) -> None:
    part, body = await raw(files, HASHED, {**GZIP, "Range": "bytes=0-9"})
    assert (part.status_code, body, part.headers["content-range"]) == (206, SCRIPT[:10], f"bytes 0-9/{len(SCRIPT)}")
    assert "content-encoding" not in part.headers


async def test_without_a_compressed_file_or_with_an_older_one_the_plain_file_is_sent(files: httpx.AsyncClient, folder: Path) -> None:
    small = folder / f"{HASHED[1:]}.gz"
    os.utime(small, (1, 1))
    assert (await raw(files, HASHED, GZIP))[1] == SCRIPT
    small.unlink()
    answer, body = await raw(files, HASHED, GZIP)
    assert (body, answer.headers["cache-control"]) == (SCRIPT, "public, max-age=31536000, immutable")
    assert "vary" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/%2fetc/passwd", "/..%5csecret.txt"]
)
async def test_nothing_outside_the_folder_is_served(files: httpx.AsyncClient, path: str) -> None:
    assert (await files.get(path, headers=GZIP)).status_code == 404


async def test_a_link_out_of_the_folder_is_no_compressed_file(files: httpx.AsyncClient, folder: Path) -> None:
    small = folder / f"{HASHED[1:]}.gz"
    small.unlink()
    small.symlink_to(folder.parent / "secret.txt")
    assert (await raw(files, HASHED, GZIP))[1] == SCRIPT


async def test_an_unknown_path_is_404_and_nothing_can_be_written(files: httpx.AsyncClient) -> None:
    unknown = await files.get("/no/such/page", headers=GZIP)
    assert (unknown.status_code, "cache-control" in unknown.headers) == (404, False)
    assert (await files.post(HASHED)).status_code == 405


@pytest.mark.parametrize(
    ("accepted", "is_allowed"),
    [
        ("gzip", True),
        ("deflate, GZIP ; q=0.5", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("x-gzipped", False),
    ],
)
def test_gzip_is_sent_only_where_it_is_allowed(accepted: str, is_allowed: bool) -> None:
    assert accepts_gzip(accepted) is is_allowed


async def test_an_app_with_addresses_of_its_own_answers_them_with_its_page(folder: Path) -> None:
    app = Starlette(routes=[Mount("/console", AppPages(directory=folder, html=True))])
    async with open_client(app) as client:
        for address in ("/console/", "/console/orders", "/console/orders/ord_1/refund"):
            answer = await client.get(address)
            assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (200, PAGE, "no-cache")
        assert (await client.get(f"/console{HASHED}")).content == SCRIPT
        for missing in ("/console/assets/gone-B7_YloJW.js", "/console/../secret.txt", "/console/favicon.ico"):
            assert (await client.get(missing)).status_code == 404
