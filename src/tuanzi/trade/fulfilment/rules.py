"""Freight, waybills and carriers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tuanzi.kernel.money import Money, total
from tuanzi.trade.fulfilment.contracts import DEFAULT_FREIGHT_CODE, RULES_MAX, FreightLine, FreightRule, FreightTemplate
from tuanzi.trade.fulfilment.errors import BadTemplate, NotDeliverable

REGION = re.compile(r"^\d{2}(\d{2}){0,2}$")
WAYBILL = re.compile(r"^[A-Za-z0-9-]{6,40}$")
CODE = re.compile(r"^[a-z][a-z0-9_-]{0,39}$")


def _fits(region: str, prefixes: Iterable[str]) -> int:
    """How many digits the most specific matching prefix has; -1 if none matches."""
    return max((len(prefix) for prefix in prefixes if region.startswith(prefix)), default=-1)


def rule_for(template: FreightTemplate, region: str) -> FreightRule | None:
    """The most specific rule of a template for a region; the one without regions is for everywhere else."""
    ranked = [(_fits(region, rule.regions) if rule.regions else 0, -position, rule) for position, rule in enumerate(template.rules)]
    best = max((entry for entry in ranked if entry[0] >= 0), default=None, key=lambda entry: entry[:2])
    return best[2] if best else None


def fee(rule: FreightRule, measure: int) -> Money:
    """First step and every further begun step."""
    further = max(0, measure - rule.first)
    return rule.first_fee + rule.next_fee * -(-further // rule.next)


def calc_freight(templates: Mapping[str, FreightTemplate], lines: Sequence[FreightLine], region_code: str) -> Money:
    """What carrying these lines to a region costs: per template once, free where its goods reach the threshold.

    A line without a template, or with one that is gone, goes by ``default``; without that it travels free. An excluded
    region, or one that no rule covers, raises ``NotDeliverable``.
    """
    fees = []
    for code, group in _by_code(templates, lines).items():
        template = templates.get(code)
        if template is None:
            continue
        rule = rule_for(template, region_code)
        if rule is None or _fits(region_code, template.excluded) >= 0:
            raise NotDeliverable(region=region_code, sku_ids=[line.sku_id for line in group])
        goods = total(line.amount for line in group)
        if rule.free_from is not None and goods >= rule.free_from:
            continue
        measure = sum(line.quantity * (line.weight_g if template.charge_by == "weight" else 1) for line in group)
        fees.append(fee(rule, measure))
    return total(fees)


def free_lacks(templates: Mapping[str, FreightTemplate], lines: Sequence[FreightLine], region_code: str) -> Money | None:
    """How much more of these goods would be carried for nothing; None where no such promise can be made.

    A basket whose goods go by several templates is promised nothing: more of one kind would not free the others.
    """
    groups = _by_code(templates, lines)
    if len(groups) != 1:
        return None
    ((code, group),) = groups.items()
    rule = rule_for(templates[code], region_code) if code in templates else None
    if rule is None or rule.free_from is None:
        return None
    goods = total(line.amount for line in group)
    return rule.free_from - goods if goods < rule.free_from else None


def _by_code(templates: Mapping[str, FreightTemplate], lines: Sequence[FreightLine]) -> Mapping[str, Sequence[FreightLine]]:
    by_code: dict[str, list[FreightLine]] = {}
    for line in lines:
        code = line.freight_code if line.freight_code in templates else DEFAULT_FREIGHT_CODE
        by_code.setdefault(code or DEFAULT_FREIGHT_CODE, []).append(line)
    return by_code


def check_template(template: FreightTemplate) -> None:
    """Raises ``BadTemplate``."""
    if not CODE.match(template.code):
        raise BadTemplate(why="code")
    if not 1 <= len(template.rules) <= RULES_MAX:
        raise BadTemplate(why="rules")
    if sum(not rule.regions for rule in template.rules) > 1:
        raise BadTemplate(why="two_rules_for_everywhere")
    regions = [region for rule in template.rules for region in rule.regions]
    if len(set(regions)) != len(regions) or not all(REGION.match(region) for region in [*regions, *template.excluded]):
        raise BadTemplate(why="regions")
    for rule in template.rules:
        if rule.first < 0 or rule.next < 1 or rule.first_fee.minor < 0 or rule.next_fee.minor < 0:
            raise BadTemplate(why="fees")
        if rule.free_from is not None and rule.free_from.minor < 0:
            raise BadTemplate(why="free_from")
