"""The pictures of the demo's goods: all are drawn first, for a product names its pictures; they are rendered beside the story."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from tuanzi.apps.seed import pictures
from tuanzi.apps.seed.scale import Scale, entries, read
from tuanzi.kernel import pictures as renditions
from tuanzi.kernel import ports
from tuanzi.kernel.storage import Store

HANDS = 4
"""How many are drawn at once."""


class Gallery:
    """To be entered: whoever leaves waits until the files are there, or, on an error, leaves them undone."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.icons: dict[str, str] = {}
        self.views: dict[str, tuple[str, ...]] = {}
        self._hands = asyncio.Semaphore(HANDS)
        self._press = asyncio.Semaphore(1)
        self._rendering: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:
            for task in self._rendering:
                task.cancel()
        await asyncio.gather(*self._rendering, return_exceptions=kind is not None)

    @property
    def keys(self) -> set[str]:
        """Of all pictures."""
        return {*self.icons.values(), *(key for keys in self.views.values() for key in keys)}

    async def hang(self) -> None:
        """Draw everything: picture keys by category name and by product code. The files follow."""
        for each in read("shop")["category"]:
            self.icons[each["name"]] = self._keep(pictures.category_icon(each["icon"]))
        self.views = dict(await asyncio.gather(*(self._draw(entry) for entry in entries())))

    async def _draw(self, entry: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        keys = []
        for view in range(self.scale.views):
            async with self._hands:
                look = (entry["icon"], tuple(entry["props"]), entry["tint"], entry["scene"], view)
                keys.append(self._keep(await asyncio.to_thread(pictures.product_picture, *look)))
        return entry["code"], tuple(keys)

    def _keep(self, drawn: bytes) -> str:
        self._rendering.append(asyncio.create_task(self._render(drawn)))
        return renditions.key_of(drawn)

    async def _render(self, drawn: bytes) -> None:
        """One at a time, so that the story has a processor for itself."""
        async with self._press:
            await renditions.keep(drawn, ports.get(Store))
