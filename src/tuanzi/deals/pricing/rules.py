"""The quote: a pure function from basket, buyer and terms to lines, adjustments, and an explanation of every cent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

import orjson

from tuanzi.deals.pricing.contracts import (
    LINES_MAX,
    QUANTITY_MAX,
    WHOLE_BPS,
    Award,
    Basket,
    Buyer,
    DealChoice,
    Explanation,
    Freight,
    LineAdjustment,
    LinePrice,
    PricedLine,
    Quote,
    Ruling,
    Stage,
    Terms,
)
from tuanzi.deals.pricing.errors import BadBasket, UnknownDeal
from tuanzi.kernel.money import Money, total
from tuanzi.trade.fulfilment.contracts import FreightLine
from tuanzi.trade.orders.contracts import Bearer


class Pricer(Protocol):
    """The pure part of an ``Offer``."""

    kind: str
    stage: Stage

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        """What this kind gives."""
        ...


OfferTerms = Sequence[tuple[Pricer, Sequence[Terms]]]


@dataclass(slots=True)
class _Ledger:
    """What the stages have written so far."""

    lines: list[PricedLine]
    freight: Money
    freight_off: Money
    adjustments: list[LineAdjustment] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    used: list[tuple[str, str]] = field(default_factory=list)

    def give(self, award: Award) -> None:
        """Take an award off its lines, or off what carrying costs, never more than they cost."""
        if award.of_freight:
            off = max(min(award.amount, Money(0, award.amount.currency)), self.freight_off - self.freight)
            self.freight_off -= off
            self._tell(award, off)
            return
        members = [index for index in award.lines if self.lines[index].is_open]
        if not members:
            self.refuse(award, "pricing.not_combinable")
            return
        costs = [self.lines[index].amount for index in members]
        zero = Money(0, costs[0].currency)
        amount = max(min(award.amount, zero), -total(costs, zero.currency))
        for index, share in zip(members, amount.split([cost.minor for cost in costs]), strict=True):
            priced = self.lines[index]
            self.lines[index] = replace(priced, amount=priced.amount + share, is_open=not award.closes)
            for part, bearer in _borne(award, share):
                self.adjustments.append(LineAdjustment(award.rule, award.reference, award.label, part, index, bearer))
        self._tell(award, amount)

    def _tell(self, award: Award, amount: Money) -> None:
        if amount:
            self.used.append((award.rule, award.reference))
        self.explanations.append(Explanation(award.rule, award.label, True, amount, award.why, award.fields, award.reference))

    def refuse(self, award: Award, why: str) -> None:
        """Say that an award that was due is not given."""
        self.explanations.append(Explanation(award.rule, award.label, False, None, why, award.fields, award.reference))


def _borne(award: Award, share: Money) -> list[tuple[Money, Bearer]]:
    """A line's share of an award by who bears it; nothing for nothing."""
    if award.merchant_bps is None:
        return [(share, award.bearer)] if share else []
    platform, merchant = share.split([WHOLE_BPS - award.merchant_bps, award.merchant_bps])
    parts: list[tuple[Money, Bearer]] = [(platform, "platform"), (merchant, "merchant")]
    return [(part, bearer) for part, bearer in parts if part]


def canonical(basket: Basket) -> Basket:
    """The same basket with its lines in the order of their ids, so that cents fall the same way however they were listed.

    Raises ``BadBasket``: empty, too long, a quantity out of bounds, a sku twice, or mixed currencies.
    """
    lines = sorted(basket.lines, key=lambda line: line.sku_id.int)
    if not 1 <= len(lines) <= LINES_MAX:
        raise BadBasket(why="lines")
    if any(not 1 <= line.quantity <= QUANTITY_MAX for line in lines):
        raise BadBasket(why="quantity")
    if len({line.sku_id for line in lines}) != len(lines):
        raise BadBasket(why="sku_twice")
    if any(line.price.minor < 0 for line in lines) or len({line.price.currency for line in lines}) != 1:
        raise BadBasket(why="price")
    return replace(basket, lines=tuple(lines))


