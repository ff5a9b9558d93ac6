"""The doors of coupons: claim centre and my coupons for shoppers, templates for the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import Query

from tuanzi.deals.coupons import api
from tuanzi.deals.coupons import errors as refused
from tuanzi.deals.coupons.contracts import CouponId, CouponKind, Status, Template, TemplateId
from tuanzi.deals.coupons.wire import (
    CouponFace,
    CouponFigures,
    CouponTemplateChange,
    CouponTemplateDetail,
    CouponTemplateIn,
    CouponTemplateRow,
    GiveIn,
    MyCoupon,
    OfferedCoupon,
    OfferedCoupons,
    RedeemIn,
    StartedGiving,
    TotalIn,
)
from tuanzi.kernel import errands
from tuanzi.kernel.http import Call, CallContext, Page, Rate, Router, anyone, encode_cursor, member, read_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.kernel.i18n import text
from tuanzi.kernel.listing import BadSort, Listed
from tuanzi.people.access.contracts import StaffId
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.people.accounts.errors import AccountGone
from tuanzi.trust.audit.contracts import Entry

shop = Router(prefix="/coupons", tags=["coupons"])
console = Router(prefix="/coupon-templates", tags=["coupons"])
CLAIMING = [refused.NotClaimable, refused.NotForYou, refused.ShareTaken, refused.AllGone, AccountGone]
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]


def _offered(found: api.Offered) -> OfferedCoupon:
    template = found.template
    issue, validity = template.draft.issue, template.draft.validity
    return OfferedCoupon(
        **dict(CouponFace.of(template)),
        claimed=found.claimed,
        left=None if issue.total is None else max(0, issue.total - template.issued),
        is_gone=found.is_gone,
        can_claim=found.can_claim,
        valid_since=validity.since,
        valid_until=validity.until,
        begins_after_days=validity.begins_after_days,
        days=validity.days,
        claim_until=issue.claim_until,
    )


@shop.get("/centre", access=anyone())
async def show_centre(call: Call) -> OfferedCoupons:
    """What can be claimed now; for a member with how many of each they have taken."""
    viewer = MemberId.of(call.member_id_or_none) if call.member_id_or_none else None
    return OfferedCoupons(items=[_offered(each) for each in await api.centre(call.tx, viewer)])


@shop.get("", access=member(), errors=[BadCursor])
async def list_coupons(
    call: Call, state: Literal["usable", "held", "used", "over"] = "usable", cursor: str | None = None, limit: Limit = LIMIT_DEFAULT
) -> Page[MyCoupon]:
    """My coupons, the newest first."""
    (before,) = read_cursor(cursor, CouponId.parse) or (None,)
    found, templates = await api.coupons_of(call.tx, MemberId.of(call.member_id), state, before, limit)
    following = encode_cursor(str(found[-1].id)) if len(found) == limit else None
    return Page(items=[MyCoupon.mine(each, templates[each.template_id]) for each in found], next=following)


@shop.post(
    "/centre/{template_id}/claim",
    access=member(),
    idempotent=True,
    status_code=201,
    errors=[refused.TemplateNotFound, *CLAIMING],
    rate=Rate("claims", 60, 60),
)
async def claim_coupon(call: Call, template_id: TemplateId) -> MyCoupon:
    """Take one."""
    coupon = await api.claim(call.tx, MemberId.of(call.member_id), template_id)
    return MyCoupon.mine(coupon, await api.get(call.tx, template_id))


@shop.post(
    "/redeem", access=member(), idempotent=True, status_code=201, errors=[refused.CodeUnknown, *CLAIMING], rate=Rate("redeem", 20, 60)
)
async def redeem_code(call: Call, body: RedeemIn) -> MyCoupon:
    """Take the coupon behind a code."""
    coupon = await api.redeem(call.tx, MemberId.of(call.member_id), body.code)
    return MyCoupon.mine(coupon, await api.get(call.tx, coupon.template_id))


# The console's.


def _note(call: CallContext, action: str, template_id: TemplateId, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    who = str(StaffId.of(call.staff_id))
    api.log(call.tx, Entry("staff", who, f"coupons.{action}", "coupon_template", str(template_id), before, after, call.ip, call.request_id))


def _said(template: Template) -> dict[str, Any]:
    return CouponTemplateRow.row(template).model_dump(mode="json", exclude={"issued", "used"})


@contextmanager
def _in_words(call: CallContext) -> Iterator[None]:
    """Tell every flaw in the operator's language."""
    try:
        yield
    except refused.BadTemplate as error:
        told = [{**flaw, "message": text(flaw["code"], call.language)} for flaw in error.fields["errors"]]
        raise refused.BadTemplate(errors=told) from error


