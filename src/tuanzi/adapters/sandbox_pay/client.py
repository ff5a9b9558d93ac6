"""The merchant's side: payments' ``Gateway`` port over the provider's HTTP API."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, cast
from urllib.parse import urlencode, urlsplit

import httpx
import orjson
from pydantic import TypeAdapter, ValidationError

from tuanzi.adapters.sandbox_pay.contracts import MERCHANT_ID, MOUNT, NAME, NOTIFY_PATH, Request
from tuanzi.adapters.sandbox_pay.ports import Sandbox
from tuanzi.adapters.sandbox_pay.signing import PARTS, BadSignature
from tuanzi.kernel import codec
from tuanzi.kernel.http import Wire
from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import GatewayPayment, GatewayRefund, Notification, Payment, PaymentId
from tuanzi.money.payments.errors import GatewayTrouble, NotificationRefused


class NoticeBody(Wire):
    """What a notification says."""

    id: str
    merchant_id: str
    out_ref: PaymentId
    state: Literal["open", "paid", "closed"]
    amount: Money
    paid_at: datetime | None
    transaction_ref: str | None


NOTICE = TypeAdapter(NoticeBody)


class SandboxGateway:
    """Talks to the provider as one merchant."""

    name = NAME

    def __init__(self, sandbox: Sandbox, merchant_id: str = MERCHANT_ID) -> None:
        self.sandbox = sandbox
        self.merchant_id = merchant_id

    def redirect_url(self, payment: Payment, label: str) -> str:
        """A signed link to the payment page: an absolute path where this installation serves the page itself."""
        request = Request(
            self.merchant_id,
            str(payment.id),
            payment.amount,
            "团子",
            label,
            self.sandbox.base_url + NOTIFY_PATH,
            payment.return_url,
            payment.expires_at,
        )
        data = base64.urlsafe_b64encode(orjson.dumps(codec.dump(Request, request))).decode().rstrip("=")
        path = f"{MOUNT}/pay"
        headers = self.sandbox.keys.merchant.headers("GET", path, data.encode())
        return f"{self.sandbox.provider_url}{path}?" + urlencode(
            {"data": data, **{part.removeprefix("sandbox-"): headers[part] for part in PARTS}}
        )

    async def query(self, ref: PaymentId) -> GatewayPayment:
        """How a payment stands."""
        found = await self._ask("GET", f"/v1/charges/{ref}")
        if found is None:
            return GatewayPayment("unknown")
        amount = codec.load(Money | None, found["paid"])
        paid_at = codec.load(datetime | None, found["paid_at"])
        return GatewayPayment(found["state"], amount, paid_at, found["transaction_ref"])

    async def close(self, ref: PaymentId) -> None:
        """Make a payment impossible, also one whose page was never opened."""
        await self._ask("POST", f"/v1/charges/{ref}/close")

    async def refund(self, ref: PaymentId, refund_ref: str, amount: Money, total: Money) -> GatewayRefund:
        """Ask for a refund; asking again with the same reference tells how it stands."""
        body = {"out_ref": str(ref), "out_refund_ref": refund_ref, "amount": codec.dump(Money, amount), "total": codec.dump(Money, total)}
        return _refund(await self._ask("POST", "/v1/refunds", body))

    async def query_refund(self, refund_ref: str) -> GatewayRefund:
        """How a refund stands."""
        return _refund(await self._ask("GET", f"/v1/refunds/{refund_ref}"))

    def parse(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Read a notification; whatever is not exactly right is refused without saying why."""
        try:
            self.sandbox.keys.provider_public.check("POST", NOTIFY_PATH, headers, body)
            notice = NOTICE.validate_json(body)
        except (BadSignature, ValidationError) as error:
            raise NotificationRefused from error
        if notice.merchant_id != self.merchant_id:
            raise NotificationRefused
        return Notification(
            notice.id, notice.out_ref, notice.amount, notice.state, notice.paid_at, notice.transaction_ref, hashlib.sha256(body).digest()
        )

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """The provider's answer; None for 404. Raises ``GatewayTrouble`` for anything but a signed answer."""
        url = f"{self.sandbox.provider_url or self.sandbox.base_url}{MOUNT}{path}"
        content = orjson.dumps(body) if body is not None else b""
        own_path = urlsplit(url).path
        headers = {**self.sandbox.keys.merchant.headers(method, own_path, content), "content-type": "application/json"}
        try:
            answer = await self.sandbox.http.request(method, url, content=content, headers=headers)
            if answer.status_code not in {httpx.codes.OK, httpx.codes.NOT_FOUND}:
                raise GatewayTrouble(status_code=answer.status_code)
            self.sandbox.keys.provider_public.check(f"ANSWER {answer.status_code}", own_path, answer.headers, answer.content)
            return None if answer.status_code == httpx.codes.NOT_FOUND else cast("dict[str, Any]", orjson.loads(answer.content))
        except (httpx.HTTPError, BadSignature, orjson.JSONDecodeError) as error:
            raise GatewayTrouble(why=type(error).__name__) from error


def _refund(answer: dict[str, Any] | None) -> GatewayRefund:
    return GatewayRefund(answer["state"], answer["reason"]) if answer else GatewayRefund("unknown")
