"""A router whose endpoints must say who may call them, and whose requests are transactions."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from tuanzi.kernel.db import Database, is_repeatable
from tuanzi.kernel.errors import AppError, BadInput, Forbidden, KeyMissing, KeyReused, ScopeTooNarrow, TooLarge, Unauthenticated
from tuanzi.kernel.http import direct, idempotency
from tuanzi.kernel.http.access import Access, Authenticator, Guard
from tuanzi.kernel.http.call import CallContext
from tuanzi.kernel.http.intake import UnkeepableText, take_in
from tuanzi.kernel.http.limits import Rate, RateLimited
from tuanzi.kernel.http.problems import Problem
from tuanzi.kernel.i18n import negotiate

ATTEMPTS = 3
VISITOR = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What the edge needs to know about a route."""

    access: Access
    idempotent: bool
    rate: Rate | None
    writes: bool


class Route(APIRoute):
    """Authenticates, opens the transaction, replays or stores idempotent answers, commits."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        if self._shape:
            self.app = direct.application(self.get_route_handler())

    @cached_property
    def _shape(self) -> direct.Plain | None:
        return direct.plain(self)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, with the place where the framework keeps uploaded files unless nothing of it is needed."""
        if self._shape:
            await super().handle(scope, receive, send)
            return
        async with AsyncExitStack() as files:
            scope["fastapi_middleware_astack"] = files
            await super().handle(scope, receive, send)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = direct.handler(self._shape, super().get_route_handler())
        endpoint: Endpoint | None = getattr(self.endpoint, "__access__", None)
        if endpoint is None:
            raise TypeError(f"{self.path} does not say who may call it")

        async def handle(received: Request) -> Response:
            request = take_in(received)
            call = _call(request)
            _authenticate(call, endpoint)
            if endpoint.rate:
                who = str(call.principal.id) if call.principal else call.ip
                request.app.state.limiter.check(endpoint.rate, who)
            if not endpoint.writes:
                if request.method not in SAFE and endpoint.access.kind != "anyone":
                    await _require_living(call, endpoint)
                await _authorise(call, endpoint)
                return await inner(request)
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return await _in_transaction(request, call, endpoint, inner)
                except Exception as error:
                    if attempt == ATTEMPTS or not is_repeatable(error):
                        raise
            raise AssertionError("unreachable")

        return handle


def _call(request: Request) -> CallContext:
    visitor = request.headers.get("x-visitor")
    db: Database = request.app.state.db
    call = CallContext(
        request,
        db,
        language=negotiate(request.headers.get("accept-language")),
        ip=request.client.host if request.client else "",
        request_id=getattr(request.state, "request_id", ""),
        visitor_id=visitor if visitor and VISITOR.match(visitor) else None,
    )
    request.state.call = call
    return call


def _authenticate(call: CallContext, endpoint: Endpoint) -> None:
    header = call.request.headers.get("authorization", "")
    kind = endpoint.access.kind
    if kind == "outside":
        return
    if header.startswith("Bearer "):
        authenticator: Authenticator = call.request.app.state.authenticator
        try:
            call.principal = authenticator.principal(header[7:])
        except Unauthenticated:
            if kind != "anyone":
                raise
    wanted = {"member": "member", "staff": "staff", "staff_self": "staff"}.get(kind)
    if wanted is None:
        return
    if call.principal is None:
        raise Unauthenticated
    if call.principal.kind != wanted:
        raise Forbidden(permission=endpoint.access.permission or kind)


async def _require_living(call: CallContext, endpoint: Endpoint) -> None:
    """A session that was ended writes nothing more, although its access token lives on for minutes. Reads believe the token.

    Where anyone may call, such a caller is anybody; a permission asks after the session itself.
    """
    authenticator: Authenticator = call.request.app.state.authenticator
    if call.principal is None or endpoint.access.kind == "staff" or await authenticator.is_living(call.tx, call.principal):
        return
    if endpoint.access.kind != "anyone":
        raise Unauthenticated
    call.principal = None


async def _admit(call: CallContext, endpoint: Endpoint) -> None:
    await _require_living(call, endpoint)
    await _authorise(call, endpoint)


