"""What a handler knows about the request it serves."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.errors import Unauthenticated
from tuanzi.kernel.http.access import Principal
from tuanzi.kernel.scope import NOTHING, Grants


class CallContext:
    """One request: its transaction, its caller, its language. ``scope`` is how far the endpoint's permission reaches for the caller."""

    __slots__ = ("db", "grants", "ip", "language", "principal", "request", "request_id", "scope", "tx", "visitor_id")

    def __init__(self, request: Request, db: Database, *, language: str, ip: str, request_id: str, visitor_id: str | None) -> None:
        self.request = request
        self.db = db
        self.tx: Tx = db.reader
        self.language = language
        self.ip = ip
        self.request_id = request_id
        self.visitor_id = visitor_id
        self.principal: Principal | None = None
        self.grants = Grants()
        self.scope = NOTHING

    @property
    def config(self) -> Any:
        """The configuration of this process."""
        return self.request.app.state.config

    @property
    def user_agent(self) -> str:
        """The client's own description, at most 300 characters."""
        return self.request.headers.get("user-agent", "")[:300]

    @property
    def member_id_or_none(self) -> UUID | None:
        """The signed-in member, if any."""
        return self.principal.id if self.principal and self.principal.kind == "member" else None

    @property
    def member_id(self) -> Any:
        """The signed-in member. Raises ``Unauthenticated``. Wrap as ``MemberId.of(call.member_id)``."""
        found = self.member_id_or_none
        if found is None:
            raise Unauthenticated
        return found

    @property
    def staff_id(self) -> Any:
        """The signed-in staff member. Raises ``Unauthenticated``."""
        if self.principal is None or self.principal.kind != "staff":
            raise Unauthenticated
        return self.principal.id

    @property
    def session_id(self) -> UUID:
        """The session of the access token. Raises ``Unauthenticated``."""
        if self.principal is None:
            raise Unauthenticated
        return self.principal.session_id


async def current(request: Request) -> CallContext:
    """The call of the request that is being served."""
    call: CallContext = request.state.call
    return call


Call = Annotated[CallContext, Depends(current)]
