"""The audit log as a file: what a search finds, the newest first, each entry with its place in the chain and its hash."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tuanzi.kernel import errands
from tuanzi.kernel.calendar import day_of
from tuanzi.kernel.clock import now
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands import Errand, Report
from tuanzi.kernel.i18n import text
from tuanzi.kernel.tabular import Format
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Sealed, Search

BATCH = 500
COLUMNS = (
    "position",
    "at",
    "actor",
    "actor_kind",
    "actor_id",
    "action",
    "object_kind",
    "object_id",
    "before",
    "after",
    "ip",
    "request_id",
    "hash",
)


@dataclass(frozen=True, slots=True)
class AuditWish:
    """What to write."""

    search: Search
    format: Format


async def names_of(tx: Tx, actor_ids: Sequence[str]) -> dict[str, str]:
    """Wire id -> name of the staff among them."""
    ids: set[StaffId] = set()
    for each in actor_ids:
        try:
            ids.add(StaffId.parse(each))
        except ValueError:
            continue
    return {str(staff_id): name for staff_id, name in (await access.names_of(tx, sorted(ids, key=UUID.__int__))).items()}


@errands.export("console.errand_audit_export")
async def export_audit(tx: Tx, on: Errand, wish: AuditWish) -> Report:
    """A row per entry, its moment to the microsecond as it was hashed; nothing if the person may no longer export."""
    is_allowed = "audit.export" in await access.permissions_of(tx, StaffId.of(on.staff_id))
    header = [text(f"console.audit_column.{column}", on.language) for column in COLUMNS]
    name = f"{text('console.audit_export_name', on.language)}-{day_of(now()):%Y%m%d}"
    return Report(name, wish.format, header, _batches(tx, wish) if is_allowed else _nothing())


async def _nothing() -> AsyncIterator[list[list[Any]]]:
    return
    yield


async def _batches(tx: Tx, wish: AuditWish) -> AsyncIterator[list[list[Any]]]:
    before: int | None = None
    while True:
        found = await audit.search(tx, wish.search, before=before, limit=BATCH)
        names = await names_of(tx, [each.entry.actor_id for each in found])
        yield [_row(each, names) for each in found]
        if len(found) < BATCH:
            return
        before = found[-1].position


def _row(sealed: Sealed, names: dict[str, str]) -> list[Any]:
    entry = sealed.entry
    said = [json.dumps(part, ensure_ascii=False, sort_keys=True) if part is not None else "" for part in (entry.before, entry.after)]
    who = names.get(entry.actor_id, entry.actor_kind)
    return [
        sealed.position,
        sealed.at.isoformat(),
        who,
        entry.actor_kind,
        entry.actor_id,
        entry.action,
        entry.object_kind,
        entry.object_id,
        *said,
        entry.ip,
        entry.request_id,
        sealed.hash,
    ]
