"""What a member may ask of the house by law, done by staff for them: their data, its erasure, and two accounts becoming one."""

from __future__ import annotations

from pydantic import Field

from tuanzi.apps.console.member import REASON_LENGTH_MAX, record
from tuanzi.deals.groupbuy.errors import TeamShared
from tuanzi.flows.erase_person import erase_person, in_words, obstacles
from tuanzi.flows.errors import NotErasableYet
from tuanzi.flows.merge_accounts import merge_accounts
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import Keep, MemberId
from tuanzi.people.accounts.errors import AccountGone, MemberNotFound, MergeChoiceMissing, MergeWithItself
from tuanzi.people.consent import api as consent
from tuanzi.people.consent.contracts import LINK_TTL_S, ExportId
from tuanzi.people.consent.errors import ExportExpired, ExportNotFound, ExportNotReady, TooManyExports
from tuanzi.people.consent.http import EXPORT_PATH, DataExportLink, DataExportOut, DataExports
from tuanzi.trust.audit import api as audit

console = Router(prefix="/members/{member_id}", tags=["members"])


class Hindrance(Wire):
    """Something to be settled first, with a sentence that says how."""

    code: str
    message: str


class Hindrances(Wire):
    """Everything that stands against erasing the account now; nothing: it can go."""

    items: list[Hindrance]


class ReasonIn(Wire):
    """Why; kept in the audit log."""

    reason: str = Field(min_length=1, max_length=REASON_LENGTH_MAX, pattern=r"\S")


class MergeMembersIn(ReasonIn):
    """Which account ends, and whose phone and e-mail stay where both have one."""

    source_id: MemberId
    keep: Keep | None = None


@console.get("/data-exports", access=staff("members.export", "own"), errors=[MemberNotFound])
async def list_member_exports(call: Call, member_id: MemberId) -> DataExports:
    """The member's archives, the newest first."""
    await accounts.get(call.tx, member_id)
    return DataExports(items=[DataExportOut.of(each) for each in await consent.exports(call.tx, member_id)])


@console.post("/data-exports", access=staff("members.export", "own"), errors=[MemberNotFound, TooManyExports], status_code=202)
async def ask_member_export(call: Call, member_id: MemberId, body: ReasonIn) -> DataExportOut:
    """Have an archive made of everything personal, for a member who asked for it otherwise than in the app."""
    await accounts.get(call.tx, member_id)
    made = await consent.ask_export(call.tx, member_id, call.staff_id)
    audit.record(call.tx, record(call, "members.export", member_id, {"reason": body.reason}))
    return DataExportOut.of(made)


@console.post(
    "/data-exports/{export_id}/link",
    access=staff("members.export", "own"),
    errors=[ExportNotFound, ExportNotReady, ExportExpired],
)
async def link_member_export(call: Call, member_id: MemberId, export_id: ExportId) -> DataExportLink:
    """A link to the archive that opens for some minutes; taking it is kept in the audit log."""
    token = consent.link_of(await consent.export_for(call.tx, member_id, export_id))
    audit.record(call.tx, record(call, "members.export_fetched", member_id, {"export_id": str(export_id)}))
    return DataExportLink(path=EXPORT_PATH.format(export_id, token), expires_in_s=LINK_TTL_S)


@console.get("/erasure", access=staff("members.erase", "own"), errors=[MemberNotFound])
async def show_hindrances(call: Call, member_id: MemberId) -> Hindrances:
    """What has to be settled before the account can be erased."""
    await accounts.get(call.tx, member_id)
    return Hindrances(items=[Hindrance(**each) for each in in_words(await obstacles(call.tx, member_id), call.language)])


@console.post(
    "/erase", access=staff("members.erase", "own"), errors=[MemberNotFound, AccountGone, NotErasableYet], idempotent=True, status_code=204
)
async def erase_member(call: Call, member_id: MemberId, body: ReasonIn) -> None:
    """Erase a member for good: everything personal goes at once, orders and payments stay without a name as the law asks."""
    await erase_person(call.tx, member_id, call.language, record(call, "members.erase", member_id, {"reason": body.reason}))


@console.post(
    "/merge",
    access=staff("members.merge", "own"),
    errors=[MemberNotFound, AccountGone, MergeWithItself, MergeChoiceMissing, TeamShared],
    idempotent=True,
    status_code=204,
)
async def merge_members(call: Call, member_id: MemberId, body: MergeMembersIn) -> None:
    """Another account of the same person becomes part of this one and ends: orders, money, seats, messages and identities move."""
    if not call.scope.has_member(body.source_id):
        raise MemberNotFound
    after: dict[str, object] = {"source_id": str(body.source_id), "reason": body.reason, "keep": body.keep}
    await merge_accounts(call.tx, body.source_id, member_id, body.keep, record(call, "members.merge", member_id, after))
