"""The deal of docs/how-to/add-a-deal.md: its code is what runs here, and nothing outside its folder knows of it."""

from __future__ import annotations

import importlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from tests.conftest import Drain
from tests.factories import deals
from tuanzi.deals.pricing import register as registry
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Database, metadata
from tuanzi.kernel.errors import Conflict
from tuanzi.kernel.facts import catalogue
from tuanzi.kernel.money import Money
from tuanzi.trade.orders import api as orders
from tuanzi.trade.orders.contracts import State

ROOT = Path(__file__).resolve().parents[2]
TOY = ROOT / "tests" / "deals" / "toy"
DOC = ROOT / "docs" / "how-to" / "add-a-deal.md"
BLOCK = re.compile(r"`src/tuanzi/deals/welcome/(\w+\.py)`[^`]*```python\n(.*?)```", re.DOTALL)


@pytest.fixture
async def welcome(db: Database, config: Config) -> AsyncIterator[None]:
    """Plug the deal in, with its table, and take it out again."""
    importlib.import_module("tests.deals.toy.offer")
    from tests.deals.toy.models import welcome_gift
    from tests.deals.toy.offer import Welcome

    if Welcome.kind not in registry._offers:
        registry.register(Welcome())
    if welcome_gift.name in metadata.tables:
        metadata.remove(welcome_gift)
    await db.pool.execute(str(CreateTable(welcome_gift).compile(dialect=postgresql.dialect())))  # type: ignore[no-untyped-call]
    yield
    await db.pool.execute("DROP TABLE welcome_gift")
    del registry._offers[Welcome.kind]
    del catalogue._reactors["pricing.release_welcome"]


def test_the_page_shows_the_code_that_runs() -> None:
    shown = dict(BLOCK.findall(DOC.read_text("utf-8")))
    assert set(shown) == {path.name for path in TOY.glob("*.py")}
    for name, code in shown.items():
        assert code.replace("tuanzi.deals.welcome", "tests.deals.toy") == (TOY / name).read_text("utf-8"), name


def test_the_deal_is_small() -> None:
    lines = [line for path in TOY.glob("*.py") for line in path.read_text("utf-8").splitlines() if line.strip()]
    assert len(lines) <= 60


async def test_it_runs_from_quote_to_checkout_to_cancellation(db: Database, drain: Drain, welcome: None) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
        member_id = await deals.buyer(tx)
    async with db.transaction() as tx:
        first = await deals.check_out(tx, member_id, activity, quantity=2, alone=True)
    assert (first.payable, [(each.source, each.amount) for each in first.adjustments]) == (Money(9480), [("welcome", Money(-500))])
    with pytest.raises(Conflict, match=r"welcome\.taken"):
        async with db.transaction() as tx:
            await deals.check_out(tx, member_id, activity, alone=True)
    async with db.transaction() as tx:
        await orders.cancel(tx, member_id, first.id)
    await drain()
    async with db.transaction() as tx:
        again = await deals.check_out(tx, member_id, activity, alone=True)
    assert again.payable == Money(4490)
    await deals.pay(db, again)
    await drain()
    assert (await deals.now(db, again.id)).state is State.PREPARING
    async with db.transaction() as tx:
        third = await deals.check_out(tx, member_id, activity, alone=True)
    assert (third.payable, third.adjustments) == (Money(4990), ())


async def test_it_leaves_goods_at_a_group_price_alone(db: Database, welcome: None) -> None:
    async with db.transaction() as tx:
        activity = await deals.activity(tx)
        combinable = await deals.activity(tx, combinable=True)
        member_id = await deals.buyer(tx)
    async with db.transaction() as tx:
        assert (await deals.check_out(tx, member_id, activity)).payable == Money(3990)
        assert (await deals.check_out(tx, member_id, combinable)).payable == Money(3490)
