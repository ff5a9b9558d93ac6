"""One kept HTTP/1.1 connection with as little between it and the wire as possible: a client that must cost little."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as Python."""
        return orjson.loads(self.body)


class Connection:
    """Requests one after the other on one connection. Open with ``await Connection.open(base_url)``."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        self._reader, self._writer, self._host = reader, writer, host

    @classmethod
    async def open(cls, base_url: str) -> Connection:
        address = urlsplit(base_url)
        host, port = address.hostname or "127.0.0.1", address.port or 80
        reader, writer = await asyncio.open_connection(host, port, limit=2**20)
        return cls(reader, writer, f"{host}:{port}")

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send and wait. Header names are given with underscores."""
        content = b"" if body is None else orjson.dumps(body)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {len(content)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body is not None:
            lines.append("Content-Type: application/json")
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + content)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        said = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        return Answer(int(head[0].split(" ", 2)[1]), said, await self._read(said))

    async def _read(self, headers: dict[str, str]) -> bytes:
        if "content-length" in headers:
            return await self._reader.readexactly(int(headers["content-length"]))
        pieces = []
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await self._reader.readline(), 16):
                pieces.append((await self._reader.readexactly(size + 2))[:-2])
            await self._reader.readline()
        return b"".join(pieces)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()