def quote(basket: Basket, buyer: Buyer, offers: OfferTerms, freight: Freight, now: datetime) -> Quote:
    """Price ``basket`` for ``buyer`` at ``now``.

    Raises ``BadBasket``, ``UnknownDeal``, and the error of the chosen deal if the buyer cannot have it.
    """
    basket = canonical(basket)
    kinds = sorted(offers, key=lambda pair: (pair[0].stage, pair[0].kind))
    if basket.deal and all(offer.kind != basket.deal.kind for offer, _ in kinds):
        raise UnknownDeal(kind=basket.deal.kind)
    zero = Money(0, basket.lines[0].price.currency)
    ledger = _Ledger([PricedLine(line, line.price, line.price * line.quantity) for line in basket.lines], zero, zero)
    _scene(ledger, basket, buyer, [pair for pair in kinds if pair[0].stage == Stage.SCENE], now)
    ledger.freight = freight(_freight_lines(ledger.lines)) if basket.delivery == "ship" else zero
    basket = replace(basket, freight=ledger.freight)
    for offer, terms in kinds:
        if offer.stage != Stage.SCENE:
            ruling = offer.quote(basket, buyer, terms, tuple(ledger.lines), now)
            for award in ruling.awards:
                ledger.give(award)
            ledger.explanations.extend(ruling.refusals)
    return _finish(basket, ledger)


def _scene(ledger: _Ledger, basket: Basket, buyer: Buyer, offers: OfferTerms, now: datetime) -> None:
    """Give each line one scene price: that of the chosen deal, else the lowest proposed."""
    proposals: dict[int, list[Award]] = {index: [] for index in range(len(ledger.lines))}
    chosen: dict[int, Award] = {}
    unscened = tuple(ledger.lines)
    for offer, terms in offers:
        ruling = offer.quote(basket, buyer, terms, unscened, now)
        ledger.explanations.extend(ruling.refusals)
        for award in ruling.awards:
            (index,) = award.lines
            proposals[index].append(award)
            if basket.deal and basket.deal.kind == offer.kind:
                chosen[index] = award
    for index, awards in proposals.items():
        if not awards:
            continue
        winner = chosen.get(index) or min(awards, key=lambda award: (award.amount.minor, award.rule, award.reference))
        ledger.give(winner)
        scened = ledger.lines[index]
        ledger.lines[index] = replace(scened, scene_price=Money(scened.amount.minor // scened.line.quantity, scened.amount.currency))
        for award in awards:
            if award is not winner:
                ledger.refuse(award, "pricing.other_scene_chosen" if index in chosen else "pricing.other_scene_lower")


def _freight_lines(lines: Sequence[PricedLine]) -> tuple[FreightLine, ...]:
    return tuple(
        FreightLine(each.line.sku_id, each.line.quantity, each.line.weight_g, each.amount, each.line.freight_code) for each in lines
    )


def _finish(basket: Basket, ledger: _Ledger) -> Quote:
    fee = ledger.freight - ledger.freight_off
    currency = fee.currency
    lines = tuple(
        LinePrice(
            each.line.sku_id,
            each.line.product_id,
            each.line.quantity,
            each.line.price,
            each.scene_price,
            each.line.price * each.line.quantity - each.amount,
            each.amount,
        )
        for each in ledger.lines
    )
    goods_total = total((line.unit_price * line.quantity for line in lines), currency)
    discount_total = total((line.discount for line in lines), currency)
    payable = total((line.payable for line in lines), currency) + fee
    why = (
        "pricing.freight_pickup" if basket.delivery == "pickup" else "pricing.freight_charged" if ledger.freight else "pricing.freight_free"
    )
    explanations = (*ledger.explanations, Explanation("freight", "pricing.freight", bool(ledger.freight), ledger.freight, why))
    adjustments = tuple(ledger.adjustments)
    digest = quote_hash(lines, adjustments, fee, payable, basket)
    return Quote(
        lines, adjustments, explanations, goods_total, discount_total, fee, ledger.freight_off, payable, tuple(ledger.used), digest
    )


def quote_hash(lines: Sequence[LinePrice], adjustments: Sequence[LineAdjustment], freight: Money, payable: Money, basket: Basket) -> str:
    """The name of what the buyer was shown: every amount and whom it came from, in no language."""
    deal = basket.deal or DealChoice("", "")
    said: Mapping[str, Any] = {
        "lines": [[str(line.sku_id), line.quantity, line.unit_price.minor, line.scene_price.minor, line.payable.minor] for line in lines],
        "adjustments": [[each.source, each.reference, each.line, each.amount.minor] for each in adjustments],
        "freight": freight.minor,
        "payable": payable.minor,
        "currency": payable.currency,
        "delivery": basket.delivery,
        "deal": [deal.kind, deal.activity_id, deal.team_id],
    }
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def claimants(basket: Basket, quoted: Quote) -> frozenset[str]:
    """The kinds that have something to claim: the chosen deal, and every rule that gave something."""
    kinds = {rule for rule, _ in quoted.used}
    return frozenset(kinds | {basket.deal.kind} if basket.deal else kinds)
