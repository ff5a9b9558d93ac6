"""What the wallet keeps about a member. The ledger names an id and nobody, so it stays as it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tuanzi.kernel import personal
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Obstacle
from tuanzi.money.wallet import postings
from tuanzi.money.wallet.contracts import Place
from tuanzi.money.wallet.entries import entries
from tuanzi.money.wallet.wallet import wallet
from tuanzi.people.accounts.contracts import MemberId

PAGE = 100


async def obstacles(tx: Tx, member_id: UUID) -> list[Obstacle]:
    """Money that is still there, or promised."""
    found = await wallet(tx, MemberId.of(member_id))
    said = []
    if found.balance.minor:
        said.append(Obstacle("wallet.erase_balance", {"amount": found.balance}))
    if found.frozen.minor:
        said.append(Obstacle("wallet.erase_frozen", {"amount": found.frozen}))
    return said


async def export(tx: Tx, member_id: UUID) -> dict[str, Any]:
    """Balance and the whole statement."""
    own = MemberId.of(member_id)
    found = await wallet(tx, own)
    lines: list[dict[str, Any]] = []
    place: Place | None = None
    while True:
        page, place = await entries(tx, own, place, PAGE)
        lines += [{"at": line.at, "kind": line.kind, "amount": str(line.amount), "state": line.state} for line in page]
        if place is None:
            return {"balance": str(found.balance), "frozen": str(found.frozen), "statement": lines}


async def merge(tx: Tx, source: UUID, target: UUID) -> None:
    """The money is handed over by an entry of the ledger."""
    await postings.hand_over(tx, MemberId.of(source), MemberId.of(target))


personal.bring("wallet", export=export, merge=merge, obstacles=obstacles)