@console.get("", access=staff("coupons.read", "common"), errors=[BadCursor, BadSort])
async def list_templates(
    call: Call,
    status: Status | None = None,
    kind: CouponKind | None = None,
    q: Annotated[str | None, Query(max_length=60)] = None,
    sort: Annotated[str | None, Query(max_length=40)] = None,
    cursor: str | None = None,
    limit: Limit = LIMIT_DEFAULT,
) -> Listed[CouponTemplateRow]:
    """Templates. Sorts: ``created``, with a minus in front the newest first."""
    name, place = (q or "").strip() or None, api.SORTING.place(sort, cursor)
    found, following = await api.search(call.tx, status, kind, name, place, limit)
    return Listed.of([CouponTemplateRow.row(each) for each in found], following, await api.count(call.tx, status, kind, name))


@console.post("", access=staff("coupons.write", "common"), errors=[refused.BadTemplate, refused.CodeTaken], status_code=201)
async def create_template(call: Call, body: CouponTemplateIn) -> CouponTemplateRow:
    """Write a draft."""
    with _in_words(call):
        made = await api.create(call.tx, body.draft())
    _note(call, "create", made.id, None, _said(made))
    return CouponTemplateRow.row(made)


@console.get("/{template_id}", access=staff("coupons.read", "common"), errors=[refused.TemplateNotFound])
async def show_template(call: Call, template_id: TemplateId) -> CouponTemplateDetail:
    """One template with how it does."""
    found = await api.get(call.tx, template_id)
    figures = await api.figures(call.tx, found)
    return CouponTemplateDetail(**dict(CouponTemplateRow.row(found)), figures=CouponFigures.model_validate(figures, from_attributes=True))


@console.put(
    "/{template_id}",
    access=staff("coupons.write", "common"),
    errors=[refused.TemplateNotFound, refused.TemplateVersion, refused.TemplateStatus, refused.BadTemplate, refused.CodeTaken],
)
async def change_template(call: Call, template_id: TemplateId, body: CouponTemplateChange) -> CouponTemplateRow:
    """Replace a draft."""
    before = _said(await api.get(call.tx, template_id))
    with _in_words(call):
        made = await api.change(call.tx, template_id, body.version, body.draft())
    _note(call, "change", template_id, before, _said(made))
    return CouponTemplateRow.row(made)


@console.post(
    "/{template_id}/publish",
    access=staff("coupons.publish", "common"),
    errors=[refused.TemplateNotFound, refused.TemplateStatus, refused.BadTemplate],
)
async def publish_template(call: Call, template_id: TemplateId) -> CouponTemplateRow:
    """Give it out."""
    with _in_words(call):
        made = await api.publish(call.tx, template_id)
    _note(call, "publish", template_id, None, {"name": made.draft.name})
    return CouponTemplateRow.row(made)


@console.post("/{template_id}/end", access=staff("coupons.publish", "common"), errors=[refused.TemplateNotFound, refused.TemplateStatus])
async def end_template(call: Call, template_id: TemplateId) -> CouponTemplateRow:
    """Give none out any more; what was claimed stays good."""
    made = await api.end(call.tx, template_id)
    _note(call, "end", template_id, None, {"name": made.draft.name})
    return CouponTemplateRow.row(made)


@console.put("/{template_id}/total", access=staff("coupons.publish", "common"), errors=[refused.TemplateNotFound, refused.TemplateStatus])
async def set_template_total(call: Call, template_id: TemplateId, body: TotalIn) -> CouponTemplateRow:
    """Give out more of a published one, or stop at fewer."""
    before = (await api.get(call.tx, template_id)).draft.issue.total
    made = await api.set_total(call.tx, template_id, body.total)
    _note(call, "set_total", template_id, {"total": before}, {"total": body.total})
    return CouponTemplateRow.row(made)


@console.post(
    "/{template_id}/give",
    access=staff("coupons.give"),
    idempotent=True,
    status_code=202,
    errors=[refused.TemplateNotFound, errands.NothingToDo, errands.TooManyItems, errands.TooManyRunning],
)
async def give_coupons(call: Call, template_id: TemplateId, body: GiveIn) -> StartedGiving:
    """Give one to each of these members, in the background."""
    found = await api.get(call.tx, template_id)
    work = api.give_many(api.Giving(template_id), api.receivers(body.receivers))
    errand_id = await errands.start(call.tx, work, staff_id=call.staff_id, language=call.language)
    _note(call, "give", template_id, None, {"name": found.draft.name, "receivers": len(body.receivers), "errand": str(errand_id)})
    return StartedGiving(errand_id=str(errand_id))


@console.post(
    "/coupons/{coupon_id}/void", access=staff("coupons.give"), errors=[refused.CouponNotFound, refused.CouponInUse], status_code=204
)
async def void_coupon(call: Call, coupon_id: CouponId) -> None:
    """Take an unused coupon back."""
    coupon = await api.void(call.tx, coupon_id)
    _note(call, "void", coupon.template_id, None, {"coupon_id": str(coupon_id), "member_id": str(coupon.member_id)})
