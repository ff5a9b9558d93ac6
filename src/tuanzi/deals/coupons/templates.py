"""What operators do with templates: write, change, publish, give out more, end."""

from __future__ import annotations

from dataclasses import replace

from tuanzi.deals.coupons import repository, rules
from tuanzi.deals.coupons.contracts import Status, Template, TemplateDraft, TemplateId
from tuanzi.deals.coupons.errors import BadTemplate, CodeTaken, TemplateNotFound, TemplateStatus, TemplateVersion
from tuanzi.deals.coupons.events import TemplateEnded, TemplatePublished
from tuanzi.kernel import clock, facts
from tuanzi.kernel.db import Tx


def _check(draft: TemplateDraft) -> None:
    found = rules.flaws(draft, clock.now())
    if found:
        raise BadTemplate(errors=found)


async def create(tx: Tx, draft: TemplateDraft) -> Template:
    """Write a draft down. Raises ``BadTemplate`` with every flaw it has, and ``CodeTaken``."""
    _check(draft)
    template_id = TemplateId.new()
    if not await repository.insert(tx, template_id, draft, clock.now()):
        raise CodeTaken
    return await get(tx, template_id)


async def change(tx: Tx, template_id: TemplateId, version: int, draft: TemplateDraft) -> Template:
    """Replace a draft. What is published stands: a member's coupon is worth what it was when it was claimed.

    Raises ``TemplateNotFound``, ``TemplateVersion``, ``TemplateStatus``, ``BadTemplate``, ``CodeTaken``.
    """
    found = await _locked(tx, template_id)
    if found.version != version:
        raise TemplateVersion(version=found.version)
    if found.status is not Status.DRAFT:
        raise TemplateStatus(status=found.status.value)
    _check(draft)
    if draft.issue.code and await repository.code_owner(tx, draft.issue.code) not in {None, template_id}:
        raise CodeTaken
    await repository.update(tx, template_id, draft, clock.now())
    return await get(tx, template_id)


async def publish(tx: Tx, template_id: TemplateId) -> Template:
    """Give it out from now on, or from the beginning of its window. Again is harmless. Raises ``TemplateNotFound``, ``TemplateStatus``,
    ``BadTemplate``.
    """
    found = await _locked(tx, template_id)
    if found.status is Status.PUBLISHED:
        return found
    _move(found, Status.PUBLISHED)
    _check(found.draft)
    await repository.set_status(tx, template_id, Status.PUBLISHED, clock.now())
    facts.record(tx, TemplatePublished(template_id))
    return await get(tx, template_id)


async def end(tx: Tx, template_id: TemplateId) -> Template:
    """Give none out any more; what was claimed stays good. Again is harmless. Raises ``TemplateNotFound``, ``TemplateStatus``."""
    found = await _locked(tx, template_id)
    if found.status is Status.ENDED:
        return found
    _move(found, Status.ENDED)
    await repository.set_status(tx, template_id, Status.ENDED, clock.now())
    facts.record(tx, TemplateEnded(template_id))
    return await get(tx, template_id)


async def set_total(tx: Tx, template_id: TemplateId, total: int | None) -> Template:
    """How many of a published template there are in all; None: no limit. Raises ``TemplateNotFound`` and, for fewer than were given out or
    a template that is not published, ``TemplateStatus``.
    """
    found = await _locked(tx, template_id)
    draft = replace(found.draft, issue=replace(found.draft.issue, total=total))
    if not await repository.raise_total(tx, template_id, draft, clock.now()):
        raise TemplateStatus(status=found.status.value)
    return await get(tx, template_id)


async def get(tx: Tx, template_id: TemplateId) -> Template:
    """One template. Raises ``TemplateNotFound``."""
    found = await repository.template(tx, template_id)
    if found is None:
        raise TemplateNotFound
    return found


async def _locked(tx: Tx, template_id: TemplateId) -> Template:
    found = await repository.lock_template(tx, template_id)
    if found is None:
        raise TemplateNotFound
    return found


def _move(found: Template, to: Status) -> None:
    if to not in rules.TEMPLATE_TRANSITIONS[found.status]:
        raise TemplateStatus(status=found.status.value)
