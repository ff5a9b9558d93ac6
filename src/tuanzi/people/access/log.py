"""One audit entry of access."""

from __future__ import annotations

from typing import Any

from tuanzi.kernel.db import Tx
from tuanzi.people.access.contracts import Actor
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import ActorKind, Entry


def log(
    tx: Tx, actor: Actor, action: str, object_kind: str, object_id: object, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    """Who did this to which account or role; the command line acts as the system."""
    who = str(actor.staff_id) if actor.staff_id else "command line"
    kind: ActorKind = "staff" if actor.staff_id else "system"
    audit.record(tx, Entry(kind, who, action, object_kind, str(object_id), before, after, actor.ip, actor.request_id))
