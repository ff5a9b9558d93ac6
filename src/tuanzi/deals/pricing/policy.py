"""Which offers may stand together: read and written by operators."""

from __future__ import annotations

from tuanzi.deals.pricing import repository
from tuanzi.deals.pricing.contracts import KeptPolicy, Policy
from tuanzi.deals.pricing.errors import BadPolicy, PolicyVersion
from tuanzi.deals.pricing.register import offers
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx

PAIRS_MAX = 200


def stack_classes() -> list[str]:
    """The classes that a policy may speak of, in the order in which they are applied."""
    return list(dict.fromkeys(name for offer in offers() for name in offer.stack_classes))


async def change_policy(tx: Tx, policy: Policy, version: int) -> KeptPolicy:
    """Replace the policy; quotes from now on follow it. Raises ``BadPolicy`` for a class that does not exist, and ``PolicyVersion``."""
    known = set(stack_classes())
    unknown = sorted({name for pair in policy.pairs for name in pair} - known)
    if unknown:
        raise BadPolicy(classes=unknown)
    ordered = Policy(policy.choice, frozenset((min(pair), max(pair)) for pair in policy.pairs))
    if not await repository.write_policy(tx, ordered, version, clock.now()):
        raise PolicyVersion(version=(await repository.policy(tx)).version)
    return await repository.policy(tx)
