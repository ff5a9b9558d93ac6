"""Endpoints of the plain shape, called without what the framework prepares for the others.

Most endpoints take the call, parts of their path and one body, and answer with one model. For those the framework's walk through
dependencies, exit stacks and content types is a third of what a request costs above its own work. Reading and writing are done by
the framework's own fields, so that nothing else can be read or written here; whatever does not read well at once goes the
framework's way, which says what is wrong.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from tuanzi.kernel.errors import BadInput
from tuanzi.kernel.http import problems
from tuanzi.kernel.http.call import current

Handler = Callable[[Request], Awaitable[Response]]
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Plain:
    """What a plain endpoint takes and gives."""

    endpoint: Callable[..., Awaitable[Any]]
    call: str
    path: tuple[tuple[str, Any], ...]
    body: Any
    answer: Any
    status: int

    async def arguments(self, request: Request) -> dict[str, Any] | None:
        """The arguments; None if some cannot be read."""
        arguments: dict[str, Any] = {self.call: request.state.call}
        for name, field in self.path:
            value, errors = field.validate(request.path_params[name], arguments, loc=("path", name))
            if errors:
                return None
            arguments[field.name] = value
        if self.body is not None:
            if request.headers.get("content-type") != JSON:
                return None
            try:
                given = await request.json()
            except (orjson.JSONDecodeError, BadInput):
                return None
            value, errors = self.body.validate(given, {}, loc=("body",))
            if errors:
                return None
            arguments[self.body.name] = value
        return arguments

    def write(self, result: Any) -> Response:
        """The answer on the wire."""
        if isinstance(result, Response):
            return result
        value, errors = self.answer.validate(result, {}, loc=("response",))
        if errors:
            raise TypeError(f"{self.endpoint.__name__} answered what it does not promise: {errors[:3]}")
        return Response(self.answer.serialize_json(value), self.status, media_type=JSON)


def plain(route: APIRoute) -> Plain | None:
    """What the route's endpoint takes and gives, if it is a plain one."""
    needs, body = route.dependant, route.body_field
    extras = (needs.query_params, needs.header_params, needs.cookie_params, needs.request_param_name, needs.response_param_name)
    more = (needs.background_tasks_param_name, needs.security_scopes_param_name, needs.http_connection_param_name, route.dependencies)
    is_plain = (
        not any(extras)
        and not any(more)
        and [each.call for each in needs.dependencies] == [current]
        and (body is None or (len(needs.body_params) == 1 and body.field_info is needs.body_params[0].field_info))
        and not route._embed_body_fields  # noqa: SLF001 - whether the body is the model or a table of models is said nowhere else
        and route.response_field is not None
        and iscoroutinefunction(route.endpoint)
        and not (route.response_model_include or route.response_model_exclude or route.response_model_exclude_unset)
        and not (route.response_model_exclude_defaults or route.response_model_exclude_none)
    )
    if not is_plain:
        return None
    path = tuple((field.alias, field) for field in needs.path_params)
    return Plain(route.endpoint, str(needs.dependencies[0].name), path, body, route.response_field, route.status_code or 200)


def handler(shape: Plain | None, usual: Handler) -> Handler:
    """What answers a request: directly if the endpoint is a plain one, else as usual."""
    if shape is None:
        return usual

    async def direct(request: Request) -> Response:
        arguments = await shape.arguments(request)
        if arguments is None:
            async with AsyncExitStack() as files, AsyncExitStack() as inner, AsyncExitStack() as function:
                request.scope["fastapi_middleware_astack"] = files
                request.scope["fastapi_inner_astack"], request.scope["fastapi_function_astack"] = inner, function
                return await usual(request)
        return shape.write(await shape.endpoint(**arguments))

    return direct


def application(answer: Handler) -> ASGIApp:
    """A plain endpoint for the server: every failure is a problem."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            response = await answer(request)
        except Exception as error:  # noqa: BLE001 - told as every failure is
            response = await problems.answer(request, error)
        await response(scope, receive, send)

    return app
