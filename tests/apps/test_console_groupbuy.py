"""The console's pages of group-buy: activities with figures, the board of teams, one team whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import deals, people
from tests.factories.deals import Shift
from tuanzi.deals.groupbuy import api
from tuanzi.kernel.db import Database

CONSOLE = "/api/v1/console/groupbuy"


async def get(client: httpx.AsyncClient, path: str, headers: dict[str, str], **params: Any) -> Any:
    answer = await client.get(f"{CONSOLE}{path}", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_activities_come_with_goods_and_figures_and_are_found_by_phase_and_words(
    db: Database, drain: Drain, client: httpx.AsyncClient, shift_clock: Shift
) -> None:
    headers = await people.as_staff(db, "operator")
    async with db.transaction() as tx:
        running = await deals.activity(tx, sizes=((2, 4000),))
        draft = await api.create(tx, await deals.draft(tx))
    leader, friend, alone = await deals.buyers(db, 3)
    first = await deals.order(db, leader, running)
    await deals.pay(db, first)
    await drain()
    joined = await deals.order(db, friend, running, deals.team_of(first))
    await deals.pay(db, joined)
    await deals.pay(db, await deals.order(db, alone, running))
    await drain()
    listed = await get(client, "/activities", headers)
    assert [(row["id"], row["phase"]) for row in listed["items"]] == [(str(draft.id), "draft"), (str(running.id), "running")]
    assert listed["total"] == 2
    row = listed["items"][1]
    assert row["product"]["title"]
    assert {name: row["figures"][name] for name in ("forming", "succeeded", "failed", "seats", "pieces", "members")} == {
        "forming": 1,
        "succeeded": 1,
        "failed": 0,
        "seats": 3,
        "pieces": 3,
        "members": 3,
    }
    for phase, ids in (("running", [running.id]), ("draft", [draft.id]), ("upcoming", []), ("ended", [])):
        assert [each["id"] for each in (await get(client, "/activities", headers, phase=phase))["items"]] == list(map(str, ids))
    words = row["product"]["title"][:4]
    assert str(running.id) in [each["id"] for each in (await get(client, "/activities", headers, q=words))["items"]]
    assert (await get(client, "/activities", headers, q="没有这样的商品"))["items"] == []
    report = await get(client, f"/activities/{running.id}/report", headers)
    assert (report["orders"], report["paid"]["amount"], report["refunded"]["amount"]) == (3, 3 * first.payable.minor, 0)
    shift_clock(timedelta(days=400))
    headers = await people.as_staff(db, "operator")
    assert [each["phase"] for each in (await get(client, "/activities", headers, sort="created"))["items"]] == ["ended", "draft"]


async def test_the_board_shows_who_sits_and_a_team_shows_every_seat_with_its_order(
    db: Database, drain: Drain, client: httpx.AsyncClient
) -> None:
    headers = await people.as_staff(db, "operator")
    async with db.transaction() as tx:
        activity = await deals.activity(tx, sizes=((3, 4000),))
    leader, friend = await deals.buyers(db, 2)
    first = await deals.order(db, leader, activity)
    await deals.pay(db, first)
    await drain()
    await deals.order(db, friend, activity, deals.team_of(first))
    team_id = str(deals.team_of(first))
    board = await get(client, "/teams", headers, state="forming", sort="expires")
    assert [(card["id"], card["paid"], card["held"], card["missing"], len(card["faces"])) for card in board["items"]] == [
        (team_id, 1, 1, 2, 1)
    ]
    assert board["items"][0]["leader"]["phone"].count("*") == 4
    assert (await get(client, "/teams", headers, missing=1))["items"] == []
    assert (await get(client, "/teams", headers, ends_within_s=60))["items"] == []
    assert len((await get(client, "/teams", headers, ends_within_s=86_400, product_id=str(activity.draft.product_id)))["items"]) == 1
    whole = await get(client, f"/teams/{team_id}", headers)
    assert [(seat["state"], seat["is_leader"], seat["order_state"]) for seat in whole["seats"]] == [
        ("paid", True, "waiting"),
        ("held", False, "awaiting_payment"),
    ]
    assert whole["seats"][0]["order_number"] == first.number
    assert whole["activity_title"] == activity.draft.title


@pytest.mark.parametrize(
    "path", ["/activities", "/teams", "/teams/tea_01k9xyv3q8e7ys2z4m6t5w8ab0", "/activities/gba_01k9xyv3q8e7ys2z4m6t5w8ab0/report"]
)
async def test_nobody_looks_without_the_permission(db: Database, client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"{CONSOLE}{path}", headers=await people.as_staff(db, "content_reviewer"))).status_code == 403


@pytest.mark.parametrize("params", [{"sort": "title"}, {"cursor": "nonsense"}, {"missing": -1}, {"phase": "maybe"}])
async def test_what_is_not_offered_is_refused(db: Database, client: httpx.AsyncClient, params: dict[str, Any]) -> None:
    headers = await people.as_staff(db, "operator")
    assert (
        await client.get(f"{CONSOLE}/{'teams' if 'missing' in params else 'activities'}", params=params, headers=headers)
    ).status_code in {400, 422}
