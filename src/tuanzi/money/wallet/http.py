"""The wallet over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query

from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, Page, Router, Wire, decode_cursor, encode_cursor, member
from tuanzi.kernel.http.page import BadCursor, whole
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.money.ledger.contracts import EntryId
from tuanzi.money.wallet import api
from tuanzi.money.wallet.contracts import Place, WalletEntry
from tuanzi.people.accounts.contracts import MemberId

ORDER_PREFIX = "ord_"

shop = Router(prefix="/wallet", tags=["wallet"])


class WalletOut(Wire):
    """``balance`` may be spent; ``frozen`` is on its way in."""

    balance: Money
    frozen: Money


class WalletEntryOut(Wire):
    """One line of the statement; ``amount`` is negative when money left."""

    id: EntryId
    at: datetime
    kind: str
    label: str
    amount: Money
    balance_after: Money | None
    state: Literal["done", "frozen", "voided"]
    order_id: str | None


@shop.get("", access=member())
async def show_wallet(call: Call) -> WalletOut:
    """What I have."""
    found = await api.wallet(call.tx, MemberId.of(call.member_id))
    return WalletOut(balance=found.balance, frozen=found.frozen)


@shop.get("/entries", access=member(), errors=[BadCursor])
async def list_entries(call: Call, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Page[WalletEntryOut]:
    """What happened to it, newest first."""
    return await statement(call.tx, MemberId.of(call.member_id), call.language, cursor, limit)


async def statement(tx: Tx, member_id: MemberId, language: str, cursor: str | None, limit: int) -> Page[WalletEntryOut]:
    """A piece of a wallet's statement, newest first. Raises ``BadCursor``."""
    page, following = await api.entries(tx, member_id, _place(cursor), limit)
    after = encode_cursor(following.before.hex, following.balance) if following else None
    return Page(items=[_entry(entry, language) for entry in page], next=after)


def _place(cursor: str | None) -> Place | None:
    key = decode_cursor(cursor, 2)
    if key is None:
        return None
    try:
        return Place(EntryId(key[0]), whole(key[1]))
    except (TypeError, ValueError, AttributeError) as error:
        raise BadCursor from error


def _entry(entry: WalletEntry, language: str) -> WalletEntryOut:
    code = f"wallet.entry.{entry.kind}"
    label = text(code, language)
    return WalletEntryOut(
        id=entry.id,
        at=entry.at,
        kind=entry.kind,
        label=text("wallet.entry.other", language) if label == code else label,
        amount=entry.amount,
        balance_after=entry.balance_after,
        state=entry.state,
        order_id=entry.reference if entry.reference.startswith(ORDER_PREFIX) else None,
    )
