from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from tests.factories import people
from tests.factories.reach import delivery
from tuanzi.deals.groupbuy.contracts import TeamId
from tuanzi.deals.groupbuy.events import LeaderRewardFrozen, LeaderRewardReleased
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.reach.notices import api
from tuanzi.reach.notices.contracts import KEEP, MessageId
from tuanzi.reach.notices.errors import MessageNotFound

URL = "/api/v1/shop/messages"


async def _write(tx: Tx, member_id: MemberId, count: int = 1) -> list[MessageId]:
    facts = [LeaderRewardFrozen(TeamId.new(), member_id, Money(100 + number)) for number in range(count)]
    await api.tell(tx, [delivery(fact) for fact in facts])
    return [each.message.id for each in reversed(await api.inbox(tx, member_id, "en", limit=count))]


async def test_reading_some_then_all(tx: Tx) -> None:
    member = MemberId.new()
    first, _, _ = await _write(tx, member, 3)
    assert await api.unread(tx, member) == 3
    assert await api.mark_read(tx, member, [first]) == 1
    assert await api.mark_read(tx, member, [first]) == 0
    assert await api.unread(tx, member) == 2
    assert await api.mark_read(tx, member) == 2
    assert await api.unread(tx, member) == 0


async def test_nobody_reads_anothers_message(tx: Tx) -> None:
    mine, other = MemberId.new(), MemberId.new()
    (message,) = await _write(tx, mine)
    with pytest.raises(MessageNotFound):
        await api.mark_read(tx, other, [message])
    assert await api.inbox(tx, other, "en") == []
    assert await api.unread(tx, mine) == 1


async def test_old_messages_are_forgotten(tx: Tx, shift_clock: Callable[[timedelta], None]) -> None:
    member = MemberId.new()
    await _write(tx, member, 2)
    shift_clock(KEEP + timedelta(days=1))
    await api.tell(tx, [delivery(LeaderRewardReleased(TeamId.new(), member, Money(1)))])
    assert await api.forget(tx) == 2
    assert len(await api.inbox(tx, member, "en")) == 1


async def test_the_inbox_over_the_wire(client: httpx.AsyncClient, db: Database) -> None:
    async with db.transaction() as tx:
        member = await people.member(tx)
        ids = await _write(tx, member, 3)
    headers = await people.as_member(db, member) | {"Accept-Language": "en"}
    page = (await client.get(URL, params={"limit": 2}, headers=headers)).json()
    assert [item["id"] for item in page["items"]] == [str(ids[2]), str(ids[1])]
    newest = page["items"][0]
    assert (newest["title"], newest["read"], newest["link"]) == ("Leader cashback promised", False, {"kind": "wallet", "id": ""})
    rest = (await client.get(URL, params={"limit": 2, "cursor": page["next"]}, headers=headers)).json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == ([str(ids[0])], None)
    assert (await client.get(f"{URL}/unread", headers=headers)).json() == {"count": 3}
    assert (await client.post(f"{URL}/read", json={"ids": [str(ids[0])]}, headers=headers)).status_code == 204
    assert (await client.get(f"{URL}/unread", headers=headers)).json() == {"count": 2}
    assert (await client.post(f"{URL}/read", json={}, headers=headers)).status_code == 204
    assert (await client.get(f"{URL}/unread", headers=headers)).json() == {"count": 0}


async def test_strangers_and_bad_input_are_refused(client: httpx.AsyncClient, db: Database) -> None:
    async with db.transaction() as tx:
        (message,) = await _write(tx, MemberId.new())
    assert (await client.get(URL)).status_code == 401
    headers = await people.as_member(db)
    answer = await client.post(f"{URL}/read", json={"ids": [str(message)]}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "notices.message_not_found")
    for bad in ({"cursor": "bm9uc2Vuc2U"}, {"cursor": "WyJub3QgYW4gaWQiXQ"}, {"limit": 0}, {"limit": 101}):
        assert (await client.get(URL, params=bad, headers=headers)).status_code == 422
