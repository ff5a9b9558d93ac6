"""Live savings as a quote sees them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from tuanzi.deals.pricing.contracts import Scope, Stack, Stage
from tuanzi.deals.savings import repository, rules, schedule
from tuanzi.deals.savings.contracts import KIND, TIMED, SavingDraft, SavingId, SavingKind, SavingTerms
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.db import Tx


def of_draft(
    saving_id: SavingId,
    draft: SavingDraft,
    *,
    left: int | None = None,
    left_for_member: int | None = None,
    sold: tuple[tuple[SkuId, int], ...] = (),
    had: tuple[tuple[SkuId, int], ...] = (),
) -> SavingTerms:
    """The terms of a saving that counts now."""
    is_timed = draft.rule.kind is SavingKind.LIMITED_TIME
    stage = Stage.SCENE if is_timed else Stage.ITEM if draft.rule.kind in rules.ITEM_KINDS else Stage.ORDER
    return SavingTerms(
        TIMED if is_timed else KIND,
        str(saving_id),
        draft.name,
        draft.new_only,
        draft.level_min > 0,
        None if is_timed else Stack(rules.stack_class(draft), stage, draft.group, draft.priority),
        draft=draft,
        left=left,
        left_for_member=left_for_member,
        sold=sold,
        had=had,
    )


async def live(tx: Tx, scope: Scope) -> list[SavingTerms]:
    """The savings that count at ``scope.now``. One query, another one for what this process has not seen."""
    found = await repository.live(tx, scope.buyer_id, scope.sku_ids, scope.now)
    return [
        of_draft(
            each.id,
            each.draft,
            left=None if each.draft.uses_max is None else each.draft.uses_max - each.taken,
            left_for_member=None if each.draft.per_member is None else each.draft.per_member - each.own,
            sold=_pieces(each.pieces),
            had=_pieces(each.own_pieces),
        )
        for each in found
        if schedule.is_on(each.draft.when, scope.now)
    ]


def _pieces(found: Mapping[UUID, int]) -> tuple[tuple[SkuId, int], ...]:
    return tuple((SkuId.of(sku_id), pieces) for sku_id, pieces in sorted(found.items()))
