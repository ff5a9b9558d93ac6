"""What becomes of savings that an order uses: counted when it is placed, used when it is paid, given back when it closes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tuanzi.deals.pricing.contracts import Claim, LineAdjustment
from tuanzi.deals.savings import repository_uses as repository
from tuanzi.deals.savings import timed
from tuanzi.deals.savings.contracts import KIND, TIMED, SavingId, SavingTerms, Use, UseState
from tuanzi.deals.savings.errors import SavingGone
from tuanzi.deals.savings.events import SavingGiftDue, SavingReturned, SavingUsed
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel import facts
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import BPS, Money, total
from tuanzi.trade.orders.contracts import OrderId


async def take(tx: Tx, claim: Claim, terms: Sequence[SavingTerms]) -> None:
    """Count the savings of an order where they have limits, and keep what it took. Raises ``SavingGone``."""
    known = {each.reference: each for each in terms}
    used = [(known[reference], SavingId.parse(reference)) for rule, reference in claim.quote.used if rule == KIND]
    limited = [saving_id for each, saving_id in used if each.draft.uses_max is not None]
    if limited:
        await repository.lock_savings(tx, limited)
        counted = set(await repository.take_uses(tx, limited))
        _demand_all(limited, counted)
    for each, saving_id in sorted(used, key=lambda pair: pair[1]):
        await _take_share(tx, claim, each, saving_id, None, 1)
    said = {each.reference: each for each in claim.quote.explanations if each.rule == KIND and each.applied}
    uses = []
    for each, saving_id in used:
        off, merchant = _borne(adjustment for adjustment in claim.quote.adjustments if adjustment.reference == each.reference)
        told = said[each.reference]
        if not off and told.amount:
            # What is taken off carrying stands on no line.
            off = -told.amount
            merchant = off.split([BPS - each.draft.merchant_bps, each.draft.merchant_bps])[1]
        uses.append(Use(saving_id, claim.order_id, claim.member_id, None, 1, off, merchant, told.gifts, UseState.HELD))
    await repository.insert(tx, uses, claim.now)


def _demand_all(wanted: Sequence[SavingId], had: set[SavingId]) -> None:
    for saving_id in wanted:
        if saving_id not in had:
            raise SavingGone(saving_id=saving_id)


def _borne(adjustments: Iterable[LineAdjustment]) -> tuple[Money, Money]:
    """What adjustments take off, and what of it the merchant bears."""
    found = list(adjustments)
    return total(-each.amount for each in found), total(-each.amount for each in found if each.bearer == "merchant")


async def take_timed(tx: Tx, claim: Claim, terms: Sequence[SavingTerms]) -> None:
    """Count the pieces that go at a price for a time, and keep what they took. Raises ``SavingGone``."""
    known = {each.reference: each for each in terms}
    uses = []
    for reference, index in sorted({(each.reference, each.line) for each in claim.quote.adjustments if each.source == TIMED}):
        own, line = known[reference], claim.quote.lines[index]
        basket_line = next(each for each in claim.basket.lines if each.sku_id == line.sku_id)
        _, pieces = timed.off_of(own, basket_line)
        saving_id = SavingId.parse(reference)
        if timed.is_counted(own.draft):
            gone_max = timed.sold_at_most(own, basket_line, pieces)
            if not await repository.take_pieces(tx, saving_id, line.sku_id, pieces, gone_max):
                raise SavingGone(saving_id=saving_id)
        await _take_share(tx, claim, own, saving_id, line.sku_id, pieces)
        off, merchant = _borne(each for each in claim.quote.adjustments if each.reference == reference and each.line == index)
        uses.append(Use(saving_id, claim.order_id, claim.member_id, line.sku_id, pieces, off, merchant, (), UseState.HELD))
    await repository.insert(tx, uses, claim.now)


async def _take_share(tx: Tx, claim: Claim, terms: SavingTerms, saving_id: SavingId, sku_id: SkuId | None, units: int) -> None:
    most = terms.draft.per_member
    if most is not None and not await repository.take_share(tx, saving_id, claim.member_id, sku_id, units, most):
        raise SavingGone(saving_id=saving_id)


async def settle(tx: Tx, order_id: OrderId) -> None:
    """The order was paid: its savings are used, and what they promised beside money is due. Again is harmless."""
    for use in await repository.settle(tx, order_id):
        facts.record(tx, SavingUsed(use.saving_id, order_id, use.member_id, use.off))
        for gift in use.gifts:
            facts.record(tx, _due(use, gift))


def _due(use: Use, gift: str) -> SavingGiftDue:
    """``coupon:cpt_…:2`` as a fact."""
    _, template, count = gift.split(":")
    return SavingGiftDue(use.saving_id, use.order_id, use.member_id, template, int(count))


async def give_back(tx: Tx, order_id: OrderId) -> None:
    """The order closed, unpaid or refunded in full: what it counted is free again. Again is harmless."""
    for use in sorted(await repository.give_back(tx, order_id), key=lambda use: (use.saving_id, str(use.sku_id))):
        await repository.uncount(tx, use)
        facts.record(tx, SavingReturned(use.saving_id, order_id, use.member_id, use.gifts))
