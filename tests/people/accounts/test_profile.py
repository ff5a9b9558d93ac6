"""Members: their profile, and getting them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import people
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import api
from tuanzi.people.accounts.contracts import MemberChange, MemberId
from tuanzi.people.accounts.errors import MemberNotFound


async def test_only_what_was_given_changes(tx: Tx) -> None:
    member_id = await people.member(tx, nickname="小团")
    change = MemberChange(
        frozenset({"birthday", "gender", "attributes"}), birthday=date(1990, 5, 1), gender="female", attributes={"肤质": "干性"}
    )
    changed = await api.change_profile(tx, member_id, change)
    assert (changed.nickname, changed.birthday, changed.gender, changed.attributes) == (
        "小团",
        date(1990, 5, 1),
        "female",
        {"肤质": "干性"},
    )
    cleared = await api.change_profile(tx, member_id, MemberChange(frozenset({"birthday"})))
    assert (cleared.birthday, cleared.gender) == (None, "female")


async def test_a_phone_is_stored_sealed_and_shown_masked(tx: Tx) -> None:
    member_id = await people.member(tx, phone="+8613812345678")
    assert (await api.get(tx, member_id)).phone_masked == "138****5678"
    assert await api.phone_of(tx, member_id) == "+8613812345678"
    row = await tx.fetchrow("SELECT phone_sealed, phone_index FROM accounts_member WHERE id = $1", member_id)
    assert row is not None
    assert b"13812345678" not in row["phone_sealed"] + row["phone_index"]


async def test_many_are_got_at_once_and_the_missing_are_left_out(tx: Tx) -> None:
    first, second = await people.member(tx), await people.member(tx)
    assert set(await api.get_many(tx, [first, second, MemberId.new()])) == {first, second}
    assert await api.get_many(tx, []) == {}
    with pytest.raises(MemberNotFound):
        await api.get(tx, MemberId.new())


async def test_growth_writes_the_level_down(tx: Tx) -> None:
    member_id = await people.member(tx)
    await api.set_level(tx, member_id, 2)
    assert (await api.get(tx, member_id)).level == 2
    with pytest.raises(MemberNotFound):
        await api.set_level(tx, MemberId.new(), 1)
