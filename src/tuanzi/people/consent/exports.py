"""Archives of a member's data: asked for, made in the background, kept for a week, fetched by a signed link."""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from tuanzi.kernel import clock, crypto, jobs, ports
from tuanzi.kernel.db import Tx
from tuanzi.kernel.storage import Blob, Store
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.consent import repository
from tuanzi.people.consent.contracts import EXPORTS_PER_DAY_MAX, LINK_TTL_S, DataExport, ExportId
from tuanzi.people.consent.errors import ExportExpired, ExportNotFound, ExportNotReady, LinkRefused, TooManyExports
from tuanzi.people.consent.jobs import make_archive

LINK = "consent.export_link"
LISTED_MAX = 20


async def ask_export(tx: Tx, member_id: MemberId, staff_id: UUID | None = None) -> DataExport:
    """Have an archive made. Raises ``TooManyExports``."""
    export = DataExport(ExportId.new(), member_id, staff_id, "waiting", None, None, clock.now(), None, None)
    await repository.lock_member(tx, member_id)
    if not await repository.add_export(tx, export, clock.now() - timedelta(days=1), EXPORTS_PER_DAY_MAX):
        raise TooManyExports(most=EXPORTS_PER_DAY_MAX, retry_after_s=3600)
    jobs.enqueue(tx, make_archive(export.id))
    return export


async def exports(tx: Tx, member_id: MemberId) -> list[DataExport]:
    """A member's archives, newest first."""
    return await repository.exports_of(tx, member_id, LISTED_MAX)


async def export_for(tx: Tx, member_id: MemberId, export_id: ExportId) -> DataExport:
    """One of a member's archives. Raises ``ExportNotFound``."""
    found = await repository.export(tx, export_id)
    if found is None or found.member_id != member_id:
        raise ExportNotFound
    return found


def link_of(export: DataExport) -> str:
    """The part of a link that proves we gave it: until when, and a signature. Raises ``ExportNotReady`` and ``ExportExpired``."""
    _refuse_unready(export)
    until = int(clock.now().timestamp()) + LINK_TTL_S
    return f"{until}.{_sign(crypto.ring().keys_for(LINK)[0], export.id, until)}"


async def fetch(tx: Tx, export_id: ExportId, token: str) -> Blob:
    """The archive behind a link. Raises ``LinkRefused``, ``ExportNotFound`` and ``ExportExpired``."""
    until, _, signature = token.partition(".")
    if not until.isascii() or not until.isdigit() or len(until) > 12:  # noqa: PLR2004 - seconds since 1970
        raise LinkRefused(permission=LINK)
    made = [_sign(key, export_id, int(until)) for key in crypto.ring().keys_for(LINK)]
    if not any(hmac.compare_digest(each, signature) for each in made) or int(until) < clock.now().timestamp():
        raise LinkRefused(permission=LINK)
    export = await repository.export(tx, export_id)
    if export is None:
        raise ExportNotFound
    _refuse_unready(export)
    store: Store = ports.get(Store)
    return await store.get(export.file_key or "")


def _refuse_unready(export: DataExport) -> None:
    if export.state == "expired" or (export.expires_at is not None and export.expires_at <= clock.now()):
        raise ExportExpired
    if export.state != "ready":
        raise ExportNotReady


def _sign(key: bytes, export_id: ExportId, until: int) -> str:
    return hmac.digest(key, export_id.bytes + until.to_bytes(8, "big"), sha256).hex()
