"""The web process: two APIs, the live socket, pages outside the API, and the files of the web apps."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator

import uvicorn
import uvloop
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from tuanzi.apps import collector, doors, front_end, wiring
from tuanzi.apps.clock import follow_clock
from tuanzi.apps.static_files import AppFiles, AppPages
from tuanzi.kernel import facts, observe
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.http import problems
from tuanzi.kernel.http.access import Authenticator, Principal
from tuanzi.kernel.http.edge import Edge
from tuanzi.kernel.http.limits import Limiter
from tuanzi.kernel.http.switchboard import Switchboard
from tuanzi.kernel.realtime import Hub
from tuanzi.kernel.realtime.socket import MESSAGE_BYTES_MAX, serve
from tuanzi.people.accounts.api import follow_gone

VERSION = "0.1.0"
BUILT = {name: front_end.WEB / "apps" / name / app.served for name, app in front_end.APPS.items()}


def door(title: str, prefix: str, routers: list[APIRouter]) -> FastAPI:
    """One API: its routers under one prefix, with its own OpenAPI document."""
    app = FastAPI(
        title=title,
        version=VERSION,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        servers=[{"url": prefix}],
        root_path_in_servers=False,
        separate_input_output_schemas=False,
    )
    for router in routers:
        # Not ``include_router``: it keeps routers nested, and every request would walk through them.
        app.router.routes.extend(router.routes)
    problems.install(app)
    return app


def may_listen(topic: str, principal: Principal | None) -> bool:
    """Teams are public by their link; a member's own topic is theirs; an order is heard through the member's topic."""
    kind, _, name = topic.partition(":")
    if kind == "team":
        return bool(name)
    if kind == "member" and principal is not None and principal.kind == "member":
        return name == doors.member_topic(principal)
    return kind == "console" and principal is not None and principal.kind == "staff" and principal.stage == "ready"


class Shop:
    """What one web process holds: the applications and the shared state."""

    def __init__(self, config: Config, db: Database, authenticator: Authenticator) -> None:
        self.config, self.db, self.authenticator = config, db, authenticator
        self.hub = Hub(db)
        self.shop = door("Tuanzi shop API", "/api/v1/shop", doors.shop_routers())
        self.console = door("Tuanzi console API", "/api/v1/console", doors.console_routers(config))
        self.outside = door("Tuanzi call-backs", "/api/v1/notify", doors.outside_routers())
        self.doors = {"/api/v1/shop": self.shop, "/api/v1/console": self.console, "/api/v1/notify": self.outside}
        limiter = Limiter(config.rates, is_on=config.rate_limits)
        for api in self.doors.values():
            api.state.db, api.state.config, api.state.authenticator, api.state.limiter = db, config, authenticator, limiter
            api.state.guards = doors.guards()

    def routes(self) -> list[BaseRoute]:
        """Everything the process answers, the hottest first."""
        routes: list[BaseRoute] = [
            *(Mount(prefix, api) for prefix, api in self.doors.items()),
            WebSocketRoute("/api/v1/live", self.live),
            *doors.pages(self.config, self.db),
            Route("/health/live", self.alive),
            Route("/health/ready", self.ready),
            Route("/metrics", self.metrics),
        ]
        if BUILT["console"].is_dir():
            routes += [Route("/console", _to_console), Mount("/console", AppPages(directory=BUILT["console"], html=True))]
        if BUILT["shop"].is_dir():
            routes.append(Mount("/", AppFiles(directory=BUILT["shop"], html=True)))
        return routes

    async def live(self, socket: WebSocket) -> None:
        """The WebSocket of all live screens."""
        await serve(socket, self.hub, self.authenticator, may_listen)

    async def alive(self, _: Request) -> Response:
        """The process answers."""
        return JSONResponse({"status": "ok"})

    async def ready(self, _: Request) -> Response:
        """The process can serve: the database answers."""
        healthy, report = await observe.readiness(self.db)
        return JSONResponse(report, 200 if healthy else 503)

    async def metrics(self, _: Request) -> Response:
        """Prometheus text format."""
        await observe.measure(self.db, facts.listeners())
        return Response(observe.render_metrics(), media_type="text/plain; version=0.0.4")


async def _to_console(_: Request) -> Response:
    return RedirectResponse("/console/")


async def _answer(request: Request, error: Exception) -> Response:
    """Programs are told a problem, people get a page's short text."""
    if request.url.path.startswith("/api/"):
        return await problems.answer(request, error)
    assert isinstance(error, HTTPException)
    return PlainTextResponse(error.detail, error.status_code, error.headers)


def build(config: Config, db: Database) -> Edge:
    """The whole web application on an open database. The caller has wired the process and closes the database."""
    shop = Shop(config, db, doors.authenticator(config))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(shop.hub.run()), asyncio.create_task(follow_gone(db))]
        if config.sandbox:
            tasks.append(asyncio.create_task(follow_clock(db)))
        yield
        for task in tasks:
            task.cancel()

    app = Starlette(routes=shop.routes(), lifespan=lifespan, exception_handlers={Exception: problems.answer, HTTPException: _answer})
    app.state.db, app.state.config, app.state.shop = db, config, shop
    return Edge(Switchboard(app, shop.doors), upload_bytes_max=config.upload_bytes_max, trusted_proxies=config.trusted_proxies)


async def serve_forever(config: Config, url: str) -> None:
    """Open the pool and serve until told to stop."""
    wiring.wire(config)
    db = await wiring.connect(config, url)
    settings = uvicorn.Config(
        build(config, db),
        host=config.host,
        port=config.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the edge reads them, and believes only whom the configuration names
        timeout_graceful_shutdown=5,
        ws_max_size=MESSAGE_BYTES_MAX,
        ws_per_message_deflate=False,  # 36 instead of 77 KB for an open socket; messages are small
    )
    collector.calm()
    # ``tuanzi up`` holds the listening socket and hands it down, so that several processes share it and a restart loses nobody.
    given = os.environ.get("TUANZI_LISTEN_FD")
    try:
        await uvicorn.Server(settings).serve([socket.socket(fileno=int(given))] if given else None)
    finally:
        await db.close()


def run(config: Config, url: str) -> None:
    """Run the web process on uvloop; returns when it is told to stop."""
    observe.setup_logging(config)
    uvloop.run(serve_forever(config, url))
