"""The log: JSON lines for machines, a coloured console for people; structlog and the standard library through one door."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from datetime import UTC
from typing import TextIO

import orjson
import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

from tuanzi.kernel import clock
from tuanzi.kernel.config import Config

QUIET = ("asyncio", "botocore", "boto3", "urllib3", "httpx", "httpcore", "PIL")
"""Libraries that talk at the level "info" or below about what is not our business; their warnings are heard."""

TRACEBACKS = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False, max_frames=25))
"""Frames without the values of their variables: those hold phone numbers and keys."""

_request: ContextVar[str] = ContextVar("tuanzi_request", default="")


def bind_request(request_id: str) -> None:
    """From here on, in this task and those it starts, log lines carry ``request_id``."""
    _request.set(request_id)


def current_request() -> str:
    """The id of the request being served; empty outside of one."""
    return _request.get()


class Requests:
    """One line per finished request, written without the detour of a logger: it must cost microseconds.

    The handler writes as fast as the log of everything else, to the same stream; ``stream`` is None until logging is set up.
    """

    stream: TextIO | None = None
    json = False

    @classmethod
    def write(cls, method: str, path: str, status: int, seconds: float) -> None:
        """Log the request if requests are logged at all."""
        if cls.stream is None:
            return
        now = clock.real_now()
        milliseconds = round(seconds * 1000, 2)
        if cls.json:
            line = orjson.dumps(
                {
                    "event": "request",
                    "level": "info",
                    "timestamp": now.isoformat().replace("+00:00", "Z"),
                    "request_id": _request.get(),
                    "method": method,
                    "path": path,
                    "status": status,
                    "ms": milliseconds,
                }
            ).decode()
        else:
            line = f"{now:%H:%M:%S} {status} {method:<6} {path} {milliseconds} ms"
        cls.stream.write(line + "\n")


def setup_logging(config: Config, stream: TextIO | None = None) -> None:
    """Point every logger of this process at ``stream`` (standard error). May be called again, e.g. by tests."""
    out = stream or sys.stderr
    json = config.log_json if config.log_json is not None else not out.isatty()
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.contextvars.merge_contextvars,
        _add_request,
        _add_time,
    ]
    last: list[Processor] = (
        [TRACEBACKS, structlog.processors.JSONRenderer(_dumps)]
        if json
        else [structlog.dev.ConsoleRenderer(colors=out.isatty(), exception_formatter=structlog.dev.plain_traceback)]
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(config.log_level.upper())
    hush()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    Requests.stream = out if config.log_requests and root.isEnabledFor(logging.INFO) else None
    Requests.json = json


def hush() -> None:
    """Let libraries speak of what is our business only."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_ours)


def _is_ours(record: logging.LogRecord) -> bool:
    """The server writes a traceback about a client whose text is no UTF-8. Anybody can send that; the client is told, with code 1007."""
    return record.msg != "Invalid UTF-8 sequence received from client."


def _add_request(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    request_id = _request.get()
    if request_id:
        event["request_id"] = request_id
    return event


def _add_time(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The machine's time, whatever the shop's clock says: a log is read beside other logs."""
    event["timestamp"] = clock.real_now().astimezone(UTC).isoformat().replace("+00:00", "Z")
    return event


def _dumps(event: EventDict, **_: object) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
