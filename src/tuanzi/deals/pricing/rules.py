"""The quote: a pure function from basket, buyer and terms to lines, adjustments, and an explanation of every cent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, TypeGuard

import orjson

from tuanzi.deals.pricing.choice import Candidate, Standing, Taken, choose, cut
from tuanzi.deals.pricing.contracts import (
    ALL_TOGETHER,
    LINES_MAX,
    QUANTITY_MAX,
    Award,
    Basket,
    Buyer,
    CutOf,
    DealChoice,
    Explanation,
    FreeLacks,
    Freight,
    Hint,
    LineAdjustment,
    LinePrice,
    Policy,
    PricedLine,
    Quote,
    Ruling,
    Stage,
    Terms,
)
from tuanzi.deals.pricing.errors import BadBasket, UnknownDeal
from tuanzi.kernel.money import BPS, Money, total
from tuanzi.trade.fulfilment.contracts import FreightLine
from tuanzi.trade.orders.contracts import Bearer


class Pricer(Protocol):
    """The pure part of an ``Offer``."""

    kind: str
    stage: Stage

    def quote(self, basket: Basket, buyer: Buyer, terms: Sequence[Terms], lines: Sequence[PricedLine], now: datetime) -> Ruling:
        """What this kind gives."""
        ...


class SelectivePricer(Protocol):
    """The pure part of a ``Selective`` offer."""

    kind: str

    def prepare(
        self, terms: Terms, basket: Basket, buyer: Buyer, lines: Sequence[PricedLine], now: datetime
    ) -> tuple[CutOf, Sequence[int]]:
        """One offer's cut, and the lines it looks at."""
        ...

    def merchant_bps(self, terms: Terms) -> int:
        """The merchant's part."""
        ...


def _is_selective(offer: object) -> TypeGuard[SelectivePricer]:
    return hasattr(offer, "prepare")


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
        if amount or award.gifts:
            self.used.append((award.rule, award.reference))
        self.explanations.append(
            Explanation(award.rule, award.label, True, amount, award.why, award.fields, award.reference, award.hint, award.gifts)
        )

    def refuse(self, award: Award, why: str) -> None:
        """Say that an award that was due is not given."""
        self.explanations.append(Explanation(award.rule, award.label, False, None, why, award.fields, award.reference))


def _borne(award: Award, share: Money) -> list[tuple[Money, Bearer]]:
    """A line's share of an award by who bears it; nothing for nothing."""
    if award.merchant_bps is None:
        return [(share, award.bearer)] if share else []
    platform, merchant = share.split([BPS - award.merchant_bps, award.merchant_bps])
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


def quote(
    basket: Basket,
    buyer: Buyer,
    offers: OfferTerms,
    freight: Freight,
    now: datetime,
    policy: Policy = ALL_TOGETHER,
    lacks: FreeLacks = lambda _: None,
) -> Quote:
    """Price ``basket`` for ``buyer`` at ``now``: scene prices, the chosen item and order offers, then coupons and what follows.
    ``lacks`` only hints at free shipping.

    Raises ``BadBasket``, ``UnknownDeal``, and the error of the chosen deal if the buyer cannot have it.
    """
    basket = canonical(basket)
    kinds = sorted(offers, key=lambda pair: (pair[0].stage, pair[0].kind))
    if basket.deal and all(offer.kind != basket.deal.kind for offer, _ in kinds):
        raise UnknownDeal(kind=basket.deal.kind)
    zero = Money(0, basket.lines[0].price.currency)
    ledger = _Ledger([PricedLine(line, line.price, line.price * line.quantity) for line in basket.lines], zero, zero)
    _scene(ledger, basket, buyer, [pair for pair in kinds if pair[0].stage == Stage.SCENE], now, policy)
    carried = _freight_lines(ledger.lines)
    ledger.freight = freight(carried) if basket.delivery == "ship" else zero
    _Run(replace(basket, freight=ledger.freight), buyer, kinds, now, policy).go(ledger)
    more = lacks(carried) if ledger.freight > ledger.freight_off else None
    return _finish(basket, ledger, Hint(more, 0, "pricing.gain_free_shipping") if more else None)


