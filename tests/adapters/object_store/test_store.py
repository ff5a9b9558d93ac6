"""The S3 adapter against a stand-in that speaks the protocol and checks every signature itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from tests.adapters.object_store.s3_stand_in import ACCESS_KEY, SECRET_KEY, Bucket, running
from tuanzi.adapters.object_store.store import S3Store
from tuanzi.kernel.config import S3Config
from tuanzi.kernel.errors import NotFound, Unavailable
from tuanzi.kernel.storage import Blob


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with running() as bucket:
        yield bucket


def store_for(bucket: Bucket, secret: str = SECRET_KEY, name: str = "goods") -> S3Store:
    return S3Store(
        S3Config(endpoint=bucket.endpoint, bucket=name, access_key=SecretStr(ACCESS_KEY), secret_key=SecretStr(secret), timeout_s=2)
    )


async def test_what_is_put_can_be_got_replaced_and_deleted(bucket: Bucket) -> None:
    store = store_for(bucket)
    await store.put("catalog/a.webp", b"first", "image/webp")
    await store.put("catalog/a.webp", b"second", "image/webp")
    assert await store.get("catalog/a.webp") == Blob(b"second", "image/webp")
    assert bucket.objects == {"catalog/a.webp": (b"second", "image/webp")}
    await store.delete("catalog/a.webp")
    await store.delete("catalog/a.webp")
    with pytest.raises(NotFound):
        await store.get("catalog/a.webp")


async def test_an_empty_and_a_large_object_keep_their_bytes(bucket: Bucket) -> None:
    store = store_for(bucket)
    large = bytes(range(256)) * 8192
    await store.put("a.png", b"", "image/png")
    await store.put("b.png", large, "image/png")
    assert (await store.get("a.png")).data == b""
    assert (await store.get("b.png")).data == large


async def test_a_wrong_secret_is_refused_by_the_store_and_not_hidden(bucket: Bucket) -> None:
    with pytest.raises(Exception, match="SignatureDoesNotMatch"):
        await store_for(bucket, secret="wrong").put("a.png", b"x", "image/png")
    assert bucket.objects == {}


async def test_a_missing_bucket_is_a_mistake_of_configuration_not_a_missing_file(bucket: Bucket) -> None:
    with pytest.raises(Exception, match="NoSuchBucket"):
        await store_for(bucket, name="other").get("a.png")


async def test_a_passing_fault_is_retried(bucket: Bucket) -> None:
    bucket.faults = [500, 503]
    await store_for(bucket).put("a.png", b"x", "image/png")
    assert len(bucket.requests) == 3


async def test_lasting_faults_are_expected_trouble(bucket: Bucket) -> None:
    bucket.faults = [500] * 3
    with pytest.raises(Unavailable):
        await store_for(bucket).put("a.png", b"x", "image/png")
    with running() as gone:
        pass
    with pytest.raises(Unavailable):
        await store_for(gone).get("a.png")


async def test_keys_and_types_follow_the_rule_of_all_stores(bucket: Bucket) -> None:
    store = store_for(bucket)
    for key, content_type in (("../a.png", "image/png"), ("a.html", "text/html"), ("a.png", "text/html")):
        with pytest.raises(ValueError):
            await store.put(key, b"x", content_type)
    assert bucket.requests == []


def test_browsers_load_from_the_public_address() -> None:
    assert S3Store(S3Config(bucket="goods", endpoint="http://s3.example")).url("a/b.webp") == "http://s3.example/goods/a/b.webp"
    assert S3Store(S3Config(bucket="goods", public_url="https://cdn.example/")).url("a/b.webp") == "https://cdn.example/a/b.webp"
