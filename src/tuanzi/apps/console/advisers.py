"""Who of the staff looks after which members (私域顾问)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tuanzi.apps.console.member import record
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.people.access import api as access
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.access.errors import StaffNotFound
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import AdviserFull
from tuanzi.trust.audit import api as audit

console = Router(prefix="/advisers", tags=["members"])
SHOWN_MAX = 500
ASSIGNED_MAX = 500


class Adviser(Wire):
    """A staff member, and how many members they look after."""

    id: StaffId
    name: str
    members: int


class Advisers(Wire):
    """Who may look after members: everybody who can sign in."""

    items: list[Adviser]


class AssignIn(Wire):
    """Whom to give to whom; ``staff_id`` null: to nobody."""

    member_ids: Annotated[list[MemberId], Field(min_length=1, max_length=ASSIGNED_MAX)]
    staff_id: StaffId | None = None


class Assigned(Wire):
    """How many members have another adviser than before."""

    changed: int


@console.get("", access=staff("members.read", "common"))
async def list_advisers(call: Call) -> Advisers:
    """Everybody who may look after members, by name."""
    names = await access.active_names(call.tx, SHOWN_MAX)
    counts = await accounts.count_advised(call.tx) if call.scope.is_whole else {}
    return Advisers(items=[Adviser(id=staff_id, name=name, members=counts.get(staff_id, 0)) for staff_id, name in names.items()])


@console.post("/assign", access=staff("members.assign"), errors=[StaffNotFound, AdviserFull])
async def assign_members(call: Call, body: AssignIn) -> Assigned:
    """Give members to an adviser. A role over one's own members reaches exactly these, from the next request on."""
    name = None
    if body.staff_id is not None:
        found = await access.get(call.tx, body.staff_id)
        if not found.is_active:
            raise StaffNotFound
        name = found.name
    changed = await accounts.set_adviser(call.tx, body.member_ids, body.staff_id)
    for member_id in changed:
        audit.record(call.tx, record(call, "members.assign", member_id, {"adviser_id": body.staff_id, "adviser": name}))
    return Assigned(changed=len(changed))
