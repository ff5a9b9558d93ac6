"""How a member's consents stand, and whom one may treat as having agreed."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.consent import documents, repository, rules
from tuanzi.people.consent.contracts import Entry, Kind, Standing


async def standing(tx: Tx, member_id: MemberId) -> list[Standing]:
    """How each question stands for a member."""
    current, last = await tx.together(documents.current(tx), repository.last_entries(tx, member_id))
    return rules.standing(current, last)


async def history(tx: Tx, member_id: MemberId) -> list[Entry]:
    """Every decision of a member, newest first."""
    return await repository.history(tx, member_id)


async def recipients_of(tx: Tx, member_id: MemberId) -> set[str]:
    """The recipients that a member agreed to, one by one."""
    last = await repository.last_entries(tx, member_id)
    return {recipient for (kind, recipient), entry in last.items() if kind is Kind.THIRD_PARTY and recipient and entry.decision.is_given}


async def allowing(tx: Tx, member_ids: Sequence[MemberId], kind: Kind) -> set[MemberId]:
    """Those who agreed and did not take it back."""
    decided = await repository.decided(tx, member_ids, kind) if member_ids else {}
    return {member_id for member_id, is_given in decided.items() if is_given}


async def refusing(tx: Tx, member_ids: Sequence[MemberId], kind: Kind) -> set[MemberId]:
    """Those who said no; who was never asked is not among them."""
    decided = await repository.decided(tx, member_ids, kind) if member_ids else {}
    return {member_id for member_id, is_given in decided.items() if not is_given}


async def may_pass(tx: Tx, member_id: MemberId, recipient: str) -> bool:
    """Whether data may go to a recipient: the general consent and the one for this recipient are both in force."""
    last = await repository.last_entries(tx, member_id)
    both = (last.get((Kind.THIRD_PARTY, "")), last.get((Kind.THIRD_PARTY, recipient)))
    return bool(recipient) and all(entry is not None and entry.decision.is_given for entry in both)