@dataclass(frozen=True, slots=True)
class _Run:
    """What follows the scene prices."""

    basket: Basket
    buyer: Buyer
    kinds: OfferTerms
    now: datetime
    policy: Policy

    def go(self, ledger: _Ledger) -> None:
        """Choose, apply and explain."""
        candidates, bearers = self._candidates(ledger.lines)
        start = Standing(tuple(each.amount.minor for each in ledger.lines), ledger.freight.minor)

        def later(chosen: tuple[Taken, ...], at: Standing) -> int:
            tried = _Ledger(list(ledger.lines), ledger.freight, ledger.freight_off)
            self._give(tried, chosen, bearers)
            self._rest(tried, chosen)
            return sum(at.costs) + at.freight - sum(each.amount.minor for each in tried.lines) - (tried.freight - tried.freight_off).minor

        chosen = choose(candidates, start, self.policy, later) if candidates else ()
        self._give(ledger, chosen, bearers)
        ledger.explanations += [
            self._left_out(each, start, chosen) for each in candidates if all(each is not one.candidate for one in chosen)
        ]
        self._rest(ledger, chosen)

    def _candidates(self, lines: Sequence[PricedLine]) -> tuple[list[Candidate], Mapping[int, int]]:
        found: list[Candidate] = []
        bearers: dict[int, int] = {}
        for offer, terms in self.kinds:
            if not _is_selective(offer):
                continue
            for each in terms:
                stack = each.stack
                assert stack is not None, "the terms of a selective offer say how they stack"
                cut_of, indices = offer.prepare(each, self.basket, self.buyer, lines, self.now)
                seen = sum(1 << index for index in indices if lines[index].is_open_to(stack.stack_class))
                found.append(Candidate(each, stack, cut_of, seen))
                bearers[id(each)] = offer.merchant_bps(each)
        return found, bearers

    def _give(self, ledger: _Ledger, chosen: Sequence[Taken], bearers: Mapping[int, int]) -> None:
        currency = self.basket.lines[0].price.currency
        for one in chosen:
            terms, found = one.candidate.terms, one.cut
            ledger.give(
                Award(
                    terms.kind,
                    terms.reference,
                    terms.label,
                    Money(-found.off, currency),
                    found.lines,
                    found.why,
                    fields=found.fields,
                    merchant_bps=bearers[id(terms)],
                    of_freight=found.of_freight,
                    hint=found.hint,
                    gifts=found.gifts,
                )
            )

    def _left_out(self, each: Candidate, start: Standing, chosen: Sequence[Taken]) -> Explanation:
        """Why an offer is not used: what it lacks, what excludes it, or that others are better."""
        found, terms = cut(each, start), each.terms
        if not found.off and not found.gifts:
            return Explanation(terms.kind, terms.label, False, None, found.why, found.fields, terms.reference, found.hint)
        off = Money(-found.off, self.basket.lines[0].price.currency)
        rivals = self.policy.rivals(each.stack.stack_class)
        rival = next((one.candidate.terms for one in chosen if one.candidate.stack.stack_class in rivals), None)
        if rival is not None:
            return Explanation(terms.kind, terms.label, False, off, "pricing.not_with", (("other", rival.label),), terms.reference)
        return Explanation(terms.kind, terms.label, False, off, "pricing.other_better", (), terms.reference)

    def _rest(self, ledger: _Ledger, chosen: Sequence[Taken]) -> None:
        """The kinds that decide by themselves: coupons, points; those that a chosen offer excludes say so."""
        classes = {one.candidate.stack.stack_class: one.candidate.terms.label for one in chosen}
        for offer, terms in self.kinds:
            if offer.stage == Stage.SCENE or _is_selective(offer):
                continue
            rival = next((classes[name] for name in sorted(self.policy.rivals(offer.kind)) if name in classes), None)
            if rival is not None:
                ledger.explanations += [
                    Explanation(offer.kind, each.label, False, None, "pricing.not_with", (("other", rival),), each.reference)
                    for each in terms
                ]
                continue
            left = replace(self.basket, freight=ledger.freight - ledger.freight_off)
            ruling = offer.quote(left, self.buyer, terms, tuple(ledger.lines), self.now)
            for award in ruling.awards:
                ledger.give(award)
            ledger.explanations.extend(ruling.refusals)


def _scene(ledger: _Ledger, basket: Basket, buyer: Buyer, offers: OfferTerms, now: datetime, policy: Policy) -> None:
    """Give each line one scene price: that of the chosen deal, else the lowest proposed. Classes that it excludes are shut out of the line."""
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
        price = Money(scened.amount.minor // scened.line.quantity, scened.amount.currency)
        ledger.lines[index] = replace(scened, scene_price=price, shut=policy.rivals(winner.rule))
        for award in awards:
            if award is not winner:
                ledger.refuse(award, "pricing.other_scene_chosen" if index in chosen else "pricing.other_scene_lower")


def _freight_lines(lines: Sequence[PricedLine]) -> tuple[FreightLine, ...]:
    return tuple(
        FreightLine(each.line.sku_id, each.line.quantity, each.line.weight_g, each.amount, each.line.freight_code) for each in lines
    )


def _finish(basket: Basket, ledger: _Ledger, hint: Hint | None) -> Quote:
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
    carrying = Explanation("freight", "pricing.freight", bool(ledger.freight), ledger.freight, why, hint=hint)
    explanations = (*ledger.explanations, carrying)
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
