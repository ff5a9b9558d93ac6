"""Addresses: at most fifty, exactly one of them the default if there are any.

Every change first locks the member's row, so that two devices cannot add a fifty-first or make two defaults.
"""

from __future__ import annotations

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.people.accounts import regions
from tuanzi.people.accounts import repository_addresses as repository
from tuanzi.people.accounts.contracts import ADDRESSES_MAX, Address, AddressDraft, AddressId, MemberId
from tuanzi.people.accounts.errors import AccountGone, AddressesFull, AddressNotFound
from tuanzi.people.accounts.rules import normal_contact


async def addresses(tx: Tx, member_id: MemberId) -> list[Address]:
    """All of a member's addresses, the default first, then the newest."""
    return await repository.addresses(tx, member_id)


async def address_for(tx: Tx, member_id: MemberId, address_id: AddressId) -> Address:
    """One of a member's own addresses. Raises ``AddressNotFound``, also for somebody else's."""
    for address in await repository.addresses(tx, member_id, address_id):
        return address
    raise AddressNotFound


async def add_address(tx: Tx, member_id: MemberId, draft: AddressDraft) -> Address:
    """Keep an address; the first becomes the default. Raises ``AddressesFull``, ``AddressPhoneInvalid``,
    ``RegionUnknown`` and ``AccountGone``.
    """
    checked = _checked(draft)
    await _hold(tx, member_id)
    address = await repository.add_address(tx, member_id, AddressId.new(), checked, clock.now())
    if address is None:
        raise AddressesFull(count_max=ADDRESSES_MAX)
    return address


async def change_address(tx: Tx, member_id: MemberId, address_id: AddressId, draft: AddressDraft) -> Address:
    """Replace an address. The default stays the default until another is made it. Raises ``AddressNotFound``,
    ``AddressPhoneInvalid``, ``RegionUnknown`` and ``AccountGone``.
    """
    checked = _checked(draft)
    await _hold(tx, member_id)
    if not await repository.update_address(tx, member_id, address_id, checked):
        raise AddressNotFound
    if draft.is_default:
        await repository.set_default_address(tx, member_id, address_id)
    return await address_for(tx, member_id, address_id)


async def remove_address(tx: Tx, member_id: MemberId, address_id: AddressId) -> None:
    """Forget an address; if it was the default, the newest of the others follows. Orders keep their own copy. Raises
    ``AddressNotFound`` and ``AccountGone``.
    """
    await _hold(tx, member_id)
    was_default = await repository.delete_address(tx, member_id, address_id)
    if was_default is None:
        raise AddressNotFound
    if was_default:
        left = await repository.addresses(tx, member_id)
        if left:
            await repository.set_default_address(tx, member_id, left[0].id)


def _checked(draft: AddressDraft) -> AddressDraft:
    regions.place(draft.region_code)
    return AddressDraft(draft.name.strip(), normal_contact(draft.phone), draft.region_code, draft.detail.strip(), draft.is_default)


async def _hold(tx: Tx, member_id: MemberId) -> None:
    if not await repository.lock_member(tx, member_id):
        raise AccountGone
