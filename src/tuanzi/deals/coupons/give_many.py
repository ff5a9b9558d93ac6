"""Staff give coupons to many members: a list of ids or phone numbers, one by one in the background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuanzi.deals.coupons import repository
from tuanzi.deals.coupons.claim import give
from tuanzi.deals.coupons.contracts import Channel, TemplateId
from tuanzi.deals.coupons.errors import TemplateNotFound
from tuanzi.kernel import errands
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errands import Errand
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import MemberNotFound, PhoneInvalid


@dataclass(frozen=True, slots=True)
class Giving:
    """Which template to give."""

    template_id: TemplateId


@dataclass(frozen=True, slots=True)
class Receiver:
    """To whom: an id or a phone number, and what they are called in the list of failures."""

    name: str


def receivers(lines: Sequence[str]) -> list[Receiver]:
    """Lines of a list, each once, without empty ones."""
    return [Receiver(line) for line in dict.fromkeys(text.strip() for text in lines) if line]


@errands.each("coupons.errand_give")
async def give_many(tx: Tx, on: Errand, giving: Giving, receiver: Receiver) -> str:
    """Give one, once per list. Raises ``MemberNotFound`` and what ``give`` raises."""
    template = await repository.template(tx, giving.template_id)
    if template is None:
        raise TemplateNotFound
    member_id = await _who(tx, receiver.name)
    await give(tx, member_id, template, Channel.STAFF, f"staff:{on.id}:{member_id}")
    return "given"


async def _who(tx: Tx, said: str) -> MemberId:
    try:
        return MemberId.parse(said)
    except ValueError:
        pass
    try:
        found = await accounts.find_by_phone(tx, accounts.normal_phone(said))
    except PhoneInvalid:
        found = None
    if found is None:
        raise MemberNotFound
    return found
