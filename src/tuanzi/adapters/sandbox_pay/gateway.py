"""The provider as a web application of its own: the payment page, and the merchant's signed API."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from tuanzi.adapters.sandbox_pay import page, paying, refunding, repository
from tuanzi.adapters.sandbox_pay.contracts import MERCHANT_ID, MOUNT, Charge, Request
from tuanzi.adapters.sandbox_pay.ports import Sandbox
from tuanzi.adapters.sandbox_pay.signing import PARTS, BadSignature
from tuanzi.kernel import clock, codec, ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database
from tuanzi.kernel.http import problems
from tuanzi.kernel.i18n import negotiate
from tuanzi.kernel.money import Money

DATA_LENGTH_MAX = 4000
LOCAL_PATH = re.compile(r"^/(?![/\\])[^\s\\]{0,1000}$")
Answer = tuple[int, dict[str, Any]]
NOT_FOUND: Answer = (404, {"code": "NOT_FOUND"})
BAD: Answer = (400, {"code": "PARAM_ERROR"})


def routes(config: Config, db: Database) -> list[BaseRoute]:
    """The provider, mounted, if this installation uses it."""
    return [Mount(MOUNT, create_gateway(db, ports.get(Sandbox)))] if config.payment.provider == "sandbox" else []


def create_gateway(db: Database, sandbox: Sandbox) -> Starlette:
    """The provider's web application. Its tables live in the same database and are nobody else's."""
    provider = _Provider(db, sandbox)
    return Starlette(
        routes=[
            Route("/pay", provider.enter, methods=["GET"]),
            Route("/c/{token}", provider.show, methods=["GET"]),
            Route("/c/{token}/confirm", provider.confirm, methods=["POST"]),
            Route("/c/{token}/cancel", provider.cancel, methods=["POST"]),
            Route("/style.css", _style, methods=["GET"]),
            Route("/v1/charges/{out_ref}", provider.signed(provider.query), methods=["GET"]),
            Route("/v1/charges/{out_ref}/close", provider.signed(provider.close), methods=["POST"]),
            Route("/v1/refunds", provider.signed(provider.refund), methods=["POST"]),
            Route("/v1/refunds/{ref}", provider.signed(provider.query_refund), methods=["GET"]),
        ],
        exception_handlers={Exception: problems.answer},
    )


async def _style(_: HttpRequest) -> Response:
    return Response(page.STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _html(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})


def _language(request: HttpRequest) -> str:
    return negotiate(request.query_params.get("lang") or request.headers.get("accept-language"))


def _safe(return_url: str, own: str = "/") -> str:
    """A place to send the shopper back to: a path of this site, or an address that the merchant itself signed."""
    return return_url if LOCAL_PATH.match(return_url) else own


def read_link(sandbox: Sandbox, query: Mapping[str, str]) -> Request:
    """What a merchant's link asks for; it carries its own end, so the age of its signature does not matter.

    Raises ``BadSignature``, ``ValidationError``, ``binascii.Error`` and ``orjson.JSONDecodeError``.
    """
    data = query.get("data", "")
    if len(data) > DATA_LENGTH_MAX:
        raise BadSignature
    headers = {part: query.get(part.removeprefix("sandbox-"), "") for part in PARTS}
    sandbox.keys.merchant_public.check("GET", f"{MOUNT}/pay", headers, data.encode(), is_timed=False)
    asked: Request = codec.load(Request, orjson.loads(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))))
    if asked.merchant_id != MERCHANT_ID:
        raise BadSignature
    return asked


class _Provider:
    """The handlers, with what they share."""

    def __init__(self, db: Database, sandbox: Sandbox) -> None:
        self.db = db
        self.sandbox = sandbox

    async def enter(self, request: HttpRequest) -> Response:
        """The merchant's signed link: the charge is made if it is new, and shown under an address nobody can guess."""
        try:
            asked = read_link(self.sandbox, request.query_params)
        except (BadSignature, ValidationError, binascii.Error, orjson.JSONDecodeError):
            return _html(page.state("bad", "/", _language(request)), 400)
        asked = replace(asked, return_url=_safe(request.query_params.get("return_url", ""), asked.return_url))
        async with self.db.transaction() as tx:
            charge = await repository.open_charge(tx, asked)
        return RedirectResponse(f"{MOUNT}/c/{charge.token}", 303, {"Cache-Control": "no-store"})

    async def show(self, request: HttpRequest) -> Response:
        """The bill, or how it ended."""
        charge = await repository.by_token(self.db.reader, request.path_params["token"])
        if charge is None:
            return _html(page.state("bad", "/", _language(request)), 404)
        if charge.state == "paid":
            return _html(page.state("paid", charge.request.return_url, _language(request)))
        if charge.state == "closed" or charge.request.expires_at <= clock.now():
            return _html(page.state("closed", charge.request.return_url, _language(request)))
        return _html(page.bill(charge, _language(request)))

    async def confirm(self, request: HttpRequest) -> Response:
        """The shopper pays, once however often the button is pressed, and goes back to the shop."""
        token = request.path_params["token"]
        async with self.db.transaction() as tx:
            await paying.pay(tx, token)
            charge = await repository.by_token(tx, token)
        return self._back(request, charge, is_done=charge is not None and charge.state == "paid")

    async def cancel(self, request: HttpRequest) -> Response:
        """The shopper goes back without paying; the charge stays open for another try."""
        charge = await repository.by_token(self.db.reader, request.path_params["token"])
        return self._back(request, charge, is_done=True)

    def _back(self, request: HttpRequest, charge: Charge | None, *, is_done: bool) -> Response:
        if charge is None:
            return _html(page.state("bad", "/", _language(request)), 404)
        target = charge.request.return_url if is_done else f"{MOUNT}/c/{charge.token}"
        return RedirectResponse(target or f"{MOUNT}/c/{charge.token}", 303, {"Cache-Control": "no-store"})

    def signed(self, handler: Callable[[HttpRequest, bytes], Awaitable[Answer]]) -> Callable[[HttpRequest], Awaitable[Response]]:
        """Let only the merchant in, and sign what is answered."""

        async def handle(request: HttpRequest) -> Response:
            body = await request.body()
            path = request.url.path
            try:
                self.sandbox.keys.merchant_public.check(request.method, path, request.headers, body)
            except BadSignature:
                status, content = 401, orjson.dumps({"code": "SIGN_ERROR"})
            else:
                status, told = await handler(request, body)
                content = orjson.dumps(told)
            headers = self.sandbox.keys.provider.headers(f"ANSWER {status}", path, content)
            return Response(content, status, headers, "application/json")

        return handle

    async def query(self, request: HttpRequest, _: bytes) -> Answer:
        """How a charge stands."""
        charge = await repository.by_ref(self.db.reader, MERCHANT_ID, request.path_params["out_ref"])
        if charge is None:
            return NOT_FOUND
        return 200, {
            "state": charge.state,
            "paid": codec.dump(Money, charge.paid) if charge.paid else None,
            "paid_at": charge.paid_at.isoformat() if charge.paid_at else None,
            "transaction_ref": str(charge.id) if charge.state == "paid" else None,
        }

    async def close(self, request: HttpRequest, _: bytes) -> Answer:
        """No more paying; a reference that was never seen is closed before it can be opened."""
        out_ref = request.path_params["out_ref"]
        async with self.db.transaction() as tx:
            if not await repository.mark_closed(tx, MERCHANT_ID, out_ref):
                gone = Request(MERCHANT_ID, out_ref, Money(0), "", "", "", "/", clock.now())
                await repository.open_charge(tx, gone, "closed")
        return 200, {"code": "SUCCESS"}

    async def refund(self, _: HttpRequest, body: bytes) -> Answer:
        """Give money back."""
        try:
            asked = orjson.loads(body)
            amount = codec.load(Money, asked["amount"])
            out_ref, out_refund_ref = str(asked["out_ref"]), str(asked["out_refund_ref"])
        except (orjson.JSONDecodeError, ValidationError, KeyError, TypeError):
            return BAD
        if amount.minor <= 0 or not 0 < len(out_refund_ref) <= 64:  # noqa: PLR2004 - the length that real providers allow
            return BAD
        async with self.db.transaction() as tx:
            answer = await refunding.refund(tx, out_ref, out_refund_ref, amount.minor)
        if answer is None:
            return NOT_FOUND
        return (500 if answer is refunding.BUSY else 200), answer

    async def query_refund(self, request: HttpRequest, _: bytes) -> Answer:
        """How a refund stands."""
        answer = await refunding.query(self.db.reader, request.path_params["ref"])
        return (200, answer) if answer else NOT_FOUND
