"""The console's outbox page; mounted in sandboxes only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query

from tuanzi.adapters.sms import api
from tuanzi.kernel.http import Call, Page, Router, Wire, decode_cursor, encode_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor

console = Router(prefix="/sandbox/sms", tags=["sandbox"])


class SmsOut(Wire):
    """A message that would have been sent."""

    id: UUID
    template: str
    phone: str
    text: str
    sent_at: datetime


@console.get("", access=staff("sms.read"), errors=[BadCursor])
async def index(call: Call, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT) -> Page[SmsOut]:
    """The outbox, newest first: how a demo reads its sign-in codes."""
    key = decode_cursor(cursor, 1)
    try:
        before = UUID(key[0]) if key else None
    except (ValueError, AttributeError, TypeError) as error:
        raise BadCursor from error
    found = await api.newest(call.tx, before, limit + 1)
    following = encode_cursor(str(found[limit - 1].id)) if len(found) > limit else None
    return Page(items=[SmsOut.model_validate(each, from_attributes=True) for each in found[:limit]], next=following)
