"""A load generator in its own process: raw HTTP/1.1 over kept connections, so that little of the machine is spent on it.

``python -m bench.load URL FILE CONNECTIONS REQUESTS SECONDS`` reads one request per line (JSON: method, path, headers, body) and
sends them over CONNECTIONS connections, REQUESTS in all, or fewer if SECONDS are over before; prints JSON: count, seconds, statuses,
p50_ms, p99_ms.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def encode(request: dict[str, Any], host: str) -> bytes:
    """One request as bytes."""
    body = b"" if request.get("body") is None else json.dumps(request["body"]).encode()
    lines = [f"{request.get('method', 'GET')} {request['path']} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in (request.get("headers") or {}).items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lower = head.lower()
    place = lower.find(b"content-length:")
    if place >= 0:
        end = lower.index(b"\r\n", place)
        await reader.readexactly(int(lower[place + 15 : end]))
    elif b"transfer-encoding: chunked" in lower:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return status


async def _connection(
    host: str, port: int, requests: Iterator[bytes], budget: list[int], times: list[float], statuses: Counter[int]
) -> None:
    reader, writer = await asyncio.open_connection(host, port, limit=2**20)
    while budget[0] > 0:
        budget[0] -= 1
        started = time.perf_counter()
        writer.write(next(requests))
        statuses[await _answer(reader)] += 1
        times.append(time.perf_counter() - started)
    writer.close()


async def run(base_url: str, requests: list[dict[str, Any]], connections: int, count: int, seconds_max: float) -> dict[str, Any]:
    """Send ``count`` requests, taking them round-robin from the list; begin none after ``seconds_max``."""
    address = urlsplit(base_url)
    host, port = address.hostname or "127.0.0.1", address.port or 80
    encoded = cycle([encode(request, f"{host}:{port}") for request in requests])
    budget, times, statuses = [count], [], Counter()  # type: ignore[var-annotated]
    started = time.perf_counter()
    asyncio.get_running_loop().call_later(seconds_max, budget.__setitem__, 0, 0)
    await asyncio.gather(*(_connection(host, port, encoded, budget, times, statuses) for _ in range(connections)))
    seconds = time.perf_counter() - started
    times.sort()
    return {
        "count": len(times),
        "seconds": seconds,
        "per_second": len(times) / seconds,
        "statuses": {str(status): number for status, number in statuses.items()},
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    base, file, connections_text, count_text, seconds_text = sys.argv[1:6]
    listed = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]
    print(json.dumps(asyncio.run(run(base, listed, int(connections_text), int(count_text), float(seconds_text)))))
