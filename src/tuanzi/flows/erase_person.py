"""An account is given up for good: by its member, or by the house for them.

PIPL art. 47: personal information is deleted when consent is withdrawn or the purpose is over; what a law wants kept longer is kept
and used for nothing else (E-Commerce Law art. 31: goods and payments three years). So orders, payments and the ledger stay with an id
that leads to nobody, and everything by which the person could be known goes at once, in one transaction over all domains.
"""

from __future__ import annotations

from uuid import UUID

from tuanzi.flows.errors import NotErasableYet
from tuanzi.kernel import personal
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.i18n import text
from tuanzi.kernel.personal import Obstacle
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId, Proof
from tuanzi.people.accounts.errors import NotYours
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry


async def obstacles(tx: Tx, member_id: MemberId) -> list[Obstacle]:
    """What must be settled first: orders under way, refunds, money. Empty: the account can go."""
    return await personal.obstacles(tx, UUID(int=member_id.int))


def in_words(found: list[Obstacle], language: str) -> list[dict[str, str]]:
    """Each with its code and a sentence that says what to do."""
    return [{"code": each.code, "message": text(each.code, language, each.fields)} for each in found]


async def erase_person(tx: Tx, member_id: MemberId, language: str, entry: Entry) -> None:
    """Forget a member everywhere, sign every device out, and write down who had it done.

    Files go by jobs after the commit. Raises ``MemberNotFound``, ``AccountGone``, and ``NotErasableYet`` with everything that stands
    against it.
    """
    await accounts.hold_for_erasing(tx, member_id)
    found = await obstacles(tx, member_id)
    if found:
        raise NotErasableYet(obstacles=in_words(found, language))
    person = await accounts.person(tx, member_id)
    await personal.erase_all(tx, person)
    audit.record(tx, entry)
    tx.after_commit(lambda: accounts.refuse(member_id))


async def erase_oneself(db: Database, member_id: MemberId, proof: Proof, language: str, entry: Entry) -> None:
    """By the member, who has just proved once more that it is they. Raises as ``erase_person``, and ``NotYours`` for a proof of
    another account, ``CodeExpired`` for one that was used.
    """
    async with db.transaction() as tx:
        if await accounts.use_proof(tx, proof) != member_id:
            raise NotYours
        await erase_person(tx, member_id, language, entry)
