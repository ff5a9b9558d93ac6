"""A member who acts over the API while the screens of others are watched."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4  # noqa: TID251 - an Idempotency-Key, not an id of ours

import httpx

from tests.browser.operator import Operator
from tests.browser.shopper import Shopper
from tuanzi.apps.seed import pictures

DETAIL = "望京街道阜通东大街 6 号院 1602"


class Friend:
    """A phone number and what it does. ``enter`` first, ``leave`` at the end."""

    def __init__(self, base_url: str, phone: str = "") -> None:
        self.http = httpx.AsyncClient(base_url=base_url, timeout=30)
        self.phone = phone or f"137{time.time_ns() // 1000 % 10**8:08d}"
        self.session: dict[str, Any] = {}
        self.address = ""

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """One request that must succeed; its JSON."""
        headers = {"Idempotency-Key": uuid4().hex} if method == "POST" and path.startswith("/orders") else {}
        response = await self.http.request(method, f"/api/v1/shop{path}", json=body, headers=headers, **more)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    async def enter(self, operator: Operator, name: str, icon: str | None = None, tint: str = "#ffe0e6") -> Friend:
        """Sign in, with a name, an address and perhaps a face."""
        await self.call("POST", "/sign-in/codes", {"phone": self.phone})
        code = await operator.code_for(self.phone)
        self.session = await self.call("POST", "/sign-in/phone", {"phone": self.phone, "code": code, "device": "iPhone", "agreed": True})
        self.http.headers["Authorization"] = f"Bearer {self.session['access_token']}"
        self.session["member"] = await self.call("PATCH", "/me", {"nickname": name})
        if icon is not None:
            face = pictures.avatar(icon, tint)
            self.session["member"] = await self.call("PUT", "/me/avatar", files={"file": ("face.png", face, "image/png")})
        place = {"name": name, "phone": self.phone, "region_code": "110105", "detail": DETAIL, "is_default": True}
        self.address = (await self.call("POST", "/me/addresses", place))["id"]
        return self

    async def buy(self, product_id: str, *, team_id: str | None = None, quantity: int = 1) -> dict[str, Any]:
        """Buy pieces of the first sku and pay at the provider, with a seat in a team or alone; the order as it was placed."""
        product = await self.call("GET", f"/products/{product_id}")
        deal = {"kind": "groupbuy", "activity_id": product["offers"][0]["activity_id"], "team_id": team_id} if team_id else None
        lines = [{"sku_id": product["skus"][0]["id"], "quantity": quantity}]
        wish = {"lines": lines, "deal": deal, "delivery": "ship", "address_id": self.address}
        quote = await self.call("POST", "/quotes", wish)
        order: dict[str, Any] = (await self.call("POST", "/orders", {**wish, "quote_hash": quote["hash"]}))["order"]
        start = await self.call("POST", f"/orders/{order['id']}/payments", {"method": "sandbox"})
        page = await self.http.get(start["redirect_url"])
        paid = await self.http.post(page.headers["location"] + "/confirm")
        assert paid.status_code < httpx.codes.BAD_REQUEST, paid.text
        return order

    async def lends(self, shopper: Shopper, language: str = "zh-CN") -> Shopper:
        """Put this member's session into the app of a phone."""
        kept = {
            "tokens": {"access": self.session["access_token"], "refresh": self.session["refresh_token"]},
            "member": self.session["member"],
            "language": language,
        }
        lines = [
            f"localStorage.setItem('tz.{name}', {json.dumps(json.dumps({'type': 'string' if isinstance(value, str) else 'object', 'data': value}))})"
            for name, value in kept.items()
        ]
        await shopper.context.add_init_script(
            f"if (location.protocol === 'http:' && !localStorage.getItem('tz.language')) {{ {'; '.join(lines)} }}"
        )
        return shopper

    async def leave(self) -> None:
        """Close the connection."""
        await self.http.aclose()
