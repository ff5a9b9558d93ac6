"""Colleagues at the same order in the same instant: one of them wins, and parcels, stock and money agree with the winner."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import people, shop
from tests.factories.shop import CONSOLE
from tests.factories.trade import paid
from tuanzi.kernel.db import Database

pytestmark = [pytest.mark.race, pytest.mark.timeout(120)]


async def test_two_of_the_house_ship_the_same_order(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        made = [await paid(tx) for _ in range(4)]
    clerks = [await people.as_staff(db, "warehouse") for _ in range(2)]
    answers = await shop.together(
        client.post(f"{CONSOLE}/orders/{order.id}/ship", json={"carrier": "sf", "waybill": f"SF{number}{place}000000"}, headers=clerk)
        for place, order in enumerate(made)
        for number, clerk in enumerate(clerks)
    )
    assert answers.counted == Counter({"200": 4, "409 orders.move_refused": 4})
    assert await shop.count(db, "fulfilment_parcel") == 4
    await drain()


async def test_the_same_table_from_two_desks_at_once(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    async with db.transaction() as tx:
        made = [await paid(tx) for _ in range(8)]
    desks = [await people.as_staff(db, "warehouse") for _ in range(2)]
    rows = [
        {"line": place + 2, "number": order.number, "carrier": "yto", "waybill": f"YT1000000{place}"} for place, order in enumerate(made)
    ]

    async def start(desk: dict[str, str], body: Any) -> str:
        answer = await client.post(f"{CONSOLE}/shipments", json=body, headers=desk | {"Idempotency-Key": shop.fresh_key()})
        return str(answer.json()["errand_id"])

    started = [await start(desks[0], {"rows": rows}), await start(desks[1], {"rows": rows[::-1]})]
    await drain()
    ends = [(await client.get(f"{CONSOLE}/errands/{each}", headers=desk)).json() for each, desk in zip(started, desks, strict=True)]
    assert [each["state"] for each in ends] == ["done", "done"]
    assert [each["failed"] for each in ends] == [0, 0], ends
    counted = Counter(ends[0]["counts"]) + Counter(ends[1]["counts"])
    assert counted == Counter({"shipped": 8, "already": 8})
    assert await shop.count(db, "fulfilment_parcel") == 8
