"""One account takes over another: its phone, e-mail, password and profile. Everything else follows by each domain's own part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.kernel.i18n import text
from tuanzi.people.accounts import repository_life as life
from tuanzi.people.accounts.contracts import Keep, MemberId
from tuanzi.people.accounts.errors import AccountGone, MemberNotFound, MergeChoiceMissing, MergeWithItself
from tuanzi.people.accounts.events import MembersMerged

CONTACTS = ("phone", "email")
PROFILE = ("avatar_key", "birthday", "region", "password_hash", "adviser_id")


async def take_over(tx: Tx, source: MemberId, target: MemberId, keep: Keep | None) -> bool:
    """Give what ``source`` is known by to ``target`` and end it; False if that was done before.

    What only one has stays with ``target``; what both have is kept as ``keep`` says. Holds both accounts until the end of the
    transaction, so nothing new arrives at either meanwhile. Raises ``MergeWithItself``, ``MemberNotFound``, ``AccountGone`` and, when
    both have a phone or an e-mail and ``keep`` is None, ``MergeChoiceMissing``.
    """
    if source == target:
        raise MergeWithItself
    rows = await life.lock(tx, [source, target])
    if source not in rows or target not in rows:
        raise MemberNotFound
    old, new = rows[source], rows[target]
    if old["gone_at"] is not None and old["merged_into"] == target:
        return False
    if old["gone_at"] is not None or new["gone_at"] is not None:
        raise AccountGone
    both = [name for name in CONTACTS if old[f"{name}_index"] and new[f"{name}_index"]]
    if both and keep is None:
        raise MergeChoiceMissing(both=both)
    now = clock.now()
    # Given up first: a phone stands in the table once.
    await life.blank(tx, source, text("accounts.erased_nickname", new["locale"], {}), now)
    await life.set_columns(tx, source, {"merged_into": target})
    await life.set_columns(tx, target, _taken(old, new, keep))
    facts.record(tx, MembersMerged(target, source))
    return True


def _taken(old: Mapping[str, Any], new: Mapping[str, Any], keep: Keep | None) -> dict[str, Any]:
    fields: dict[str, Any] = {"level": max(old["level"], new["level"]), "created_at": min(old["created_at"], new["created_at"])}
    for name in CONTACTS:
        if old[f"{name}_index"] and (keep == "theirs" or not new[f"{name}_index"]):
            fields |= {f"{name}_sealed": old[f"{name}_sealed"], f"{name}_index": old[f"{name}_index"]}
    fields |= {name: old[name] for name in PROFILE if old[name] is not None and new[name] is None}
    if new["gender"] == "unknown":
        fields["gender"] = old["gender"]
    return fields | {
        "attributes": {**old["attributes"], **new["attributes"]},
        "last_seen_at": max(old["last_seen_at"], new["last_seen_at"]),
    }
