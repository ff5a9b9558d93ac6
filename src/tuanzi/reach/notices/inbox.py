"""A member's inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.reach.notices import repository
from tuanzi.reach.notices.contracts import KEEP, LinkKind, Message, MessageId
from tuanzi.reach.notices.errors import MessageNotFound
from tuanzi.reach.notices.rules import read
from tuanzi.trade.fulfilment import api as fulfilment
from tuanzi.trade.orders.contracts import OrderId

FORGET_MAX = 100_000


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """A message with its sentences."""

    message: Message
    title: str
    body: str


async def inbox(tx: Tx, member_id: MemberId, language: str, before: MessageId | None = None, limit: int = 20) -> list[ReadMessage]:
    """A member's messages in a language, newest first. A pickup code is fetched now: it is kept sealed, in one place only."""
    shown = []
    for message in await repository.list_of(tx, member_id, before, limit):
        extra: dict[str, str] = {}
        if message.kind == "order_ready_for_pickup" and message.link and message.link.kind is LinkKind.ORDER:
            pickup = await fulfilment.pickup_of(tx, OrderId.parse(message.link.id))
            extra["code"] = pickup.code if pickup else "—"
        title, body = read(message, language, extra)
        shown.append(ReadMessage(message, title, body))
    return shown


async def unread(tx: Tx, member_id: MemberId) -> int:
    """How many messages the member has not read."""
    return await repository.count_unread(tx, member_id)


async def mark_read(tx: Tx, member_id: MemberId, ids: Sequence[MessageId] | None = None) -> int:
    """The member has read these messages, or all; how many were new. Raises ``MessageNotFound`` if one is not the member's."""
    if ids is not None and await repository.count_own(tx, member_id, ids) != len(set(ids)):
        raise MessageNotFound
    return await repository.mark_read(tx, member_id, ids, clock.now())


async def forget(tx: Tx) -> int:
    """Forget the oldest messages past keeping, a bounded number at a time; how many."""
    return await repository.delete_before(tx, clock.now() - KEEP, FORGET_MAX)
