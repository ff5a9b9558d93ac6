"""Money for tests: legs, wallets that hold something."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.money.ledger import api as ledger
from tuanzi.money.ledger.contracts import Leg
from tuanzi.people.accounts.contracts import MemberId


def wallet_of(member_id: MemberId) -> str:
    """The wallet's address in the ledger."""
    return f"member:{member_id}:wallet"


def move(source: str, target: str, amount: int, asset: str = "CNY") -> list[Leg]:
    """Legs that debit ``source`` and credit ``target``."""
    return [Leg(source, asset, debit=amount), Leg(target, asset, credit=amount)]


async def fill_wallet(tx: Tx, member_id: MemberId, amount: int, key: str | None = None) -> str:
    """Give a member money, as a goodwill of the house; the wallet's address."""
    wallet = wallet_of(member_id)
    await ledger.post(tx, key or f"test.fill:{member_id}", "test.fill", str(member_id), move("platform:goodwill_cost", wallet, amount))
    return wallet
