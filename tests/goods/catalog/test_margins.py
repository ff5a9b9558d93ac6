"""Margins by role: shares that make a whole, losses that look no smaller, drift from the aim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import goods
from tuanzi.goods.catalog import api, rules
from tuanzi.goods.catalog.contracts import ProductRole
from tuanzi.goods.catalog.errors import BadTargets
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money


@given(st.integers(1, 10**10), st.integers(0, 10**10))
def test_a_margin_is_the_part_of_the_price_that_stays(price: int, cost: int) -> None:
    found = rules.margin(Money(price), Money(cost))
    assert found.amount == Money(price - cost)
    assert found.bps <= 10_000
    # Rounded down: never more than the truth, and by less than one hundredth of a percent.
    assert 0 <= found.amount.minor * 10_000 - found.bps * price < price
    assert (found.bps < 0) == (cost > price)


@given(st.lists(st.integers(-(10**9), 10**12), min_size=1, max_size=6))
def test_shares_make_a_whole_or_nothing(amounts: list[int]) -> None:
    found = rules.shares(amounts)
    assert sum(found) == (10_000 if any(amount > 0 for amount in amounts) else 0)
    assert all(share >= 0 for share in found)
    assert all(share == 0 for share, amount in zip(found, amounts, strict=True) if amount <= 0)


@given(st.dictionaries(st.sampled_from(ProductRole), st.integers(-100, 10_100)))
def test_targets_make_a_whole_or_are_none(targets: dict[ProductRole, int]) -> None:
    if not targets or (sum(targets.values()) == 10_000 and min(targets.values()) >= 0):
        rules.check_targets(targets)
        return
    with pytest.raises(BadTargets):
        rules.check_targets(targets)


async def test_the_overview_computes_the_margin_that_the_rule_does(tx: Tx) -> None:
    loss = goods.sku("L", price=999, cost=Money(1500))
    gain = goods.sku("G", price=1000, cost=Money(333))
    for sku in (loss, gain):
        made = await goods.product(tx, sku)
        found = (await api.list_products(tx, api.ProductQuery(words=made.draft.code))).items[0]
        assert found.margin_bps == found.margin_max_bps == rules.margin(sku.price, sku.cost).bps


async def test_what_each_role_sold_earned_and_should_have(tx: Tx) -> None:
    lure = await goods.product(tx, goods.sku("A", price=1000, cost=Money(950)), role=ProductRole.TRAFFIC)
    earner = await goods.product(tx, goods.sku("B", price=5000, cost=Money(2000)), role=ProductRole.PROFIT)
    plain = await goods.product(tx, goods.sku("C", price=2000, cost=Money(1000)))
    await api.set_targets(tx, {ProductRole.TRAFFIC: 3000, ProductRole.PROFIT: 7000})
    sold = {
        lure.sku_ids[0]: (10, Money(10_000)),
        earner.sku_ids[0]: (2, Money(9_000)),
        plain.sku_ids[0]: (1, Money(1_000)),
    }
    by_role = {share.role: share for share in await api.margins_by_role(tx, sold)}
    assert sum(share.turnover_share_bps for share in by_role.values()) == 10_000
    traffic, profit = by_role[ProductRole.TRAFFIC], by_role[ProductRole.PROFIT]
    assert (traffic.turnover, traffic.profit, traffic.margin_bps, traffic.quantity) == (Money(10_000), Money(500), 500, 10)
    assert (traffic.turnover_share_bps, traffic.target_bps, traffic.drift_bps) == (5000, 3000, 2000)
    assert (profit.profit, profit.list_margin_bps, profit.drift_bps) == (Money(5_000), 6000, -2500)
    assert (by_role[None].turnover, by_role[None].target_bps) == (Money(1_000), 0)
    assert (by_role[ProductRole.STRATEGIC].products, by_role[ProductRole.STRATEGIC].margin_bps) == (0, 0)


async def test_without_an_aim_there_is_no_drift(tx: Tx) -> None:
    await api.set_targets(tx, {ProductRole.PROFIT: 10_000})
    await api.set_targets(tx, {})
    assert {share.drift_bps for share in await api.margins_by_role(tx, {})} == {None}
    assert await api.targets(tx) == {}
