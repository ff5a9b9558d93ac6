"""The operator's freight templates."""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.trade.fulfilment import repository, rules
from tuanzi.trade.fulfilment.contracts import TEMPLATES_MAX, FreightTemplate
from tuanzi.trade.fulfilment.errors import BadTemplate, TemplateNotFound


async def save_template(tx: Tx, template: FreightTemplate) -> FreightTemplate | None:
    """Write a template; what stood there before. Raises ``BadTemplate``. Quotes made before keep their freight."""
    rules.check_template(template)
    existing = await repository.templates(tx)
    if template.code not in existing and len(existing) >= TEMPLATES_MAX:
        raise BadTemplate(why="too_many")
    await repository.save_template(tx, template, clock.now())
    return existing.get(template.code)


async def delete_template(tx: Tx, code: str) -> None:
    """Remove a template; its goods go by the default one from now on. Raises ``TemplateNotFound``."""
    if not await repository.delete_template(tx, code):
        raise TemplateNotFound(freight_code=code)
