"""What carrying costs."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.trade.fulfilment import repository, rules
from tuanzi.trade.fulfilment.contracts import FreightLine


async def freight(tx: Tx, lines: Sequence[FreightLine], region_code: str) -> Money:
    """The fee by today's templates. Raises ``NotDeliverable``."""
    return rules.calc_freight(await repository.templates(tx), lines, region_code)