async def _authorise(call: CallContext, endpoint: Endpoint) -> None:
    if endpoint.access.kind != "staff" or call.principal is None:
        return
    if call.principal.stage != "ready":
        raise Forbidden(permission=endpoint.access.permission, stage=call.principal.stage)
    authenticator: Authenticator = call.request.app.state.authenticator
    permission, reach = endpoint.access.permission, endpoint.access.reach
    call.grants = await authenticator.grants(call.tx, call.principal)
    if permission not in call.grants:
        raise Forbidden(permission=permission)
    call.scope = call.grants.scope(permission)
    if call.scope.is_whole or reach == "common":
        return
    if reach == "whole":
        raise ScopeTooNarrow(permission=permission)
    guards: Mapping[str, Guard] = call.request.app.state.guards
    for name, value in call.request.path_params.items():
        if name in guards:
            await guards[name](call.tx, call.scope, str(value))


async def _in_transaction(
    request: Request, call: CallContext, endpoint: Endpoint, inner: Callable[[Request], Awaitable[Response]]
) -> Response:
    async with call.db.transaction() as tx:
        call.tx = tx
        if not endpoint.idempotent:
            await _admit(call, endpoint)
            return await inner(request)
        assert call.principal, "only who is signed in has keys"
        scope = str(call.principal.id)
        key = request.headers.get("idempotency-key")
        digest = idempotency.request_hash(request.method, request.url.path, await request.body())
        _, replay = await tx.together(_admit(call, endpoint), idempotency.begin(tx, scope, key, digest))
        if replay is not None:
            return replay
        response = await inner(request)
        idempotency.finish(tx, scope, key or "", response)
        return response


class Router(APIRouter):
    """``@router.post("/orders", access=member(), idempotent=True, errors=[SoldOut])``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Route, **options)

    def _endpoint(
        self,
        method: str,
        path: str,
        *,
        access: Access,
        errors: Sequence[type[AppError]] = (),
        idempotent: bool = False,
        rate: Rate | None = None,
        writes: bool | None = None,
        **options: Any,
    ) -> Callable[[Any], Any]:
        if idempotent and access.kind in {"anyone", "outside"}:
            raise TypeError(f"{path} cannot tell one caller's keys from another's")
        spec = Endpoint(access, idempotent, rate, method not in SAFE if writes is None else writes)
        listed: list[type[AppError]] = [BadInput, UnkeepableText, *errors]
        if method not in {*SAFE, "DELETE"}:
            listed.append(TooLarge)
        if rate:
            listed.append(RateLimited)
        if access.kind in {"member", "staff", "staff_self"}:
            listed.append(Unauthenticated)
        if access.kind in {"staff", "staff_self"}:
            listed.append(Forbidden)
        if access.kind == "staff" and access.reach == "whole":
            listed.append(ScopeTooNarrow)
        if idempotent:
            listed += [KeyMissing, KeyReused]
        extra: dict[str, Any] = {"x-access": access.permission or access.kind}
        if access.kind == "staff":
            extra["x-reach"] = access.reach
        if idempotent:
            extra["parameters"] = [
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": True,
                    "schema": {"type": "string", "minLength": 8, "maxLength": 128},
                }
            ]
        responses = _responses(listed) | options.pop("responses", {})
        register = super().api_route(path, methods=[method], responses=responses, openapi_extra=extra, **options)

        def mark(function: Any) -> Any:
            function.__access__ = spec
            return register(function)

        return mark

    def get(self, path: str, *, access: Access, **options: Any) -> Callable[[Any], Any]:  # type: ignore[override]
        """A read, outside any transaction."""
        return self._endpoint("GET", path, access=access, **options)

    def post(self, path: str, *, access: Access, **options: Any) -> Callable[[Any], Any]:  # type: ignore[override]
        """A write in one transaction (``writes=False`` for a pure computation)."""
        return self._endpoint("POST", path, access=access, **options)

    def put(self, path: str, *, access: Access, **options: Any) -> Callable[[Any], Any]:  # type: ignore[override]
        """A replacing write."""
        return self._endpoint("PUT", path, access=access, **options)

    def patch(self, path: str, *, access: Access, **options: Any) -> Callable[[Any], Any]:  # type: ignore[override]
        """A changing write."""
        return self._endpoint("PATCH", path, access=access, **options)

    def delete(self, path: str, *, access: Access, **options: Any) -> Callable[[Any], Any]:  # type: ignore[override]
        """A removing write."""
        return self._endpoint("DELETE", path, access=access, **options)


def _responses(errors: Sequence[type[AppError]]) -> dict[int | str, dict[str, Any]]:
    by_status: dict[int, list[str]] = {}
    for error in errors:
        codes = by_status.setdefault(error.status, [])
        if error.code not in codes:
            codes.append(error.code)
    return {
        status: {"model": Problem, "description": "Problem: " + ", ".join(codes), "content": {"application/problem+json": {}}}
        for status, codes in sorted(by_status.items())
    }
