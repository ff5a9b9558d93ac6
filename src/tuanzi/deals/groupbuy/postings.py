"""How a leader's cashback moves: frozen from the platform's cashback cost towards the leader's wallet, then confirmed or voided."""

from __future__ import annotations

from tuanzi.deals.groupbuy.contracts import TeamId
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Leg
from tuanzi.people.accounts.contracts import MemberId

COST = "platform:cashback_cost"
REASON = "groupbuy.reward"


def reward_key(team_id: TeamId, revision: int) -> str:
    """The ledger's name of a team's reward; each change of the amount is an entry of its own."""
    return f"groupbuy.reward:{team_id}:{revision}"


async def freeze(tx: Tx, team_id: TeamId, revision: int, leader_id: MemberId, amount: Money) -> None:
    """Promise the cashback; the leader sees it frozen in the wallet."""
    legs = [
        Leg(COST, amount.currency, debit=amount.minor),
        Leg(f"member:{leader_id}:wallet", amount.currency, credit=amount.minor),
    ]
    await ledger.pend(tx, reward_key(team_id, revision), REASON, str(team_id), legs)


async def release(tx: Tx, team_id: TeamId, revision: int) -> None:
    """The cashback can be spent."""
    await ledger.confirm(tx, reward_key(team_id, revision))


async def void(tx: Tx, team_id: TeamId, revision: int, reason: str) -> None:
    """The promise is taken back, wholly or to make place for another amount."""
    await ledger.void(tx, reward_key(team_id, revision), reason)
