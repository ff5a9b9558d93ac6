"""What every measurement is handed: the running shop, its database, its goods, and how long the run may be."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.data import Goods
from bench.shop import ROOT, Shop
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.kernel.facts.dispatcher import undelivered

SETTLED_WITHIN_S = 120
TURN_S = 2.0
"""The longest turn of one side: on a busy machine fewer requests are sent, so that a run keeps to its time."""


@dataclass(frozen=True)
class Bench:
    """``repetitions`` and ``scale``: the short form, or several times as much."""

    shop: Shop
    db: Database
    goods: Goods
    repetitions: int
    scale: int

    async def load(self, requests: list[dict[str, Any]], connections: int, count: int) -> dict[str, Any]:
        """Send requests from another process; see ``bench.load``. Raises ``RuntimeError`` for any answer but 2xx."""
        file = self.shop.data_dir / "requests.jsonl"
        file.write_text("\n".join(json.dumps(request) for request in requests), "utf-8")
        said = await python("bench.load", self.shop.base_url, str(file), str(connections), str(count), str(TURN_S * self.scale))
        if any(not status.startswith("2") for status in said["statuses"]):
            raise RuntimeError(f"unexpected answers: {said['statuses']}")
        return said

    async def drive(self, module: str, work: dict[str, Any]) -> dict[str, Any]:
        """Run a driver with its work in a file, in another process."""
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8", delete=False) as file:
            json.dump({"base_url": self.shop.base_url, "outside_url": self.shop.outside_url, **work}, file)
        try:
            return await python(module, file.name)
        finally:
            Path(file.name).unlink()  # noqa: ASYNC240 - one small file

    async def settle(self) -> None:
        """Wait until every fact is delivered and no due job is left: what a request set off belongs to its cost."""
        deadline = asyncio.get_running_loop().time() + SETTLED_WITHIN_S
        while asyncio.get_running_loop().time() < deadline:
            due = await self.db.reader.fetchval(
                "SELECT EXISTS (SELECT FROM jobs_job WHERE state = 'running' OR state = 'waiting' AND due_at <= $1)", clock.now()
            )
            if not due and not await undelivered(self.db.reader):
                return
            await asyncio.sleep(0.2)
        raise RuntimeError(f"the shop did not come to rest: {await undelivered(self.db.reader)}")


async def python(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module of ours in a process of its own; its JSON."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, trouble = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{module} failed:\n{trouble.decode()[-3000:]}")
    said: dict[str, Any] = json.loads(out)
    return said
