"""problem+json (RFC 9457) for every failure, in the user's language."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tuanzi.kernel import codec
from tuanzi.kernel.db import is_transient
from tuanzi.kernel.errors import AppError, BadInput, NotFound, TooLarge, TooMany, Unauthenticated, Unavailable
from tuanzi.kernel.i18n import negotiate, text

log = logging.getLogger(__name__)


class FieldError(BaseModel):
    """What is wrong with one place of the input."""

    path: str = Field(examples=["lines.0.quantity"])
    code: str
    message: str


class Problem(BaseModel):
    """A failure as every endpoint tells it. Branch on ``code``; show ``detail``."""

    type: str = Field(examples=["/problems/groupbuy.team_full"])
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldError] | None = None
    model_config = {"extra": "allow"}


def render(error: AppError, language: str, request_id: str) -> Response:
    """The response for a failure."""
    fields = {key: codec.dump(type(value), value) for key, value in error.fields.items()}
    detail = text(error.code, language, error.fields)
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": text(f"kernel.status_{error.status}", language),
        "status": error.status,
        "detail": detail,
        "code": error.code,
        "request_id": request_id,
        **fields,
    }
    headers = {"Content-Language": language, "Cache-Control": "no-store", **error.headers}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = error.allow
    if isinstance(error, TooMany) and "retry_after_s" in error.fields:
        headers["Retry-After"] = str(error.fields["retry_after_s"])
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return Response(orjson.dumps(body, default=str), error.status, headers, "application/problem+json")


def _validation(error: RequestValidationError, language: str) -> BadInput:
    errors = []
    for item in error.errors()[:50]:
        path = ".".join(str(part) for part in item["loc"] if part != "body")
        code = f"input.{item['type']}"
        message = text(code, language, item.get("ctx") or {})
        errors.append({"path": path, "code": code, "message": item["msg"] if message == code else message})
    return BadInput(errors=errors)


def _of(error: Exception, language: str) -> AppError:
    if isinstance(error, AppError):
        return error
    if isinstance(error, RequestValidationError):
        return _validation(error, language)
    if isinstance(error, HTTPException):
        if isinstance(error.__cause__, AppError):
            return error.__cause__
        if error.status_code == MethodNotAllowed.status:
            return MethodNotAllowed((error.headers or {}).get("Allow", ""))
        known = {404: NotFound, 400: BadInput, 413: TooLarge}
        return known.get(error.status_code, BadInput)()
    if is_transient(error):
        log.warning("expected trouble: %r", error)
        return Unavailable()
    log.error("unexpected failure", exc_info=error)
    return AppError()


class MethodNotAllowed(AppError):
    """405: the resource does not do that."""

    status = 405
    code = "kernel.method_not_allowed"

    def __init__(self, allow: str) -> None:
        super().__init__()
        self.allow = allow


async def answer(request: Request, error: Exception) -> Response:
    """The exception handler of the applications."""
    language = negotiate(request.headers.get("accept-language"))
    return render(_of(error, language), language, getattr(request.state, "request_id", ""))


HANDLERS: tuple[dict[Any, Any], dict[int, Any]] = ({Exception: answer}, {})
"""For a request that goes past an application's own middleware: handlers by kind of error and by status."""


def install(app: FastAPI) -> None:
    """Make every failure of ``app`` a problem."""
    for kind in (AppError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer)
