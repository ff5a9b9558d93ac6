"""What the story remembers of its teams, so that friends know where to go and parcels are packed when a team is complete."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tuanzi.apps.seed.activities import Campaign
from tuanzi.apps.seed.people import Person
from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import TeamId, TeamState
from tuanzi.kernel.db import Database
from tuanzi.trade.orders.contracts import Order


@dataclass(slots=True)
class Party:
    """A team with who sits in it. ``share_code`` is the leader's link."""

    id: TeamId
    campaign: Campaign
    circle: str
    ends_at: datetime
    share_code: str
    members: list[tuple[Person, Order]] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many more it takes."""
        return self.campaign.size - len(self.members)

    def has(self, person: Person) -> bool:
        """Whether they sit in it."""
        return any(member is person for member, _ in self.members)


class Teams:
    """All teams that are not over."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.forming: dict[TeamId, Party] = {}

    def open_to(self, person: Person, campaign: Campaign, now: datetime) -> Party | None:
        """A team of somebody this person knows, nearest to full first."""
        found = [
            party
            for party in self.forming.values()
            if party.campaign is campaign and party.missing > 0 and party.ends_at > now and not party.has(person)
        ]
        return min(found, key=lambda party: (party.circle != person.circle, party.missing, party.ends_at), default=None)

    async def review(self) -> list[tuple[Person, Order]]:
        """Look how they stand; who was in those that have succeeded since. What is over is forgotten."""
        done: list[tuple[Person, Order]] = []
        states = await groupbuy.get_teams(self.db.reader, list(self.forming)) if self.forming else {}
        for team_id, party in list(self.forming.items()):
            state = states[team_id].state
            if state is TeamState.SUCCEEDED:
                done += party.members
            if state in {TeamState.SUCCEEDED, TeamState.FAILED}:
                del self.forming[team_id]
        return done
