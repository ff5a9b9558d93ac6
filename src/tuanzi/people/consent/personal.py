"""What consent keeps about a member: their decisions, for ever; their archives, for days."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Person
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.consent import documents, repository, rules
from tuanzi.people.consent.archives import expire_exports
from tuanzi.people.consent.contracts import REQUIRED, Decision, Kind
from tuanzi.people.consent.decide import decide


async def export(tx: Tx, member_id: UUID) -> list[dict[str, Any]]:
    """Every decision."""
    return [
        {
            "kind": entry.decision.kind.value,
            "version": entry.decision.version,
            "recipient": entry.decision.recipient,
            "is_given": entry.decision.is_given,
            "origin": entry.origin,
            "ip": entry.ip,
            "at": entry.at,
        }
        for entry in await repository.history(tx, MemberId.of(member_id))
    ]


async def erase(tx: Tx, person: Person) -> None:
    """Decisions stay as proof, without where they came from; archives are deleted."""
    member_id = MemberId.of(person.id)
    await repository.blank_origins(tx, member_id)
    await expire_exports(tx, member_id)


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """The stricter decision counts: what only one of both agreed to is withdrawn. Both histories stay."""
    old, new = MemberId.of(source), MemberId.of(target)
    theirs, mine = await repository.last_entries(tx, old), await repository.last_entries(tx, new)
    if not theirs:
        return
    current = await documents.current(tx)
    await repository.move_entries(tx, old, new)
    decisions = []
    for kind, recipient in sorted({*mine, *theirs}):
        agreed = rules.strict(mine.get((kind, recipient)), theirs.get((kind, recipient)))
        if kind in REQUIRED or agreed is not False:
            continue
        decisions.append(Decision(Kind(kind), current[kind].version, is_given=False, recipient=recipient))
    await decide(tx, new, decisions, "merge", "")
    last = await repository.last_entries(tx, new)
    await accounts.keep_wishes(tx, new, {kind.value: entry.decision.is_given for (kind, recipient), entry in last.items() if not recipient})


personal.bring("consent", export=export, erase=erase, merge=merge)
