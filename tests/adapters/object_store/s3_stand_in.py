"""A small S3: one bucket in memory behind the real REST protocol, which believes nothing without a valid Signature Version 4.

The signature is computed here from AWS's public description, independently of the client library that is under test.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, quote, unquote, urlsplit

ACCESS_KEY, SECRET_KEY = "stand-in", "stand-in-secret"


class Bucket:
    """What the server keeps, and what went wrong on the way: ``faults`` are status codes for the next requests."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.faults: list[int] = []
        self.requests: list[str] = []
        self.endpoint = ""


def signature(method: str, url: str, headers: dict[str, str], body: bytes, authorization: str) -> str:
    """The signature this request ought to carry; ``headers`` have lower-case names."""
    fields = dict(part.split("=", 1) for part in authorization.removeprefix("AWS4-HMAC-SHA256 ").replace(" ", "").split(","))
    scope = fields["Credential"].split("/", 1)[1]
    names = fields["SignedHeaders"].split(";")
    assert {"host", "x-amz-content-sha256", "x-amz-date"} <= set(names)
    assert headers["x-amz-content-sha256"] == hashlib.sha256(body).hexdigest()
    parts = urlsplit(url)
    query = "&".join(sorted(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in parse_qsl(parts.query, keep_blank_values=True)))
    canonical_headers = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in names)
    canonical = "\n".join([method, parts.path, query, canonical_headers, ";".join(names), headers["x-amz-content-sha256"]])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET_KEY}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, to_sign.encode(), "sha256").hex()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass

    def answer(self, status: int, body: bytes = b"", content_type: str = "application/xml") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def fail(self, status: int, code: str) -> None:
        self.answer(status, f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{code}</Message></Error>'.encode())

    def handle_request(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.bucket.requests.append(f"{self.command} {self.path}")
        if self.bucket.faults:
            self.fail(self.bucket.faults.pop(0), "InternalError")
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        authorization = headers.get("authorization", "")
        if f"Credential={ACCESS_KEY}/" not in authorization:
            self.fail(403, "InvalidAccessKeyId")
            return
        expected = signature(self.command, self.path, headers, body, authorization)
        if not hmac.compare_digest(expected, authorization.rpartition("Signature=")[2]):
            self.fail(403, "SignatureDoesNotMatch")
            return
        _, name, key = unquote(urlsplit(self.path).path).split("/", 2)
        if name != self.bucket.name:
            self.fail(404, "NoSuchBucket")
        elif self.command == "PUT":
            self.bucket.objects[key] = (body, headers["content-type"])
            self.answer(200)
        elif self.command == "DELETE":
            self.bucket.objects.pop(key, None)
            self.answer(204)
        elif key in self.bucket.objects:
            self.answer(200, *self.bucket.objects[key])
        else:
            self.fail(404, "NoSuchKey")

    do_GET = do_PUT = do_DELETE = handle_request  # noqa: N815 - the base class looks for these names


@contextmanager
def running(name: str = "goods") -> Iterator[Bucket]:
    """A bucket at ``bucket.endpoint`` for the length of the block."""
    bucket = Bucket(name)
    handler = type("BoundHandler", (Handler,), {"bucket": bucket})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        bucket.endpoint = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield bucket
        finally:
            server.shutdown()
            thread.join()
