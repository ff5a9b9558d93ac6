"""What operators do with activities: write, change, publish, end."""

from __future__ import annotations

from tuanzi.deals.groupbuy import repository, repository_activities, rules
from tuanzi.deals.groupbuy.contracts import KIND, Activity, ActivityDraft, ActivityId, Status
from tuanzi.deals.groupbuy.errors import ActivityNotFound, ActivityOverlaps, ActivityStatus, ActivityVersion, BadActivity
from tuanzi.deals.groupbuy.events import ActivityEnded, ActivityPublished
from tuanzi.deals.pricetruth import api as pricetruth
from tuanzi.deals.pricetruth.contracts import Promise
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import OfferCard, ProductId, SkuId
from tuanzi.goods.catalog.errors import ProductNotFound
from tuanzi.kernel import clock, facts, jobs
from tuanzi.kernel.db import Tx


async def create(tx: Tx, draft: ActivityDraft) -> Activity:
    """Write a new draft down. Raises ``ProductNotFound`` and ``BadActivity`` with every flaw it has."""
    await _check(tx, draft)
    activity_id = ActivityId.new()
    await repository_activities.insert(tx, activity_id, draft, clock.now())
    return await get_activity(tx, activity_id)


async def change(tx: Tx, activity_id: ActivityId, version: int, draft: ActivityDraft) -> Activity:
    """Replace a draft. What is published stands: a buyer must find the rules that were shown; end it and write a new one.

    Raises ``ActivityNotFound``, ``ActivityVersion``, ``ActivityStatus``, ``ProductNotFound``, ``BadActivity``.
    """
    activity = await _locked(tx, activity_id)
    if activity.version != version:
        raise ActivityVersion(version=activity.version)
    if activity.status is not Status.DRAFT:
        raise ActivityStatus(status=activity.status.value)
    await _check(tx, draft)
    await repository_activities.update(tx, activity_id, draft, clock.now())
    return await get_activity(tx, activity_id)


async def publish(tx: Tx, activity_id: ActivityId) -> Activity:
    """Put a draft on: shoppers see it from its start to its end. Again is harmless.

    Raises ``ActivityNotFound``, ``ActivityStatus`` once ended, ``BadActivity`` if prices changed since it was written,
    ``ActivityOverlaps``: a product has one group-buy at a time; ``PriceRaised`` if the price alone, beside which the team's is shown, was
    raised within 7 days.
    """
    activity = await _locked(tx, activity_id)
    if activity.status is Status.PUBLISHED:
        return activity
    if Status.PUBLISHED not in rules.ACTIVITY_TRANSITIONS[activity.status]:
        raise ActivityStatus(status=activity.status.value)
    draft = activity.draft
    await _check(tx, draft)
    await repository.lock_product(tx, draft.product_id)
    for other in await repository.live_activities(tx, [draft.product_id], draft.starts_at):
        if other.draft.starts_at < draft.ends_at:
            raise ActivityOverlaps(activity_id=other.id)
    await pricetruth.check_promises(tx, await _promises(tx, draft), draft.starts_at)
    await repository_activities.set_published(tx, activity_id, draft.stock, clock.now())
    facts.record(tx, ActivityPublished(activity_id, draft.product_id, draft.starts_at, draft.ends_at))
    if draft.starts_at <= clock.now():
        await _show(tx, activity)
    else:
        jobs.enqueue(tx, open_window(activity_id), due_at=draft.starts_at, key=f"groupbuy.open:{activity_id}")
    jobs.enqueue(tx, close_window(activity_id), due_at=draft.ends_at, key=f"groupbuy.close:{activity_id}")
    return await get_activity(tx, activity_id)


async def end(tx: Tx, activity_id: ActivityId) -> Activity:
    """End a published activity: no team is opened any more, running teams go on. Again is harmless.

    Raises ``ActivityNotFound`` and, for a draft, ``ActivityStatus``.
    """
    activity = await _locked(tx, activity_id)
    if activity.status is Status.ENDED:
        return activity
    if Status.ENDED not in rules.ACTIVITY_TRANSITIONS[activity.status]:
        raise ActivityStatus(status=activity.status.value)
    await repository_activities.set_ended(tx, activity_id, clock.now())
    jobs.cancel(tx, f"groupbuy.open:{activity_id}")
    jobs.cancel(tx, f"groupbuy.close:{activity_id}")
    await catalog.remember_offer(tx, activity.draft.product_id, None)
    facts.record(tx, ActivityEnded(activity_id, activity.draft.product_id))
    return await get_activity(tx, activity_id)


@jobs.job()
async def open_window(tx: Tx, activity_id: ActivityId) -> None:
    """The activity's start: show its price on the cards of the catalogue."""
    activity = await repository.lock_activity(tx, activity_id)
    if activity is not None and activity.status is Status.PUBLISHED:
        await _show(tx, activity)


@jobs.job()
async def close_window(tx: Tx, activity_id: ActivityId) -> None:
    """The activity's end."""
    activity = await repository.lock_activity(tx, activity_id)
    if activity is not None and activity.status is Status.PUBLISHED:
        await end(tx, activity_id)


async def get_activity(tx: Tx, activity_id: ActivityId) -> Activity:
    """One activity. Raises ``ActivityNotFound``."""
    activity = await repository.activity(tx, activity_id)
    if activity is None:
        raise ActivityNotFound
    return activity


async def _locked(tx: Tx, activity_id: ActivityId) -> Activity:
    activity = await repository.lock_activity(tx, activity_id)
    if activity is None:
        raise ActivityNotFound
    return activity


async def _check(tx: Tx, draft: ActivityDraft) -> None:
    if draft.product_id not in await catalog.get_products(tx, [draft.product_id]):
        raise ProductNotFound
    wanted: set[SkuId] = {sku_id for tier in draft.tiers for sku_id, _ in tier.prices}
    found = rules.flaws(draft, await catalog.get_skus(tx, list(wanted)) if wanted else {}, clock.now())
    if found:
        raise BadActivity(errors=[{"path": flaw.path, "code": f"groupbuy.flaw_{flaw.name}", "message": ""} for flaw in found])


async def _promises(tx: Tx, draft: ActivityDraft) -> list[Promise]:
    """What every team price is shown beside: the price of buying alone."""
    prices = [(sku_id, price) for tier in draft.tiers for sku_id, price in tier.prices]
    skus = await catalog.get_skus(tx, {sku_id for sku_id, _ in prices})
    return [Promise(sku_id, price, skus[sku_id].price, is_asked=True) for sku_id, price in prices]


async def _show(tx: Tx, activity: Activity) -> None:
    """Write the lowest price of the smallest team down for the catalogue's lists."""
    tier = activity.draft.tiers[0]
    lowest = min((price for _, price in tier.prices), key=lambda price: price.minor)
    product_id: ProductId = activity.draft.product_id
    await catalog.remember_offer(tx, product_id, OfferCard(KIND, str(activity.id), tier.size, lowest, activity.draft.ends_at))
