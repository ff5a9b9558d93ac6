"""The console's door of pricing: which offers may stand together."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field

from tuanzi.deals.pricing import api
from tuanzi.deals.pricing.contracts import Choice, Explanation, KeptPolicy, Policy
from tuanzi.deals.pricing.errors import BadPolicy, PolicyVersion
from tuanzi.deals.pricing.policy import PAIRS_MAX
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit.contracts import Entry

console = Router(prefix="/stacking", tags=["pricing"])
ClassName = Annotated[str, Field(min_length=1, max_length=40)]


class PriceReason(Wire):
    """A rule, whether it was applied, and why; ``reference`` names the very offer."""

    rule: str
    reference: str
    label: str
    applied: bool
    amount: Money | None
    why: str

    @classmethod
    def of(cls, said: Explanation, language: str, **more: Any) -> Self:
        """In the reader's language; ``more`` for doors that say more."""
        return cls(
            rule=said.rule,
            reference=said.reference,
            label=text(said.label, language),
            applied=said.applied,
            amount=said.amount,
            why=text(said.why, language, dict(said.fields)),
            **more,
        )


class StackingPair(Wire):
    """Two classes that exclude each other."""

    one: ClassName
    other: ClassName


class StackingIn(Wire):
    """Who decides, and what excludes each other; ``version`` is the one it was made from."""

    choice: Choice
    pairs: Annotated[list[StackingPair], Field(max_length=PAIRS_MAX)]
    version: int = Field(ge=0, le=1_000_000_000)


class StackingOut(Wire):
    """The policy, with the ``classes`` that it may speak of in the order in which they are applied."""

    choice: Choice
    pairs: list[StackingPair]
    version: int
    updated_at: datetime | None
    classes: list[str]

    @classmethod
    def of(cls, kept: KeptPolicy) -> StackingOut:
        """On the wire."""
        pairs = [StackingPair(one=one, other=other) for one, other in sorted(kept.policy.pairs)]
        return cls(choice=kept.policy.choice, pairs=pairs, version=kept.version, updated_at=kept.updated_at, classes=api.stack_classes())


@console.get("", access=staff("savings.read", "common"))
async def show_stacking(call: Call) -> StackingOut:
    """Which offers may stand together."""
    return StackingOut.of(await api.policy(call.tx))


@console.put("", access=staff("stacking.write", "common"), errors=[BadPolicy, PolicyVersion])
async def change_stacking(call: Call, body: StackingIn) -> StackingOut:
    """Replace the policy; quotes from now on follow it, placed orders keep their price."""
    before = StackingOut.of(await api.policy(call.tx))
    policy = Policy(body.choice, frozenset((each.one, each.other) for each in body.pairs))
    after = StackingOut.of(await api.change_policy(call.tx, policy, body.version))
    who = str(StaffId.of(call.staff_id))
    kept = {"classes", "updated_at"}
    api.log(
        call.tx,
        Entry(
            "staff",
            who,
            "pricing.change_stacking",
            "stacking",
            "stacking",
            before.model_dump(mode="json", exclude=kept),
            after.model_dump(mode="json", exclude=kept),
            call.ip,
            call.request_id,
        ),
    )
    return after
