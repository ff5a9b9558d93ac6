"""Events come in: a client's batch, or a batch of facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.insight.tracking import repository
from tuanzi.insight.tracking.contracts import LATE_MAX, Accepted, Event, Rejected, Sender, SentEvent
from tuanzi.insight.tracking.rules import read
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errors import BadInput
from tuanzi.kernel.facts import Delivery, fact_name
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.events import MemberErased
from tuanzi.people.consent import api as consent
from tuanzi.people.consent.contracts import Kind

PERSON = ("member_id", "payer", "leader_id", "sharer_id")
"""Under the first of these names that it has, a fact says whose it is."""


async def accept(tx: Tx, sent: Sequence[SentEvent], sender: Sender, sent_at: datetime | None = None) -> Accepted:
    """Store a client's batch, nameless if the member switched recommendations off. A bad event is rejected alone; one that we already have counts as accepted and is not stored again."""
    received_at = clock.now()
    good: dict[UUID, Event] = {}
    rejected: list[Rejected] = []
    for each in sent:
        try:
            event = read(each, sender, sent_at, received_at)
        except BadInput as problem:
            rejected.append(Rejected(each.id, problem.code))
        else:
            good.setdefault(event.id, event)
    if good and sender.member_id and await consent.refusing(tx, [sender.member_id], Kind.RECOMMENDATIONS):
        good = {event_id: replace(event, member_id=None, visitor_id=None) for event_id, event in good.items()}
    if good:
        await repository.lock_sender(tx, sender.visitor_id or sender.ip)
        await repository.insert_unseen(tx, list(good.values()), received_at - LATE_MAX - LATE_MAX)
    return Accepted(len(sent) - len(rejected), tuple(rejected))


async def remember_facts(tx: Tx, deliveries: Sequence[Delivery[Any]]) -> int:
    """Store facts as server events under their own name, nameless where the member wants it so; how many were new."""
    members: list[UUID | None] = []
    visitors: list[str | None] = []
    properties: list[Any] = []
    for delivery in deliveries:
        plain = dict(delivery.payload)
        visitors.append(plain.pop("visitor_id", None))
        person = next((name for name in PERSON if name in plain), None)
        member = plain.pop(person) if person else None
        members.append(MemberId.parse(member) if member else None)
        properties.append(plain)
    refusing = await consent.refusing(tx, list({MemberId.of(each) for each in members if each}), Kind.RECOMMENDATIONS)
    for place, member_id in enumerate(members):
        if member_id is not None and MemberId.of(member_id) in refusing:
            members[place] = visitors[place] = None
    stored = await repository.insert_facts(
        tx,
        [delivery.fact_id for delivery in deliveries],
        [delivery.recorded_at for delivery in deliveries],
        clock.now(),
        [delivery.name for delivery in deliveries],
        [fact_name(delivery.kind)[1] for delivery in deliveries],
        visitors,
        members,
        properties,
    )
    for delivery in deliveries:
        if isinstance(delivery.fact, MemberErased):
            # What was recorded before the erasure may have been told only now.
            await repository.forget_person(tx, delivery.fact.member_id)
    return stored
