"""Group-buy over HTTP: the team page for everybody, activities for those who may."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import deals, people
from tests.factories.deals import Shift
from tuanzi.deals.groupbuy import api
from tuanzi.deals.groupbuy.contracts import Activity, Reward, RewardKind, TeamId, Who
from tuanzi.kernel.db import Database
from tuanzi.kernel.facts.dispatcher import Dispatcher
from tuanzi.kernel.money import Money
from tuanzi.trade.orders.contracts import Order

SHOP = "/api/v1/shop"
CONSOLE = "/api/v1/console/groupbuy"


async def opened(db: Database, drain: Drain, **said: Any) -> tuple[Activity, TeamId, Order]:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, **said)
    (leader,) = await deals.buyers(db, 1)
    order = await deals.order(db, leader, activity)
    await deals.pay(db, order)
    await drain()
    return activity, deals.team_of(order), order


async def page(client: httpx.AsyncClient, team_id: TeamId, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = await client.get(f"{SHOP}/teams/{team_id}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_team_page_shows_who_is_in_and_how_many_are_missing(db: Database, drain: Drain, client: httpx.AsyncClient) -> None:
    activity, team_id, first = await opened(db, drain, sizes=((2, 4500), (3, 4000)), limit_per_member=2)
    (paying,) = await deals.buyers(db, 1)
    await deals.order(db, paying, activity, team_id)
    team = await page(client, team_id)
    assert {name: team[name] for name in ("state", "size", "paid", "held", "missing", "can_join", "why_not", "mine")} == {
        "state": "forming",
        "size": 3,
        "paid": 1,
        "held": 1,
        "missing": 2,
        "can_join": True,
        "why_not": None,
        "mine": None,
    }
    assert [(seat["nickname"], seat["is_leader"], seat["avatar"]) for seat in team["seats"]] == [("小团", True, None)]
    assert [(tier["size"], tier["price"]["amount"]) for tier in team["tiers"]] == [(2, 4500), (3, 4000)]
    assert (team["price"]["amount"], team["single_price"]["amount"]) == (4500, 4990)
    assert [(sku["sku_id"], sku["available"]) for sku in team["skus"]] == [(str(deals.sku_of(activity)), 98)]
    leader = await people.as_member(db, first.member_id)
    mine = (await page(client, team_id, leader))["mine"]
    assert mine == {"order_id": str(first.id), "state": "paid", "is_leader": True, "reward": None}


async def test_a_team_of_one_size_is_complete_when_full_or_not_at_all(db: Database, drain: Drain, client: httpx.AsyncClient) -> None:
    _, team_id, _ = await opened(db, drain, sizes=((3, 4000),))
    told = (await page(client, team_id))["rules"]
    assert (told[0], told[2]) == ("满 3 人付款即成团", "到时未成团，自动全额原路退款")


@pytest.mark.parametrize(
    ("language", "size", "refund"),
    [
        ("zh-CN", "满 5 人付款立即成团；时间到时有 2 人付款也成团", "时间到时付款不满 2 人，自动全额原路退款"),
        (
            "en",
            "The team is complete at once when 5 people have paid; when its time is over, 2 are enough.",
            "If fewer than 2 people have paid when the time is over, everybody is refunded in full.",
        ),
    ],
)
async def test_a_ladder_says_that_its_smallest_size_is_enough_in_the_end(
    db: Database, drain: Drain, client: httpx.AsyncClient, language: str, size: str, refund: str
) -> None:
    _, team_id, _ = await opened(db, drain, sizes=((2, 4500), (3, 4000), (5, 3500)))
    told = (await page(client, team_id, {"Accept-Language": language}))["rules"]
    assert (told[0], told[3]) == (size, refund)


async def test_the_page_says_why_somebody_cannot_join(db: Database, drain: Drain, client: httpx.AsyncClient, shift_clock: Shift) -> None:
    activity, team_id, first = await opened(db, drain, sizes=((2, 3990),), who=Who.NEW_MEMBERS)
    leader = await people.as_member(db, first.member_id)
    assert (await page(client, team_id, leader))["why_not"] == "groupbuy.already_in_team"
    _, _, other = await opened(db, drain)
    old = await people.as_member(db, other.member_id)
    assert (await page(client, team_id, old))["why_not"] == "groupbuy.new_members_only"
    (paying, opening) = await deals.buyers(db, 2)
    await deals.order(db, paying, activity, team_id)
    assert (await page(client, team_id))["why_not"] == "groupbuy.team_full"
    unpaid = await deals.order(db, opening, activity)
    assert (await page(client, deals.team_of(unpaid)))["why_not"] == "groupbuy.team_not_open"
    shift_clock(timedelta(hours=25))
    assert (await page(client, team_id))["why_not"] == "groupbuy.team_ended"


async def test_a_finished_team_keeps_its_faces_and_shows_the_leaders_reward(db: Database, drain: Drain, client: httpx.AsyncClient) -> None:
    activity, team_id, first = await opened(db, drain, sizes=((2, 3990),), reward=Reward(RewardKind.CASHBACK, Money(800)))
    (second,) = await deals.buyers(db, 1)
    await deals.pay(db, await deals.order(db, second, activity, team_id))
    await drain()
    team = await page(client, team_id, await people.as_member(db, first.member_id))
    assert (team["state"], team["paid"], team["missing"], len(team["seats"]), team["can_join"]) == ("succeeded", 2, 0, 2, False)
    assert team["mine"]["reward"] == {"state": "frozen", "amount": {"amount": 800, "currency": "CNY"}}


async def test_an_unknown_team_is_404_and_a_malformed_id_422(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{SHOP}/teams/{TeamId.new()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "groupbuy.team_not_found")
    assert (await client.get(f"{SHOP}/teams/tea_x")).status_code == 422


async def test_open_teams_of_a_product_are_listed_apart_from_ones_own(db: Database, drain: Drain, client: httpx.AsyncClient) -> None:
    activity, team_id, first = await opened(db, drain)
    path = f"{SHOP}/products/{activity.draft.product_id}/teams"
    (second, stranger) = await deals.buyers(db, 2)
    await deals.order(db, second, activity, team_id)
    asked = (await client.get(path)).json()
    (card,) = asked["items"]
    assert (card["id"], card["missing"], card["leader"]["nickname"], asked["mine"]) == (str(team_id), 2, "小团", [])
    # Whoever holds a place that is not paid yet is in the team as well.
    for inside in (first.member_id, second):
        assert (await client.get(path, headers=await people.as_member(db, inside))).json() == {"items": [], "mine": [card]}
    assert (await client.get(path, headers=await people.as_member(db, stranger))).json() == asked


async def test_ones_own_team_is_told_while_it_forms_also_when_no_place_is_left(
    db: Database, drain: Drain, client: httpx.AsyncClient, shift_clock: Shift
) -> None:
    activity, team_id, first = await opened(db, drain, sizes=((2, 3990),))
    (second,) = await deals.buyers(db, 1)
    await deals.order(db, second, activity, team_id)
    leader, path = await people.as_member(db, first.member_id), f"{SHOP}/products/{activity.draft.product_id}/teams"
    assert (await client.get(path)).json() == {"items": [], "mine": []}
    assert [card["id"] for card in (await client.get(path, headers=leader)).json()["mine"]] == [str(team_id)]
    shift_clock(timedelta(hours=24, seconds=1))
    later = await people.as_member(db, first.member_id)
    assert (await client.get(path, headers=later)).json() == {"items": [], "mine": []}


async def test_everybody_who_looks_at_a_team_hears_of_a_change_once(db: Database, drain: Drain) -> None:
    activity, team_id, _ = await opened(db, drain)
    (second,) = await deals.buyers(db, 1)
    order = await deals.order(db, second, activity, team_id)
    heard: list[Any] = []

    async def publish(messages: list[Any]) -> None:
        heard.extend(message for message in messages if message[0] == f"team:{team_id}")

    await deals.pay(db, order)
    for _ in range(60):
        await Dispatcher(db, publish).run_once()
    assert heard[-1] == (f"team:{team_id}", "changed", {"paid": 2, "missing": 1, "held": 0, "state": "forming"})
    assert len(heard) <= 2


def body(draft: Any, **change: Any) -> dict[str, Any]:
    """An activity as the console sends it."""
    tiers = [
        {
            "size": tier.size,
            "skus": [{"sku_id": str(sku), "price": {"amount": price.minor, "currency": "CNY"}} for sku, price in tier.prices],
        }
        for tier in draft.tiers
    ]
    return {
        "product_id": str(draft.product_id),
        "title": draft.title,
        "sizes": tiers,
        "starts_at": draft.starts_at.isoformat(),
        "ends_at": draft.ends_at.isoformat(),
        **change,
    }


async def test_an_operator_writes_changes_publishes_and_ends_with_every_deed_on_record(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        writer = await people.staff(tx, "operator")
        draft = await deals.draft(tx)
    headers = await people.as_staff(db, staff_id=writer)
    made = await client.post(f"{CONSOLE}/activities", json=body(draft), headers=headers)
    assert made.status_code == 201, made.text
    activity = made.json()
    assert (activity["status"], activity["team_duration_s"], activity["delivery"]) == ("draft", 86_400, ["ship", "pickup"])
    path = f"{CONSOLE}/activities/{activity['id']}"
    changed = await client.put(
        path, json=body(draft, version=1, stock=30, leader_reward={"kind": "cashback_bps", "bps": 500}), headers=headers
    )
    assert (changed.status_code, changed.json()["left"], changed.json()["version"]) == (200, 30, 2)
    assert (await client.put(path, json=body(draft, version=1), headers=headers)).json()["code"] == "groupbuy.activity_version"
    assert (await client.post(f"{path}/publish", headers=headers)).json()["status"] == "published"
    listed = (await client.get(f"{CONSOLE}/activities?status=published", headers=headers)).json()
    assert ([each["id"] for each in listed["items"]], listed["next"]) == ([activity["id"]], None)
    assert (await client.post(f"{path}/end", headers=headers)).json()["status"] == "ended"
    assert (await client.get(path, headers=headers)).json()["status"] == "ended"
    rows = await db.reader.fetch("SELECT action, actor_id, object_id FROM audit_entry WHERE action LIKE 'groupbuy.%' ORDER BY position")
    assert [tuple(row) for row in rows] == [
        (f"groupbuy.{verb}", str(writer), activity["id"]) for verb in ("create", "change", "publish", "end")
    ]


async def test_flaws_come_with_place_and_sentence(db: Database, client: httpx.AsyncClient) -> None:
    headers = {**await people.as_staff(db, "operator"), "Accept-Language": "en"}
    async with db.transaction() as tx:
        draft = await deals.draft(tx)
    answer = await client.post(f"{CONSOLE}/activities", json=body(draft, team_duration_s=5), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "groupbuy.bad_activity")
    assert answer.json()["errors"] == [
        {"path": "team_duration_s", "code": "groupbuy.flaw_team_duration", "message": "A team may take from one minute to seven days."}
    ]


async def test_staff_let_a_team_through_and_see_all_teams(db: Database, drain: Drain, client: httpx.AsyncClient) -> None:
    activity, team_id, _ = await opened(db, drain)
    headers = await people.as_staff(db, "operator")
    answer = await client.post(f"{CONSOLE}/teams/{team_id}/succeed", headers=headers)
    assert (answer.status_code, answer.json()["state"], answer.json()["paid"]) == (200, "succeeded", 1)
    rows = (await client.get(f"{CONSOLE}/teams", params={"activity_id": str(activity.id)}, headers=headers)).json()["items"]
    assert [(row["id"], row["state"]) for row in rows] == [(str(team_id), "succeeded")]


@pytest.mark.parametrize("held", ["groupbuy.read", "catalog.write", None])
async def test_who_may_not_write_changes_nothing(db: Database, client: httpx.AsyncClient, held: str | None) -> None:
    async with db.transaction() as tx:
        made = await api.create(tx, await deals.draft(tx))
    headers = await people.as_staff_with(db, held) if held else await people.as_member(db)
    for method, path, sent in (
        ("POST", f"{CONSOLE}/activities", body(made.draft)),
        ("PUT", f"{CONSOLE}/activities/{made.id}", body(made.draft, version=1)),
        ("POST", f"{CONSOLE}/activities/{made.id}/publish", None),
        ("POST", f"{CONSOLE}/activities/{made.id}/end", None),
        ("POST", f"{CONSOLE}/teams/{TeamId.new()}/succeed", None),
    ):
        answer = await client.request(method, path, json=sent, headers=headers)
        assert answer.status_code == 403, (method, path, answer.text)
    assert (await api.get_activity(db.reader, made.id)) == made


async def test_a_late_choice_over_http_is_for_late_orders_only(db: Database, drain: Drain, client: httpx.AsyncClient) -> None:
    _, _, order = await opened(db, drain)
    headers = {**await people.as_member(db, order.member_id), "Idempotency-Key": secrets.token_hex(8)}
    answer = await client.post(f"{SHOP}/orders/{order.id}/late-choice", json={"choice": "refund"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "orders.not_late")
    stranger = {**await people.as_member(db), "Idempotency-Key": secrets.token_hex(8)}
    answer = await client.post(f"{SHOP}/orders/{order.id}/late-choice", json={"choice": "refund"}, headers=stranger)
    assert answer.status_code == 404
