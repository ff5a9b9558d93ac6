"""A shop with one of everything, and the ids of what is in it: for tests that walk through all endpoints."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
from PIL import Image

from tests.conftest import Drain
from tests.factories import deals, people, shop
from tests.factories.shop import CONSOLE, Shopper
from tuanzi.deals.groupbuy.contracts import Activity
from tuanzi.kernel.db import Database

Ids = dict[str, list[str]]
"""Ids on the wire by their prefix."""


@dataclass(frozen=True, slots=True)
class Furnished:
    """The shop's people and things. ``ids`` are those of ``member`` and of the shop; nothing of them is a stranger's."""

    member: Shopper
    owner: dict[str, str]
    activity: Activity
    ids: Ids


def picture(width: int = 320, height: int = 240, kind: str = "PNG") -> bytes:
    """A small honest picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 60, 40)).save(out, kind)
    return out.getvalue()


async def furnish(db: Database, http: httpx.AsyncClient, drain: Drain) -> Furnished:
    """Orders in several states, a team, payments, refunds, parcels, a cart, links, messages; staff, roles, products, categories."""
    await shop.charge_freight(db)
    activity, team_id = await shop.team_with_one_seat(db, http, drain, size=3)
    member = await shop.shopper(db, http, wallet=1_000_000)
    sku_id = deals.sku_of(activity)
    owner = await people.as_staff(db)
    done = await member.bought(member.wish(sku_id, quantity=2))
    sent = await member.bought(member.wish(sku_id, quantity=2))
    unpaid = (await member.order(member.wish(sku_id))).json()["order"]
    payment = (await member.pay(unpaid["id"], "sandbox")).json()
    link = (await member.post("/share-links", {"kind": "team", "target_id": team_id})).json()
    cart = (await member.post("/cart/lines", {"sku_id": str(sku_id), "quantity": 2})).json()
    await drain()

    async def clerk(method: str, path: str, body: Any = None) -> Any:
        answer = await http.request(method, CONSOLE + path, json=body, headers={**owner, "Idempotency-Key": shop.fresh_key()})
        assert answer.status_code < 300, f"{path}: {answer.text}"
        return answer.json() if answer.content else None

    parcel = await clerk("POST", f"/orders/{sent['id']}/ship", {"carrier": "sf", "waybill": "SF1234567890"})
    await clerk("POST", f"/orders/{done['id']}/refunds", {"lines": [{"line_id": done["lines"][0]["id"], "quantity": 1}], "reason": "x"})
    category = await clerk("POST", "/categories", {"name": "空类目"})
    brand = await clerk("POST", "/brands", {"name": "团子"})
    tag = await clerk("POST", "/tags", {"name": "当季"})
    sheet = await clerk("POST", "/stock/takes", {"name": "月底盘点", "sku_ids": [str(sku_id)]})
    role = await clerk("POST", "/roles", {"code": "helper", "name": "帮手", "permissions": ["orders.read"]})
    staff = await clerk("POST", "/staff", {"email": "a@example.com", "name": "小王", "roles": ["helper"]})
    promoted = await _promotions(clerk, member)
    export = (await member.post("/data-exports")).json()
    await drain()
    refund = (await clerk("GET", "/refunds"))["items"][0]
    messages = (await member.get("/messages")).json()["items"]
    sessions = (await member.get("/sessions")).json()["items"]
    ids: Ids = {
        "ord": [done["id"], sent["id"], unpaid["id"]],
        "oln": [done["lines"][0]["id"]],
        "pay": [payment["payment_id"]],
        "rfd": [refund["id"]],
        "prc": [parcel["parcel_id"]],
        "prd": [str(activity.draft.product_id)],
        "sku": [str(sku_id)],
        "gba": [str(activity.id)],
        "tea": [team_id],
        "crt": [cart["lines"][0]["id"]],
        "adr": [member.address_id],
        "mem": [str(member.member_id)],
        "msg": [each["id"] for each in messages],
        "ses": [each["id"] for each in sessions],
        "cat": [category["id"]],
        "brd": [brand["id"]],
        "tag": [tag["id"]],
        "stk": [sheet["id"]],
        "rol": [role["id"]],
        "stf": [staff["staff"]["id"] if "staff" in staff else staff["id"]],
        "loc": [str(await db.reader.fetchval("SELECT id FROM inventory_location LIMIT 1"))],
        "code": [link["code"]],
        "dxp": [export["id"]],
        "kind": ["terms", "marketing"],
        **promoted,
    }
    return Furnished(member, owner, activity, ids)


async def _promotions(clerk: Callable[..., Awaitable[Any]], member: Shopper) -> Ids:
    """A coupon that the member has claimed, and a saving in draft."""
    coupon = {
        "name": "满1减1",
        "worth": {"kind": "amount", "amount": 100, "threshold": 100},
        "validity": {"mode": "after_claim", "days": 3},
    }
    template = await clerk("POST", "/coupon-templates", {**coupon, "issue": {"channels": ["centre"], "per_member": None}})
    await clerk("POST", f"/coupon-templates/{template['id']}/publish")
    claimed = (await member.post(f"/coupons/centre/{template['id']}/claim")).json()
    tier = {"threshold": 10_000, "gain": {"kind": "amount", "amount": 500}}
    when = {"starts_at": "2026-01-01T00:00:00Z", "ends_at": "2099-01-01T00:00:00Z"}
    saving = await clerk("POST", "/savings", {"name": "满100减5", "rule": {"kind": "full_reduction", "tiers": [tier]}, "when": when})
    return {"cpt": [template["id"]], "cpn": [claimed["id"]], "sav": [saving["id"]]}
