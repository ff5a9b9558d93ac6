"""That an account still stands, what the house knows about it, and what staff look at and write down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.personal import Person
from tuanzi.people.accounts import repository, repository_addresses
from tuanzi.people.accounts import repository_life as life
from tuanzi.people.accounts.contracts import NOTES_MAX, Figures, MemberId, MemberNote, MemberNoteId, Revealed, RevealField, Source
from tuanzi.people.accounts.errors import AccountGone, MemberNotFound, NotesFull
from tuanzi.people.accounts.rules import national


async def stay(tx: Tx, member_id: MemberId) -> None:
    """Whoever gives a member something new first keeps the account from being given up meanwhile. Raises ``AccountGone``."""
    if not await life.hold(tx, member_id):
        raise AccountGone


async def see(tx: Tx, member_id: MemberId) -> None:
    """The member was here just now."""
    await life.see(tx, member_id, clock.now())


async def person(tx: Tx, member_id: MemberId) -> Person:
    """The member with everything by which they may be found in a text. For flows only. Raises ``MemberNotFound``."""
    row = await life.known_as(tx, member_id)
    if row is None:
        raise MemberNotFound
    phone, email = life.opened(row)
    words = [word for word in (phone, national(phone) if phone else None, email) if word]
    for address in await repository_addresses.addresses(tx, member_id):
        words += [address.phone, address.detail]
    return Person(UUID(int=member_id.int), phone, tuple(dict.fromkeys(words)))


async def keep_figures(tx: Tx, figures: Mapping[MemberId, Figures]) -> None:
    """What trade counted about members, for the console's list."""
    await life.keep_figures(tx, figures)


async def keep_wishes(tx: Tx, member_id: MemberId, wishes: Mapping[str, bool | None]) -> None:
    """What the member agreed to, for the console's list; ``wishes`` names marketing and recommendations."""
    fields: dict[str, Any] = {f"wants_{name}": wish for name, wish in wishes.items() if name in {"marketing", "recommendations"}}
    if fields:
        await life.set_columns(tx, member_id, fields)


async def set_source(tx: Tx, member_id: MemberId, source: Source) -> None:
    """How a new member came."""
    await life.set_columns(tx, member_id, {"source": source})


async def reveal(tx: Tx, member_id: MemberId, fields: Iterable[RevealField]) -> Revealed:
    """Personal data in clear. The caller writes down who looked, at what and why. Raises ``MemberNotFound``."""
    asked = set(fields)
    row = await life.known_as(tx, member_id)
    if row is None:
        raise MemberNotFound
    phone, email = life.opened(row)
    return Revealed(
        phone=national(phone) if phone and "phone" in asked else None,
        email=email if "email" in asked else None,
        birthday=row["birthday"] if "birthday" in asked else None,
        addresses=tuple(await repository_addresses.addresses(tx, member_id)) if "addresses" in asked else None,
    )


async def add_note(tx: Tx, member_id: MemberId, staff_id: UUID, text: str) -> MemberNote:
    """Staff write something down about a member. Raises ``MemberNotFound`` and ``NotesFull``."""
    if not await repository.members(tx, [member_id]):
        raise MemberNotFound
    note = MemberNote(MemberNoteId.new(), member_id, staff_id, text, clock.now())
    if not await life.add_note(tx, note):
        raise NotesFull(most=NOTES_MAX)
    return note


async def notes(tx: Tx, member_id: MemberId) -> list[MemberNote]:
    """Notes on a member, newest first."""
    return await life.notes(tx, member_id)
