"""Control of a sandbox: the clock of the whole installation. Exists only where ``sandbox`` is on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from tuanzi.kernel import clock
from tuanzi.kernel.clock_store import read_shift, write_shift
from tuanzi.kernel.http import Call, Router, Wire, staff
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit import api as audit
from tuanzi.trust.audit.contracts import Entry

console = Router(prefix="/sandbox", tags=["sandbox"])
SHIFT_S_MAX = 400 * 86_400


class ClockOut(Wire):
    """Business time, and how many seconds it is ahead of the machine."""

    now: datetime
    shift_s: int


class ClockIn(Wire):
    """The wanted distance to the machine's clock, in seconds; 0 puts the clock back."""

    shift_s: Annotated[int, Field(ge=0, le=SHIFT_S_MAX)]


@console.get("/clock", access=staff("sandbox.control"))
async def show_clock(call: Call) -> ClockOut:
    """What time the shop believes it is."""
    shift = await read_shift(call.tx)
    return ClockOut(now=clock.real_now() + shift, shift_s=int(shift.total_seconds()))


@console.put("/clock", access=staff("sandbox.control"))
async def move_clock(call: Call, body: ClockIn) -> ClockOut:
    """Move the clock of every process; each follows within a second."""
    before = await read_shift(call.tx)
    shift = timedelta(seconds=body.shift_s)
    await write_shift(call.tx, shift)
    call.tx.after_commit(lambda: clock.set_shift(shift))
    audit.record(
        call.tx,
        Entry(
            "staff",
            str(StaffId.of(call.staff_id)),
            "sandbox.move_clock",
            "clock",
            "shop",
            before={"shift_s": int(before.total_seconds())},
            after={"shift_s": body.shift_s},
            ip=call.ip,
            request_id=call.request_id,
        ),
    )
    return ClockOut(now=clock.real_now() + shift, shift_s=body.shift_s)
