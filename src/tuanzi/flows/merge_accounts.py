"""Two accounts of one person become one: identities, orders, money, seats, messages and consents move, and nothing is lost.

One transaction holds both members first and then goes through the parts of every domain, so a checkout, a payment or a team of
either account is wholly before it or wholly after it.
"""

from __future__ import annotations

from uuid import UUID

from tuanzi.kernel import personal
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Keep, MemberId, Proof
from tuanzi.people.accounts.errors import MemberNotFound
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry


async def merge_accounts(tx: Tx, source: MemberId, target: MemberId, keep: Keep | None, entry: Entry) -> None:
    """Give everything of ``source`` to ``target`` and end ``source``; a merge that is repeated changes nothing.

    Raises ``MergeWithItself``, ``MemberNotFound``, ``AccountGone``, ``MergeChoiceMissing``, and what a domain has against it
    (``groupbuy.TeamShared``).
    """
    if not await accounts.take_over(tx, source, target, keep):
        return
    await personal.merge_all(tx, UUID(int=source.int), UUID(int=target.int))
    audit.record(tx, entry)
    tx.after_commit(lambda: accounts.refuse(source))


async def merge_into_mine(db: Database, target: MemberId, proof: Proof, keep: Keep | None, entry: Entry) -> None:
    """By the member, who has just proved that the other account is theirs too. Raises as ``merge_accounts``, and ``CodeExpired``.

    A refusal leaves the proof unused, so that it can be tried again with an answer to what was asked.
    """
    async with db.transaction() as tx:
        source = await accounts.use_proof(tx, proof)
        if source is None:
            raise MemberNotFound
        await merge_accounts(tx, source, target, keep, entry)
