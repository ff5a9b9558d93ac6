"""``S3Store``: the ``Store`` protocol over the S3 REST API (Signature Version 4)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import boto3
from botocore.config import Config as ClientConfig
from botocore.exceptions import BotoCoreError, ClientError

from tuanzi.kernel.config import S3Config
from tuanzi.kernel.errors import NotFound, Unavailable
from tuanzi.kernel.storage import Blob, check

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

T = TypeVar("T")
ATTEMPTS_MAX = 3
CACHE_CONTROL = "public, max-age=31536000, immutable"
"""Keys of pictures contain a fresh id, so what was loaded once never changes."""


class S3Store:
    """One bucket. Keys and types follow ``kernel.storage.check``, as on the local disk."""

    def __init__(self, config: S3Config) -> None:
        self._bucket = config.bucket
        self._client: S3Client = boto3.client(
            "s3",
            endpoint_url=config.endpoint,
            region_name=config.region,
            aws_access_key_id=config.access_key.get_secret_value() or None,
            aws_secret_access_key=config.secret_key.get_secret_value() or None,
            config=ClientConfig(
                signature_version="s3v4",
                connect_timeout=config.timeout_s,
                read_timeout=config.timeout_s,
                retries={"total_max_attempts": ATTEMPTS_MAX, "mode": "standard"},
                s3={"addressing_style": "path" if config.path_style else "virtual"},
                # Trailing checksums are an extension of AWS that other stores refuse; the signature covers the body anyway.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        self._public_url = (config.public_url or f"{self._client.meta.endpoint_url}/{config.bucket}").rstrip("/")

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """See ``Store``."""
        check(key, content_type)
        await self._call(
            lambda: self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type, CacheControl=CACHE_CONTROL)
        )

    async def get(self, key: str) -> Blob:
        """See ``Store``. Raises ``NotFound``, ``Unavailable``."""
        check(key)

        def read() -> Blob:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            return Blob(answer["Body"].read(), answer["ContentType"])

        try:
            return await self._call(read)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                raise NotFound(key=key) from None
            raise

    async def delete(self, key: str) -> None:
        """See ``Store``."""
        check(key)
        await self._call(lambda: self._client.delete_object(Bucket=self._bucket, Key=key))

    def url(self, key: str) -> str:
        """See ``Store``; the bucket or the network in front of it must allow reading."""
        check(key)
        return f"{self._public_url}/{key}"

    async def _call(self, work: Callable[[], T]) -> T:
        """Run the blocking ``work`` in a thread. Raises ``Unavailable`` for network trouble and 5xx after the client's retries."""
        try:
            return await asyncio.to_thread(work)
        except BotoCoreError as error:
            raise Unavailable(store=type(error).__name__) from error
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:  # noqa: PLR2004 - the family of server errors
                raise Unavailable(store=error.response["Error"]["Code"]) from error
            raise
