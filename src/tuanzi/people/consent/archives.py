"""The archives themselves: made, and deleted when their time is over."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from tuanzi.kernel import clock, facts, jobs, personal, ports
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.forget_file import forget_file
from tuanzi.kernel.storage import Store
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.consent import repository
from tuanzi.people.consent.contracts import EXPORT_KEPT, ExportId
from tuanzi.people.consent.events import ExportReady


async def make_export(db: Database, export_id: ExportId) -> None:
    """Collect everything, pack it, keep it, tell. May be repeated; a request that was given up meanwhile leaves no file."""
    async with db.read() as tx:
        export = await repository.export(tx, export_id)
        if export is None or export.state != "waiting":
            return
        parts = await personal.export_all(tx, export.member_id)
    key = f"private/consent/{UUID(int=export_id.int)}.zip"
    packed = pack(parts, clock.now())
    store: Store = ports.get(Store)
    await store.put(key, packed, "application/zip")
    async with db.transaction() as tx:
        now = clock.now()
        if await repository.end_export(tx, export_id, key, len(packed), now, now + EXPORT_KEPT):
            facts.record(tx, ExportReady(export.member_id, export_id, by_staff=export.staff_id is not None))
        else:
            jobs.enqueue(tx, forget_file(key))


async def expire_exports(tx: Tx, member_id: MemberId | None = None) -> None:
    """Delete archives past their time, or all of one member."""
    for key in await repository.lock_and_expire_exports(tx, clock.now(), member_id):
        jobs.enqueue(tx, forget_file(key))


def pack(parts: dict[str, Any], now: datetime) -> bytes:
    """One JSON file a domain, and one that says what this is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        about = {"made_at": now, "files": [f"{name}.json" for name in parts]}
        for name, part in {"about": about, **parts}.items():
            archive.writestr(f"{name}.json", orjson.dumps(part, default=str, option=orjson.OPT_INDENT_2))
    return out.getvalue()
