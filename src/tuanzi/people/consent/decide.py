"""A member gives or withdraws a consent."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.consent import documents, repository, rules
from tuanzi.people.consent.contracts import REQUIRED, Decision, Entry, EntryId, Kind, Origin
from tuanzi.people.consent.errors import RecipientUnknown
from tuanzi.people.consent.events import ConsentGiven, ConsentWithdrawn


async def decide(tx: Tx, member_id: MemberId, decisions: Sequence[Decision], origin: Origin, ip: str) -> list[Entry]:
    """Write down what is new among these decisions; a repeated one is not written again.

    Raises ``VersionUnknown``, ``VersionOld``, ``NotWithdrawable``, ``RecipientUnknown``; then nothing of them is written.
    """
    await repository.lock_member(tx, member_id)
    current, last = await tx.together(documents.current(tx), repository.last_entries(tx, member_id))
    known = {each.code for each in await repository.recipients(tx)} if any(each.recipient for each in decisions) else set()
    written: list[Entry] = []
    for decision in decisions:
        rules.check(decision, current[decision.kind])
        if decision.recipient and (decision.kind is not Kind.THIRD_PARTY or decision.recipient not in known):
            raise RecipientUnknown
        if rules.changes(decision, last.get((decision.kind, decision.recipient))):
            entry = Entry(EntryId.new(), member_id, decision, origin, ip, clock.now())
            last[decision.kind, decision.recipient] = entry
            written.append(entry)
    await repository.add_entries(tx, written)
    for entry in written:
        fact = ConsentGiven if entry.decision.is_given else ConsentWithdrawn
        facts.record(tx, fact(member_id, entry.decision.kind.value, entry.decision.version, entry.decision.recipient))
    await accounts.keep_wishes(
        tx, member_id, {each.decision.kind.value: each.decision.is_given for each in written if not each.decision.recipient}
    )
    return written


async def accept_required(tx: Tx, member_id: MemberId, origin: Origin, ip: str) -> None:
    """The member agreed to the present terms and privacy policy, by a box that was not ticked beforehand."""
    current = await documents.current(tx)
    await decide(tx, member_id, [Decision(kind, current[kind].version, is_given=True) for kind in REQUIRED], origin, ip)
