"""How an entry becomes a hash. Changing a byte of this changes every chain: it is a format, not a detail."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from tuanzi.trust.audit.contracts import Entry


def digest(previous: bytes, position: int, at: datetime, entry: Entry) -> bytes:
    """SHA-256 over the previous hash and the entry as canonical JSON: sorted keys, no spaces, UTF-8, time in microseconds."""
    return hashlib.sha256(previous + canonical(position, at, entry)).digest()


def canonical(position: int, at: datetime, entry: Entry) -> bytes:
    """The one way to write an entry down. ``before``/``after`` must already be plain JSON."""
    fields: dict[str, Any] = {
        "position": position,
        "at": at.isoformat(timespec="microseconds"),
        "actor_kind": entry.actor_kind,
        "actor_id": entry.actor_id,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "before": entry.before,
        "after": entry.after,
        "ip": entry.ip,
        "request_id": entry.request_id,
    }
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
