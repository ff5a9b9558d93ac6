"""The doors of savings: what counts now for shoppers, writing and publishing for the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Query

from tuanzi.deals.pricing.contracts import ScopeKind
from tuanzi.deals.savings import api
from tuanzi.deals.savings import errors as refused
from tuanzi.deals.savings.contracts import Saving, SavingId, SavingKind, SavingState
from tuanzi.deals.savings.reading import CALENDAR_DAYS_MAX
from tuanzi.deals.savings.wire import (
    CalendarStretch,
    CurrentSaving,
    CurrentSavings,
    SavingChange,
    SavingDetail,
    SavingFigures,
    SavingIn,
    SavingRow,
    SavingsCalendar,
)
from tuanzi.deals.savings.words import words
from tuanzi.goods.catalog.contracts import CategoryId, ProductId
from tuanzi.kernel import clock
from tuanzi.kernel.http import Call, CallContext, Moment, Router, anyone, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.kernel.i18n import text
from tuanzi.kernel.listing import BadSort, Listed
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit.contracts import Entry

__all__ = ["SavingIn", "console", "shop"]

shop = Router(prefix="/savings", tags=["savings"])
console = Router(prefix="/savings", tags=["savings"])
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]


@shop.get("", access=anyone())
async def show_current(call: Call, product_id: ProductId | None = None) -> CurrentSavings:
    """What counts now, for one product or any, those that end first."""
    return CurrentSavings(items=[_current(each, call.language) for each in await api.current(call.tx, product_id)])


def _current(found: api.Current, language: str) -> CurrentSaving:
    draft = found.saving.draft
    by_category = draft.scope is ScopeKind.CATEGORIES
    return CurrentSaving(
        id=found.saving.id,
        name=draft.name,
        kind=draft.rule.kind,
        words=words(draft.rule, language),
        scope=draft.scope,
        product_ids=[] if by_category else [ProductId.of(each) for each in draft.scope_ids],
        category_ids=[CategoryId.of(each) for each in draft.scope_ids] if by_category else [],
        until=found.until,
    )


# The console's.


def _note(call: CallContext, action: str, saving_id: SavingId, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    who = str(StaffId.of(call.staff_id))
    api.log(call.tx, Entry("staff", who, f"savings.{action}", "saving", str(saving_id), before, after, call.ip, call.request_id))


def _said(saving: Saving) -> dict[str, Any]:
    return _row(saving).model_dump(mode="json", exclude={"taken", "is_on"})


def _row(saving: Saving) -> SavingRow:
    is_on = saving.status is SavingState.PUBLISHED and api.is_on(saving.draft.when, clock.now())
    return SavingRow.row(saving, is_on=is_on)


@contextmanager
def _in_words(call: CallContext) -> Iterator[None]:
    """Tell every flaw in the operator's language."""
    try:
        yield
    except refused.BadSaving as error:
        told = [{**flaw, "message": text(flaw["code"], call.language)} for flaw in error.fields["errors"]]
        raise refused.BadSaving(errors=told) from error


@console.get("", access=staff("savings.read", "common"), errors=[BadCursor, BadSort])
async def list_savings(
    call: Call,
    status: SavingState | None = None,
    kind: SavingKind | None = None,
    q: Annotated[str | None, Query(max_length=60)] = None,
    sort: Annotated[str | None, Query(max_length=40)] = None,
    cursor: str | None = None,
    limit: Limit = LIMIT_DEFAULT,
) -> Listed[SavingRow]:
    """Savings. Sorts: ``created``, with a minus in front the newest first."""
    name, place = (q or "").strip() or None, api.SORTING.place(sort, cursor)
    found, following = await api.search(call.tx, status, kind, name, place, limit)
    return Listed.of([_row(each) for each in found], following, await api.count(call.tx, status, kind, name))


@console.post("", access=staff("savings.write", "common"), errors=[refused.BadSaving], status_code=201)
async def create_saving(call: Call, body: SavingIn) -> SavingRow:
    """Write a draft."""
    with _in_words(call):
        made = await api.create(call.tx, body.draft())
    _note(call, "create", made.id, None, _said(made))
    return _row(made)


@console.get("/calendar", access=staff("savings.read", "common"))
async def show_calendar(call: Call, since: Moment, days: Annotated[int, Query(ge=1, le=CALENDAR_DAYS_MAX)] = 35) -> SavingsCalendar:
    """What counts when."""
    found = await api.calendar(call.tx, since, since + timedelta(days=days))
    return SavingsCalendar(
        items=[
            CalendarStretch(
                id=each.saving.id, name=each.saving.draft.name, kind=each.saving.draft.rule.kind, since=each.since, until=each.until
            )
            for each in found
        ]
    )


@console.get("/{saving_id}", access=staff("savings.read", "common"), errors=[refused.SavingNotFound])
async def show_saving(call: Call, saving_id: SavingId) -> SavingDetail:
    """One saving with how it does."""
    found = await api.get(call.tx, saving_id)
    figures = await api.figures(call.tx, saving_id)
    return SavingDetail(**dict(_row(found)), figures=SavingFigures.model_validate(figures, from_attributes=True))


@console.put(
    "/{saving_id}",
    access=staff("savings.write", "common"),
    errors=[refused.SavingNotFound, refused.SavingVersion, refused.SavingStatus, refused.BadSaving],
)
async def change_saving(call: Call, saving_id: SavingId, body: SavingChange) -> SavingRow:
    """Replace a draft."""
    before = _said(await api.get(call.tx, saving_id))
    with _in_words(call):
        made = await api.change(call.tx, saving_id, body.version, body.draft())
    _note(call, "change", saving_id, before, _said(made))
    return _row(made)


@console.post(
    "/{saving_id}/publish",
    access=staff("savings.publish", "common"),
    errors=[refused.SavingNotFound, refused.SavingStatus, refused.BadSaving, refused.TooManySavings],
)
async def publish_saving(call: Call, saving_id: SavingId) -> SavingRow:
    """Let it count."""
    with _in_words(call):
        made = await api.publish(call.tx, saving_id)
    _note(call, "publish", saving_id, None, {"name": made.draft.name})
    return _row(made)


@console.post("/{saving_id}/end", access=staff("savings.publish", "common"), errors=[refused.SavingNotFound, refused.SavingStatus])
async def end_saving(call: Call, saving_id: SavingId) -> SavingRow:
    """Let it count no more."""
    made = await api.end(call.tx, saving_id)
    _note(call, "end", saving_id, None, {"name": made.draft.name})
    return _row(made)
