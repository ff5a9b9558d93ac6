import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.fulfilment import api
from tuanzi.trade.fulfilment.contracts import FreightLine, FreightRule, FreightTemplate
from tuanzi.trade.fulfilment.errors import BadTemplate, NotDeliverable, TemplateNotFound
from tuanzi.trade.fulfilment.rules import calc_freight, fee, free_lacks

EVERYWHERE = FreightRule((), 1000, Money(800), 500, Money(200), Money(9900))
SHANDONG = FreightRule(("37",), 1000, Money(500), 1000, Money(100))
SHOUGUANG = FreightRule(("370783",), 10_000, Money(0), 1000, Money(100))
BY_WEIGHT = FreightTemplate("default", "生鲜", "weight", (EVERYWHERE, SHANDONG, SHOUGUANG), ("54", "6502"))
BY_COUNT = FreightTemplate("box", "整箱", "count", (FreightRule((), 2, Money(1000), 3, Money(600)),))
TEMPLATES = {"default": BY_WEIGHT, "box": BY_COUNT}


def line(quantity: int = 1, weight_g: int = 500, amount: int = 1000, code: str | None = None) -> FreightLine:
    return FreightLine(SkuId.new(), quantity, weight_g, Money(amount), code)


@pytest.mark.parametrize(
    ("lines", "region", "expected"),
    [
        ([line()], "110101", 800),
        ([line(2)], "110101", 800),
        ([line(2, 501)], "110101", 1000),
        ([line(4)], "110101", 1200),
        ([line(4)], "371002", 600),
        ([line(4)], "370783", 0),
        ([line(1, amount=9899)], "110101", 800),
        ([line(1, amount=9900)], "110101", 0),
        ([line(1, amount=9900)], "371002", 500),
        ([line(2, code="box")], "110101", 1000),
        ([line(3, code="box")], "110101", 1600),
        ([line(5, code="box")], "110101", 1600),
        ([line(6, code="box")], "110101", 2200),
        ([line(1, code="box"), line(1)], "110101", 1800),
        ([line(1, code="gone")], "110101", 800),
        ([], "110101", 0),
    ],
)
def test_freight_by_hand(lines: list[FreightLine], region: str, expected: int) -> None:
    assert calc_freight(TEMPLATES, lines, region) == Money(expected)


@pytest.mark.parametrize("region", ["540102", "650201"])
def test_remote_regions_are_refused(region: str) -> None:
    with pytest.raises(NotDeliverable) as refusal:
        calc_freight(TEMPLATES, [line()], region)
    assert refusal.value.fields["region"] == region
    assert calc_freight(TEMPLATES, [line()], "650102") == Money(800)
    assert calc_freight(TEMPLATES, [line(code="box")], region) == Money(1000)


def test_a_region_that_no_rule_covers_is_refused() -> None:
    only_here = {"default": FreightTemplate("default", "本省", "count", (SHANDONG,))}
    with pytest.raises(NotDeliverable):
        calc_freight(only_here, [line()], "110101")


@pytest.mark.parametrize(
    ("lines", "region", "lacking"),
    [
        ([line()], "110101", Money(8900)),
        ([line(amount=9899)], "110101", Money(1)),
        ([line(amount=9900)], "110101", None),
        ([line()], "371002", None),
        ([line(code="box")], "110101", None),
        ([line(), line(code="box")], "110101", None),
        ([], "110101", None),
    ],
)
def test_what_is_lacking_for_free_freight(lines: list[FreightLine], region: str, lacking: Money | None) -> None:
    assert free_lacks(TEMPLATES, lines, region) == lacking
    if lacking:
        assert calc_freight(TEMPLATES, [*lines, line(amount=lacking.minor)], region) == Money(0), "the promise is kept"


def test_without_any_template_goods_travel_free() -> None:
    assert calc_freight({}, [line()], "110101") == Money(0)


@given(st.integers(0, 50), st.integers(0, 2000), st.integers(1, 20), st.integers(0, 900), st.integers(0, 500))
def test_every_begun_step_counts_once(first: int, first_fee: int, step: int, step_fee: int, measure: int) -> None:
    rule = FreightRule((), first, Money(first_fee), step, Money(step_fee))
    steps, reached = 0, first
    while reached < measure:
        steps, reached = steps + 1, reached + step
    assert fee(rule, measure) == Money(first_fee + steps * step_fee)


async def test_templates_are_kept_and_asked(tx: Tx) -> None:
    assert await api.save_template(tx, BY_WEIGHT) is None
    assert await api.save_template(tx, FreightTemplate("default", "新", "weight", (EVERYWHERE,))) == BY_WEIGHT
    assert (await api.templates(tx))["default"].name == "新"
    assert await api.freight(tx, [line(4)], "370783") == Money(1200)
    await api.delete_template(tx, "default")
    with pytest.raises(TemplateNotFound):
        await api.delete_template(tx, "default")


@pytest.mark.parametrize(
    ("why", "template"),
    [
        ("code", FreightTemplate("Ä", "x", "count", (EVERYWHERE,))),
        ("rules", FreightTemplate("x", "x", "count", ())),
        ("two_rules_for_everywhere", FreightTemplate("x", "x", "count", (EVERYWHERE, EVERYWHERE))),
        ("regions", FreightTemplate("x", "x", "count", (SHANDONG, SHANDONG))),
        ("regions", FreightTemplate("x", "x", "count", (EVERYWHERE,), ("5",))),
        ("fees", FreightTemplate("x", "x", "count", (FreightRule((), 1, Money(-1), 1, Money(0)),))),
        ("fees", FreightTemplate("x", "x", "count", (FreightRule((), 1, Money(1), 0, Money(0)),))),
        ("free_from", FreightTemplate("x", "x", "count", (FreightRule((), 1, Money(1), 1, Money(0), Money(-1)),))),
    ],
)
async def test_a_template_that_cannot_work_is_refused(tx: Tx, why: str, template: FreightTemplate) -> None:
    with pytest.raises(BadTemplate) as refusal:
        await api.save_template(tx, template)
    assert refusal.value.fields["why"] == why
