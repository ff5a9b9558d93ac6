"""The shopper's inbox."""

from __future__ import annotations

from datetime import datetime

from fastapi import Query, Response
from pydantic import Field

from tuanzi.kernel.http import Call, Page, Router, Wire, encode_cursor, member, read_cursor
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.reach.notices import api
from tuanzi.reach.notices.contracts import IDS_PER_CALL_MAX, LinkKind, MessageId
from tuanzi.reach.notices.errors import MessageNotFound

shop = Router(prefix="/messages", tags=["messages"])


class MessageLinkOut(Wire):
    """The page behind a message; ``id`` is empty for the wallet."""

    kind: LinkKind
    id: str


class MessageOut(Wire):
    """A message in the reader's language."""

    id: MessageId
    kind: str
    title: str
    body: str
    link: MessageLinkOut | None
    at: datetime
    read: bool


class UnreadOut(Wire):
    count: int


class ReadIn(Wire):
    """Which messages were read; all if ``ids`` is absent."""

    ids: list[MessageId] | None = Field(None, max_length=IDS_PER_CALL_MAX)


@shop.get("", access=member())
async def list_messages(call: Call, cursor: str | None = None, limit: int = Query(LIMIT_DEFAULT, ge=1, le=LIMIT_MAX)) -> Page[MessageOut]:
    """The member's messages, newest first."""
    key = read_cursor(cursor, MessageId.parse)
    before = key[0] if key else None
    shown = await api.inbox(call.tx, MemberId.of(call.member_id), call.language, before, limit)
    items = [
        MessageOut(
            id=each.message.id,
            kind=each.message.kind,
            title=each.title,
            body=each.body,
            link=MessageLinkOut(kind=each.message.link.kind, id=each.message.link.id) if each.message.link else None,
            at=each.message.at,
            read=each.message.read_at is not None,
        )
        for each in shown
    ]
    return Page(items=items, next=encode_cursor(str(items[-1].id)) if len(items) == limit else None)


@shop.get("/unread", access=member())
async def count_unread(call: Call) -> UnreadOut:
    """How many messages are unread (at most 999)."""
    return UnreadOut(count=await api.unread(call.tx, MemberId.of(call.member_id)))


@shop.post("/read", access=member(), status_code=204, errors=[MessageNotFound])
async def mark_read(call: Call, body: ReadIn) -> Response:
    """These messages, or all, were read."""
    await api.mark_read(call.tx, MemberId.of(call.member_id), body.ids)
    return Response(status_code=204)
