"""Two hundred people at the door for what is scarce: through the whole application, as their apps would ask."""

from __future__ import annotations

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import deals, shop
from tests.factories.shop import Answers
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import TeamId, TeamState
from tuanzi.kernel.db import Database

pytestmark = [pytest.mark.race, pytest.mark.timeout(120)]
PEOPLE = 200


async def test_200_buyers_for_the_last_seat(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    activity, team_id = await shop.team_with_one_seat(db, client, drain, size=2)
    sku_id = deals.sku_of(activity)
    before = await shop.left(db, sku_id)
    people = await shop.shoppers(db, client, PEOPLE, wallet=10_000)
    wish = [each.wish(sku_id, activity=activity, team_id=team_id) for each in people]
    shown = (await people[0].quote(wish[0]))["hash"]
    assert all([(await people[n].quote(wish[n]))["hash"] == shown for n in (1, 99, 199)]), "all see the same price"

    async def take(number: int) -> httpx.Response:
        key = shop.fresh_key()
        return await shop.patient(lambda: people[number].order(wish[number], quote_hash=shown, key=key))

    answers = await shop.together(take(number) for number in range(PEOPLE))
    assert answers.counted == {"201": 1, "409 groupbuy.team_full": PEOPLE - 1}
    assert all(each["detail"] for each in answers.with_status(409)), "the refusal is a sentence that can be shown"
    (winner,) = answers.with_status(201)
    assert winner["order"]["team_id"] == team_id
    assert (await shop.left(db, sku_id), await shop.count(db, "orders_order")) == (before - 1, 2)

    at = next(n for n, answer in enumerate(answers.all) if answer.status_code == 201)
    assert (await people[at].pay(winner["order"]["id"])).status_code == 201
    await drain()
    team = (await groupbuy.get_teams(db.reader, [TeamId.parse(team_id)]))[TeamId.parse(team_id)]
    assert (team.state, team.paid, team.held) == (TeamState.SUCCEEDED, 2, 0)
    await shop.sound(db)


async def rush(db: Database, client: httpx.AsyncClient, drain: Drain, *, stock: int) -> Answers:
    """Everybody orders one piece and pays for it, all at once; then the books are looked at."""
    sku_id = await shop.on_shelf(db, stock=stock)
    people = await shop.shoppers(db, client, PEOPLE, wallet=10_000)
    shown = (await people[0].quote(people[0].wish(sku_id)))["hash"]

    async def buy(each: shop.Shopper) -> httpx.Response:
        key, pay_key = shop.fresh_key(), shop.fresh_key()
        answer = await shop.patient(lambda: each.order(each.wish(sku_id), quote_hash=shown, key=key))
        if answer.status_code == 201:
            paid = await shop.patient(lambda: each.pay(answer.json()["order"]["id"], key=pay_key))
            assert paid.status_code == 201, paid.text
        return answer

    answers = await shop.together(buy(each) for each in people)
    await drain()
    assert await shop.left(db, sku_id) == 0
    assert await shop.count(db, "orders_order") == await shop.count(db, "orders_order", "state = 'preparing'") == stock
    assert await shop.count(db, "payments_payment", "state = 'paid'") == stock
    await shop.sound(db)
    return answers


async def test_200_buyers_for_the_last_piece(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    answers = await rush(db, client, drain, stock=1)
    assert answers.counted == {"201": 1, "409 inventory.sold_out": PEOPLE - 1}
    assert {refusal["left"] for refusal in answers.with_status(409)} == {0}


async def test_rush_200_buyers_for_100_pieces_sells_exactly_100(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    answers = await rush(db, client, drain, stock=100)
    assert answers.counted == {"201": 100, "409 inventory.sold_out": 100}
