"""Control of the demo payment's faults. Exists only where ``sandbox`` is on."""

from __future__ import annotations

from tuanzi.adapters.sandbox_pay import api as sandbox_pay
from tuanzi.adapters.sandbox_pay.contracts import Mode
from tuanzi.kernel.http import Call, Router, staff
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(prefix="/sandbox", tags=["sandbox"])


@console.get("/gateway", access=staff("sandbox.control"))
async def show_gateway(call: Call) -> Mode:
    """How the demo payment behaves."""
    return await sandbox_pay.mode(call.tx)


@console.put("/gateway", access=staff("sandbox.control"))
async def set_gateway(call: Call, body: Mode) -> Mode:
    """Make the demo payment misbehave, or behave again."""
    before = await sandbox_pay.mode(call.tx)
    await sandbox_pay.set_mode(call.tx, body)
    audit.record(
        call.tx,
        Entry(
            "staff",
            str(StaffId.of(call.staff_id)),
            "sandbox.set_gateway",
            "gateway",
            "sandbox",
            before=before.model_dump(),
            after=body.model_dump(),
            ip=call.ip,
            request_id=call.request_id,
        ),
    )
    return body
