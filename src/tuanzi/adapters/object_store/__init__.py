"""S3-compatible object storage behind ``kernel.storage.Store``: AWS, MinIO, Alibaba OSS, Tencent COS and the like.

Chosen by ``storage.kind = "s3"``. It writes and reads whole objects (a picture, an export), never streams, and never makes
buckets. Calls run in threads, because the client library blocks; trouble of the store surfaces as ``Unavailable``.
"""
