"""The reference and the gate against a naive reading of the law, over thousands of random histories."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from tuanzi.deals.pricetruth.contracts import DealPrice, Promise
from tuanzi.deals.pricetruth.rules import lowest_asked, reference, untruth
from tuanzi.goods.catalog.contracts import PriceKind, PricePeriod, SkuId
from tuanzi.kernel.money import Money

BEGAN = datetime(2026, 11, 11, tzinfo=UTC)
SKU = SkuId.new()
HOURS = 24 * 40


def at(hours: int) -> datetime:
    """So many hours before the promotion."""
    return BEGAN - timedelta(hours=hours)


def naive_reference(deals: list[DealPrice]) -> int | None:
    """Hour by hour: the 7 days before, else further back until somebody bought."""
    week = sorted(deal.minor for deal in deals for hour in range(1, 7 * 24 + 1) if deal.at == at(hour))
    if week:
        return week[0]
    for hour in range(7 * 24 + 1, HOURS + 1):
        then = sorted(deal.minor for deal in deals if deal.at == at(hour))
        if then:
            return then[0]
    return None


def naive_lowest(prices: list[int], days: int) -> int:
    """``prices[h]`` stood in the hour that began h + 1 hours before the promotion."""
    return min(prices[: days * 24])


def history(prices: list[int]) -> list[PricePeriod]:
    """The periods of hourly prices, the oldest first; the last one still stands."""
    periods: list[PricePeriod] = []
    for hour in range(len(prices) - 1, -1, -1):
        if periods and periods[-1].price.minor == prices[hour]:
            continue
        if periods:
            last = periods.pop()
            periods.append(PricePeriod(SKU, PriceKind.SINGLE, last.price, last.since, at(hour + 1)))
        periods.append(PricePeriod(SKU, PriceKind.SINGLE, Money(prices[hour]), at(hour + 1)))
    return periods


def random_prices(source: random.Random) -> list[int]:
    prices: list[int] = []
    while len(prices) < HOURS:
        prices += [source.choice((79, 89, 99, 109, 119))] * source.choice((1, 5, 24, 7 * 24, 7 * 24 - 1, 12 * 24))
    return prices[:HOURS]


@pytest.mark.parametrize("seed", range(20))
def test_the_reference_is_that_of_the_naive_reading(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(200):
        deals = [
            DealPrice(at(source.choice((0, 1, 7 * 24, 7 * 24 + 1, source.randrange(-48, HOURS)))), source.randrange(50, 120))
            for _ in range(source.randrange(6))
        ]
        assert reference(deals, BEGAN) == naive_reference(deals)


@pytest.mark.parametrize("seed", range(10))
def test_the_lowest_price_asked_is_that_of_the_naive_reading(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(100):
        prices = random_prices(source)
        for days in (7, 30):
            found = lowest_asked(history(prices), BEGAN, timedelta(days=days))
            assert found == Money(naive_lowest(prices, days))


@pytest.mark.parametrize("seed", range(10))
def test_a_promise_passes_exactly_when_it_is_true(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(100):
        prices = random_prices(source)
        deals = [DealPrice(at(source.randrange(1, HOURS)), source.randrange(70, 125)) for _ in range(source.randrange(4))]
        promise = Promise(SKU, Money(source.randrange(60, 100)), Money(source.choice((prices[0], 99, 119))), is_asked=source.random() < 0.5)
        asked = naive_lowest(prices, 7)
        paid = naive_reference(deals)
        lawful = asked if promise.is_asked else min(asked, paid if paid is not None else asked)
        is_true = promise.against.minor <= promise.price.minor or promise.against.minor <= lawful
        found = untruth(promise, deals, history(prices), BEGAN)
        assert (found is None) == is_true
        if found is not None:
            assert found.is_raised == (asked < promise.against.minor)


def test_raise_then_discount_is_seen_to_the_hour() -> None:
    for stood, is_raised in ((7 * 24, False), (7 * 24 - 1, True)):
        prices = [99] * stood + [79] * (HOURS - stood)
        found = untruth(Promise(SKU, Money(89), Money(99), is_asked=True), [], history(prices), BEGAN)
        assert (found is not None) == is_raised
        if found:
            assert found.lawful == Money(79)


def test_what_was_never_sold_nor_shown_promises_nothing() -> None:
    found = untruth(Promise(SKU, Money(89), Money(99)), [], [], BEGAN)
    assert found is not None
    assert (found.lawful, found.is_raised) == (None, False)
    assert untruth(Promise(SKU, Money(89), Money(99), is_asked=True), [], [], BEGAN) is None
