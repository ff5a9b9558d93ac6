"""Failures are part of the interface: a stable code, a status, fields, and a sentence in the user's language.

A domain subclasses one of the families below, sets ``code`` and annotates its fields; the sentences stand in the
domain's ``messages.toml`` under the same code, in every language. On the wire: problem+json, RFC 9457.
"""

from __future__ import annotations

from typing import Any, ClassVar


class AppError(Exception):
    """The root. Keyword arguments become ``fields`` of the problem; values must be plain or have a wire form."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "kernel.failure"
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, **fields: Any) -> None:
        super().__init__(self.code, fields)
        self.fields = fields

    def __str__(self) -> str:
        return f"{self.code} {self.fields}" if self.fields else self.code


class BadInput(AppError):
    """422: the request itself is malformed. ``errors`` may list {path, code, message} per place."""

    status = 422
    code = "kernel.bad_input"


class Unauthenticated(AppError):
    """401: nobody is signed in, or the token is no longer good."""

    status = 401
    code = "kernel.unauthenticated"


class Forbidden(AppError):
    """403: signed in, and not allowed. ``permission`` names what is missing."""

    status = 403
    code = "kernel.forbidden"


class ScopeTooNarrow(Forbidden):
    """403: holds ``permission``, but only over some members or places, and this touches everything."""

    code = "kernel.scope_too_narrow"


class NotFound(AppError):
    """404: there is no such thing, or it is somebody else's (we do not tell which)."""

    status = 404
    code = "kernel.not_found"


class Conflict(AppError):
    """409: the state of the world forbids it now: sold out, already paid, a changed price."""

    status = 409
    code = "kernel.conflict"


class Gone(AppError):
    """410: it was there and has ended for good."""

    status = 410
    code = "kernel.gone"


class TooLarge(AppError):
    """413: more bytes than we take."""

    status = 413
    code = "kernel.too_large"


class TooMany(AppError):
    """429: slow down. ``retry_after_s`` is sent as Retry-After too."""

    status = 429
    code = "kernel.too_many"


class Unavailable(AppError):
    """503: expected trouble of the surroundings (time-out, lock not available, provider down). Counted, retried, never pages."""

    status = 503
    code = "kernel.unavailable"
    headers = {"Retry-After": "1"}


class KeyReused(BadInput):
    """The Idempotency-Key was used before with another request body."""

    code = "idempotency.key_reused"


class KeyMissing(BadInput):
    """This call moves money, stock or seats and must carry an Idempotency-Key header of 8 to 128 characters."""

    code = "idempotency.key_missing"
