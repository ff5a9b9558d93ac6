"""Addresses: complete, sealed, one default, only one's own."""

from __future__ import annotations

import pytest

from tests.factories import people
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import api
from tuanzi.people.accounts.contracts import AddressDraft, AddressId, MemberId
from tuanzi.people.accounts.errors import AddressNotFound, AddressPhoneInvalid, RegionUnknown


async def defaults(tx: Tx, member_id: MemberId) -> list[bool]:
    return [each.is_default for each in await api.addresses(tx, member_id)]


async def test_an_address_is_complete(tx: Tx) -> None:
    member_id = await people.member(tx)
    draft = AddressDraft(" 张三 ", "138 0000 0000", "370783", " 圣城街道88号 ")
    found = await api.add_address(tx, member_id, draft)
    assert (found.name, found.phone, found.detail) == ("张三", "13800000000", "圣城街道88号")
    assert (found.province, found.city, found.district, found.region_code) == ("山东省", "潍坊市", "寿光市", "370783")
    assert await api.address_for(tx, member_id, found.id) == found


async def test_name_phone_and_detail_are_sealed(tx: Tx) -> None:
    await people.address(tx, await people.member(tx))
    row = await tx.fetchrow("SELECT * FROM accounts_address")
    assert row is not None
    stored = b"".join(value for value in row.values() if isinstance(value, bytes))
    for secret in ("张三", "13800000000", "圣城街道88号"):
        assert secret.encode() not in stored


async def test_the_first_is_the_default_and_a_new_default_replaces_it(tx: Tx) -> None:
    member_id = await people.member(tx)
    first = await people.address(tx, member_id)
    second = await people.address(tx, member_id)
    assert (first.is_default, second.is_default) == (True, False)
    third = await people.address(tx, member_id, is_default=True)
    assert [each.id for each in await api.addresses(tx, member_id)] == [third.id, second.id, first.id]
    assert await defaults(tx, member_id) == [True, False, False]


async def test_the_default_stays_until_another_is_made_it(tx: Tx) -> None:
    member_id = await people.member(tx)
    first, second = await people.address(tx, member_id), await people.address(tx, member_id)
    draft = AddressDraft("李四", "0536-5221234", "110105", "建国路1号", is_default=False)
    changed = await api.change_address(tx, member_id, first.id, draft)
    assert (changed.name, changed.phone, changed.city, changed.is_default) == ("李四", "0536-5221234", "北京市", True)
    await api.change_address(tx, member_id, second.id, AddressDraft("李四", "13800000000", "110105", "1", is_default=True))
    assert [(each.id, each.is_default) for each in await api.addresses(tx, member_id)] == [(second.id, True), (first.id, False)]


async def test_after_the_default_goes_the_newest_follows(tx: Tx) -> None:
    member_id = await people.member(tx)
    first, second, third = [await people.address(tx, member_id) for _ in range(3)]
    await api.remove_address(tx, member_id, first.id)
    assert [(each.id, each.is_default) for each in await api.addresses(tx, member_id)] == [(third.id, True), (second.id, False)]
    await api.remove_address(tx, member_id, second.id)
    await api.remove_address(tx, member_id, third.id)
    assert await api.addresses(tx, member_id) == []


async def test_somebody_elses_address_does_not_exist(tx: Tx) -> None:
    owner, other = await people.member(tx), await people.member(tx)
    address = await people.address(tx, owner)
    draft = AddressDraft("李四", "13800000000", "110105", "1", is_default=True)
    for attempt in (
        api.address_for(tx, other, address.id),
        api.change_address(tx, other, address.id, draft),
        api.remove_address(tx, other, address.id),
        api.address_for(tx, owner, AddressId.new()),
    ):
        with pytest.raises(AddressNotFound):
            await attempt
    assert await api.addresses(tx, owner) == [address]


@pytest.mark.parametrize("code", ["370000", "370700", "999999", "110100", "000000"])
async def test_only_the_smallest_unit_can_be_delivered_to(tx: Tx, code: str) -> None:
    member_id = await people.member(tx)
    with pytest.raises(RegionUnknown):
        await api.add_address(tx, member_id, AddressDraft("张三", "13800000000", code, "1号"))
    assert await api.addresses(tx, member_id) == []


@pytest.mark.parametrize("phone", ["12345678901", "1380000000", "abc", "+1 202 555 0143", "110"])
async def test_a_phone_nobody_can_call_is_refused(tx: Tx, phone: str) -> None:
    member_id = await people.member(tx)
    with pytest.raises(AddressPhoneInvalid):
        await api.add_address(tx, member_id, AddressDraft("张三", phone, "370783", "1号"))
