"""The console's door of the stacking guard: the worst cases, drawn as their buyers would see them."""

from __future__ import annotations

from datetime import datetime

from tuanzi.deals.pricing.http import PriceReason
from tuanzi.deals.stackguard import api
from tuanzi.deals.stackguard.contracts import Case, Report, ReportId
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.kernel.money import BPS, Money
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(prefix="/stackguard", tags=["stackguard"])


class GuardLine(Wire):
    """A line of a worst basket."""

    sku_id: SkuId
    title: str
    options: list[str]
    quantity: int
    unit_price: Money
    payable: Money
    cost: Money


class GuardCase(Wire):
    """The worst basket of one kind of buyer in one scene. ``margin_bps``: what is left of what is paid, in 1/10,000. ``is_proved``: no basket of this buyer
    is worse.
    """

    deal: str
    level: int
    is_new: bool
    at: datetime
    lines: list[GuardLine]
    payable: Money
    cost: Money
    margin: Money
    margin_bps: int
    reasons: list[PriceReason]
    is_proved: bool


class GuardReport(Wire):
    """The last look; all empty before the first one."""

    id: ReportId | None
    made_at: datetime | None
    skus: int
    offers: int
    took_ms: int
    cases: list[GuardCase]


def _case(case: Case, language: str) -> GuardCase:
    return GuardCase(
        deal=case.deal,
        level=case.level,
        is_new=case.is_new,
        at=case.at,
        lines=[
            GuardLine(
                sku_id=line.sku_id,
                title=line.title,
                options=list(line.options),
                quantity=line.quantity,
                unit_price=line.unit_price,
                payable=line.payable,
                cost=line.cost,
            )
            for line in case.lines
        ],
        payable=case.payable,
        cost=case.cost,
        margin=case.margin,
        margin_bps=case.margin.minor * BPS // max(1, case.payable.minor),
        reasons=[PriceReason.of(each, language) for each in case.reasons],
        is_proved=case.is_proved,
    )


def _report(report: Report | None, language: str) -> GuardReport:
    if report is None:
        return GuardReport(id=None, made_at=None, skus=0, offers=0, took_ms=0, cases=[])
    return GuardReport(
        id=report.id,
        made_at=report.made_at,
        skus=report.skus,
        offers=report.offers,
        took_ms=report.took_ms,
        cases=[_case(each, language) for each in report.cases],
    )


@console.get("", access=staff("savings.read", "common"))
async def show_guard(call: Call) -> GuardReport:
    """The last look."""
    return _report(await api.newest(call.tx), call.language)


@console.post("/look", access=staff("savings.publish", "common"), status_code=202)
async def look_now(call: Call) -> None:
    """Look at everything live or scheduled now, in the background."""
    api.ask(call.tx)
    who = str(StaffId.of(call.staff_id))
    audit.record(call.tx, Entry("staff", who, "stackguard.look", "stackguard", "stackguard", None, None, call.ip, call.request_id))
