"""The guard over a real shop: planted losses are found, with the basket and the offers that make them; the report is kept and shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from tests.conftest import Drain
from tests.factories import coupons, deals, people, savings, shop
from tests.factories.shop import CONSOLE
from tuanzi.deals.coupons.contracts import CouponKind
from tuanzi.deals.savings.contracts import Gain, GainKind, Rule, SavingKind, Step, Tier, When
from tuanzi.deals.stackguard import api
from tuanzi.deals.stackguard.contracts import Case, Report
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.kernel.money import Money

PRICE, COST = 3000, 2000


async def goods(db: Database, price: int = PRICE, cost: int = COST) -> None:
    sku_id = await shop.on_shelf(db, stock=100, price=price)
    await db.pool.execute("UPDATE catalog_sku SET cost_minor = $2 WHERE id = $1", sku_id, cost)


async def look(db: Database) -> Report:
    return api.examine(await api.read(db.reader))


def names(case: Case) -> set[str]:
    return {each.label for each in case.reasons if each.applied}


async def test_a_sound_shop(db: Database) -> None:
    await goods(db)
    (case,) = (await look(db)).cases
    assert (case.margin, case.is_proved, names(case)) == (Money(PRICE - COST), True, set())


def part_off(bps: int) -> Rule:
    return Rule(kind=SavingKind.FULL_REDUCTION, tiers=(Tier(threshold=Money(100), gain=Gain(kind=GainKind.PERCENT, percent_off_bps=bps)),))


async def test_two_parts_off_that_were_never_meant_to_meet(db: Database) -> None:
    """20 % and 20 % leave 64 %: below a cost of two thirds."""
    await goods(db)
    async with db.transaction() as tx:
        await savings.published(tx, part_off(2000), name="八折", group="a")
        await savings.published(tx, part_off(2000), name="再八折", group="b")
    worst = (await look(db)).cases[0]
    assert worst.margin < Money(0)
    assert names(worst) == {"八折", "再八折"}


async def test_two_that_never_are_on_together_do_not_meet(db: Database) -> None:
    await goods(db)
    now = clock.now()
    async with db.transaction() as tx:
        await savings.published(
            tx, part_off(2000), name="今天", group="a", when=When(starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1))
        )
        await savings.published(
            tx, part_off(2000), name="后天", group="b", when=When(starts_at=now + timedelta(days=2), ends_at=now + timedelta(days=3))
        )
    worst = (await look(db)).cases[0]
    assert worst.margin > Money(0)
    assert len(names(worst)) == 1


async def test_a_coupon_on_top_of_a_price_for_a_time(db: Database) -> None:
    await goods(db)
    async with db.transaction() as tx:
        await savings.published(tx, Rule(kind=SavingKind.LIMITED_TIME, steps=(Step(0, 2500),)), name="限时")
        await coupons.published(tx, replace(coupons.worth(1500, 0), kind=CouponKind.AMOUNT), name="大额券")
    worst = (await look(db)).cases[0]
    assert (worst.margin, names(worst)) == (Money(2250 - 1500 - COST), {"限时", "大额券"})


async def test_any_three_at_one_price_with_dear_goods_among_them(db: Database) -> None:
    await goods(db, 3900, 1500)
    await goods(db, 15_000, 9_000)
    async with db.transaction() as tx:
        await savings.published(tx, Rule(kind=SavingKind.MIX, buy=3, set_price=Money(9900)), name="任选三件")
    worst = (await look(db)).cases[0]
    assert max(worst.lines, key=lambda line: line.quantity).unit_price == Money(15_000), "the dear ones are taken"
    assert names(worst) == {"任选三件"}
    assert worst.margin <= Money(6 * 9900 - 18 * 9000), "six sets of the dear alone lose as much"


@pytest.mark.parametrize("combinable", [True, False])
async def test_a_group_price_with_a_saving_on_top(db: Database, combinable: bool) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx, combinable=combinable)
        await savings.published(tx, part_off(4000), name="六折")
    price = activity.draft.tiers[0].prices[0][1]
    await db.pool.execute("UPDATE catalog_sku SET cost_minor = $1", price.minor * 9 // 10)
    found = await look(db)
    team = next(case for case in found.cases if case.deal)
    assert (team.margin < Money(0)) == combinable
    assert ("六折" in names(team)) == combinable


async def test_the_report_is_made_kept_and_shown(db: Database, client: httpx.AsyncClient, drain: Drain) -> None:
    staff = await people.as_staff(db)
    await goods(db)
    assert (await client.get(f"{CONSOLE}/stackguard", headers=staff)).json()["id"] is None
    async with db.transaction() as tx:
        await savings.published(tx, part_off(5000), name="五折")
    assert (await client.post(f"{CONSOLE}/stackguard/look", headers=staff)).status_code == 202
    await drain()
    said = (await client.get(f"{CONSOLE}/stackguard", headers=staff)).json()
    (case,) = said["cases"]
    assert (case["margin"]["amount"] < 0, case["is_proved"], said["skus"]) == (True, True, 1)
    assert [each["label"] for each in case["reasons"] if each["applied"]] == ["五折"]
