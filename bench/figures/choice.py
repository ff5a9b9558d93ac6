"""The best combination of coupons: 50 held by the buyer, 30 lines in the basket, in random shops."""

from __future__ import annotations

import random
import time
from datetime import timedelta

from bench.bench import Bench
from bench.measure import Figure, Sample
from tuanzi.deals.coupons import rules
from tuanzi.deals.coupons.contracts import KIND, CouponId, CouponKind, CouponTerms, ScopeKind, Worth
from tuanzi.deals.pricing.contracts import BasketLine, PricedLine
from tuanzi.goods.catalog.contracts import CategoryId, ProductId, SkuId
from tuanzi.kernel import clock
from tuanzi.kernel.money import Money

LINES, COUPONS, SHOPS = 30, 50, 100
FREIGHT = Money(800)


async def run(bench: Bench) -> list[Figure]:
    """How long the choice takes, in one process."""
    figure = Figure("CHOICE", f"best of {COUPONS} coupons for {LINES} lines", "p95 ms", 20.0, 5.0)
    for number in range(bench.repetitions):
        figure.ours.append(Sample(_round(random.Random(number))))
    return [figure]


def _round(chance: random.Random) -> float:
    times = []
    for _ in range(SHOPS):
        lines, held = _shop(chance)
        began = time.perf_counter()
        fits = [rules.fit(each, lines, FREIGHT, clock.now()) for each in held]
        rules.best(fits, lines, FREIGHT)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[int(SHOPS * 0.95)]


def _shop(chance: random.Random) -> tuple[list[PricedLine], list[CouponTerms]]:
    products, categories = [ProductId.new() for _ in range(LINES)], [CategoryId.new() for _ in range(4)]
    lines = []
    for product_id in products:
        price, quantity = Money(chance.randint(500, 9900)), chance.randint(1, 5)
        line = BasketLine(SkuId.new(), product_id, quantity, price, category_path=(chance.choice(categories),))
        lines.append(PricedLine(line, price, price * quantity))
    return lines, [_coupon(chance, products, categories) for _ in range(COUPONS)]


def _coupon(chance: random.Random, products: list[ProductId], categories: list[CategoryId]) -> CouponTerms:
    scope = chance.choice([ScopeKind.ALL, ScopeKind.PRODUCTS, ScopeKind.CATEGORIES])
    ids = {ScopeKind.PRODUCTS: tuple(chance.sample(products, 6)), ScopeKind.CATEGORIES: (chance.choice(categories),)}.get(scope, ())
    worth = Worth(
        kind=chance.choice([CouponKind.AMOUNT, CouponKind.PERCENT, CouponKind.FREE_SHIPPING]),
        amount=Money(chance.randint(100, 5000)),
        percent_off_bps=chance.randint(500, 5000),
        cap=Money(chance.randint(500, 20_000)),
        threshold=Money(chance.randint(0, 20_000)),
        scope=scope,
        scope_ids=ids,
        group=f"group_{chance.randrange(12)}",
    )
    coupon_id, now = CouponId.new(), clock.now()
    ends = now + timedelta(days=chance.randint(1, 30))
    return CouponTerms(
        KIND, str(coupon_id), "", coupon_id=coupon_id, worth=worth, valid_since=now - timedelta(days=1), valid_until=ends, merchant_bps=0
    )
