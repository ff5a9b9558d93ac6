"""A member of staff at the console API of a running shop: signs in like one, second factor and all."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4  # noqa: TID251 - an Idempotency-Key, not an id of ours

import httpx
import pyotp

from tuanzi.kernel import clock

PASSWORD = "a-long-phrase-for-the-owner-2026"


class Operator:
    """Calls of the console by name. ``sign_in`` first."""

    def __init__(self, base_url: str) -> None:
        self.http = httpx.AsyncClient(base_url=f"{base_url}/api/v1/console", timeout=30)
        self._email = ""
        self._recovery: list[str] = []

    async def call(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        """One request that must succeed; its JSON. Signs in again where a moved clock has ended the session."""
        headers = {"Idempotency-Key": uuid4().hex} if method == "POST" else {}
        response = await self.http.request(method, path, json=body, params=params or None, headers=headers)
        if response.status_code == httpx.codes.UNAUTHORIZED and self._recovery:
            await self._again()
            response = await self.http.request(method, path, json=body, params=params or None, headers=headers)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    def _use(self, session: dict[str, Any]) -> str:
        self.http.headers["Authorization"] = f"Bearer {session['access_token']}"
        return str(session["next"])

    async def sign_in(self, email: str, one_time_password: str) -> None:
        """With the one-time password: a new password, then the second factor."""
        self._email = email
        stage = self._use(await self.call("POST", "/sign-in", {"email": email, "password": one_time_password}))
        if stage == "change_password":
            stage = self._use(await self.call("PUT", "/me/password", {"current": one_time_password, "new": PASSWORD}))
        if stage == "enrol_totp":
            offer = await self.call("POST", "/me/totp", {})
            confirmed = await self.call("POST", "/me/totp/confirm", {"code": pyotp.TOTP(offer["secret"]).now()})
            self._recovery = list(confirmed["recovery_codes"])
            stage = self._use(confirmed)
        assert stage == "ready", stage

    async def _again(self) -> None:
        codes, self._recovery = self._recovery, []
        del self.http.headers["Authorization"]
        stage = self._use(await self.call("POST", "/sign-in", {"email": self._email, "password": PASSWORD}))
        if stage == "totp":
            stage = self._use(await self.call("POST", "/sign-in/totp", {"code": codes.pop()}))
        assert stage == "ready", stage
        self._recovery = codes

    async def code_for(self, phone: str, *, after: str = "") -> str:
        """The newest code that was sent to a phone; ``after`` is the one before it, so that the next one is waited for."""
        for _ in range(100):
            for message in (await self.call("GET", "/sandbox/sms", limit=50))["items"]:
                found = re.search(r"\d{6}", message["text"])
                if message["phone"].endswith(phone) and found and found[0] != after:
                    return found[0]
                if found and found[0] == after:
                    break
            await asyncio.sleep(0.1)
        raise AssertionError(f"no code was sent to {phone}")

    async def gateway(self, **mode: Any) -> None:
        """Choose how the pretend provider misbehaves; without arguments it behaves."""
        await self.call("PUT", "/sandbox/gateway", mode)

    async def shift_clock(self, seconds: int) -> None:
        """Move the shop's clock ahead by so many seconds and wait until every process follows."""
        before = (await self.call("GET", "/sandbox/clock"))["shift_s"]
        await self.call("PUT", "/sandbox/clock", {"shift_s": before + seconds})
        await asyncio.sleep(1.2)

    async def clock_at(self, moment: str, *, plus_s: float) -> None:
        """Set the shop's clock to a moment of an order, some seconds later."""
        ahead = datetime.fromisoformat(moment) + timedelta(seconds=plus_s) - clock.real_now()
        await self.call("PUT", "/sandbox/clock", {"shift_s": int(ahead.total_seconds()) + 1})
        await asyncio.sleep(1.2)

    async def order_in(self, order_id: str, state: str, within_s: float = 20) -> dict[str, Any]:
        """Wait until an order is in ``state``."""
        deadline = time.monotonic() + within_s
        while True:
            order: dict[str, Any] = await self.call("GET", f"/orders/{order_id}")
            if order["state"] == state:
                return order
            assert time.monotonic() < deadline, f"{order_id} is {order['state']}, not {state}"
            await asyncio.sleep(0.2)

    async def refunded(self, order_id: str, within_s: float = 20) -> None:
        """Wait until everything that was paid went back."""
        deadline = time.monotonic() + within_s
        while True:
            order = await self.call("GET", f"/orders/{order_id}")
            if order["refunded"] == order["paid"] and all(refund["state"] == "done" for refund in order["refunds"]):
                return
            assert time.monotonic() < deadline, f"{order_id} is not refunded: {order['refunds']}"
            await asyncio.sleep(0.2)

    async def draft_groupbuy(self, product_id: str, *, size: int, off: int, team_duration_s: int) -> str:
        """A group-buy of one size, so many fen below each price, not yet published; the activity's id."""
        product = await self.call("GET", f"/products/{product_id}")
        now = datetime.fromisoformat((await self.call("GET", "/sandbox/clock"))["now"])
        prices = [
            {"sku_id": sku["id"], "price": {"amount": sku["price"]["amount"] - off, "currency": "CNY"}}
            for sku in product["product"]["skus"]
        ]
        activity = await self.call(
            "POST",
            "/groupbuy/activities",
            {
                "product_id": product_id,
                "title": f"{size} 人团",
                "sizes": [{"size": size, "skus": prices}],
                "starts_at": now.isoformat(),
                "ends_at": (now + timedelta(days=30)).isoformat(),
                "team_duration_s": team_duration_s,
            },
        )
        return str(activity["id"])

    async def publish_groupbuy(self, product_id: str, *, size: int, off: int, team_duration_s: int) -> str:
        """Such a group-buy, offered at once; the activity's id."""
        activity_id = await self.draft_groupbuy(product_id, size=size, off=off, team_duration_s=team_duration_s)
        await self.call("POST", f"/groupbuy/activities/{activity_id}/publish")
        return activity_id
