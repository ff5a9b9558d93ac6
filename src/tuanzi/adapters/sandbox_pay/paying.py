"""What happens at the provider when a shopper presses the button, and how the merchant hears of it."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import orjson
from uuid_utils.compat import uuid7

from tuanzi.adapters.sandbox_pay import repository
from tuanzi.adapters.sandbox_pay.contracts import NOTICE_RETRY_AFTER_S, WRONG_BY, Charge, Mode, NoticeId
from tuanzi.adapters.sandbox_pay.ports import Sandbox
from tuanzi.kernel import clock, codec, jobs, ports
from tuanzi.kernel.db import Database, Tx
from tuanzi.kernel.money import Money

log = logging.getLogger(__name__)


async def pay(tx: Tx, token: str) -> bool:
    """The shopper pays: the charge becomes paid once, and its notifications are planned. False if it was not open."""
    charge = await repository.by_token(tx, token)
    if charge is None or charge.state != "open" or charge.request.expires_at <= clock.now():
        return False
    faults = await repository.use_mode(tx)
    wrong = WRONG_BY if faults.wrong_amount else 0
    paid = await repository.mark_paid(tx, token, charge.request.amount.minor - wrong, faults)
    if paid is None:
        return False
    if not faults.lose:
        await _plan_notices(tx, paid, faults)
    return True


async def _plan_notices(tx: Tx, charge: Charge, faults: Mode) -> None:
    first_at = clock.now() + timedelta(seconds=faults.delay_s)
    states = ["closed", "paid", "open"] if faults.out_of_order else ["paid"]
    for order, state in enumerate(states):
        external_id = f"EV-{uuid7().hex}"
        for _ in range(1 + faults.duplicate):
            notice_id = await repository.add_notice(tx, charge.id, external_id, state)
            due_at = first_at + timedelta(seconds=order)
            jobs.enqueue(tx, deliver_notice(notice_id), due_at=due_at, key=_key(notice_id))


def _key(notice_id: NoticeId) -> str:
    return f"sandbox_pay.notice:{notice_id}"


@jobs.outside_job(queue="payments", attempts_max=5)
async def deliver_notice(db: Database, notice_id: NoticeId) -> None:
    """Send one notification to the merchant; anything but 2xx is tried again later, a bounded number of times."""
    notice = await repository.notice(db.reader, notice_id)
    if notice is None or notice.is_delivered:
        return
    sandbox = ports.get(Sandbox)
    url = notice.charge.request.notify_url
    body = orjson.dumps(notice_body(notice))
    headers = {**sandbox.keys.provider.headers("POST", urlsplit(url).path, body), "content-type": "application/json"}
    try:
        answer = str((await sandbox.http.post(url, content=body, headers=headers)).status_code)
    except httpx.HTTPError as error:
        answer = type(error).__name__
    is_delivered = answer.startswith("2")
    async with db.transaction() as tx:
        attempts = await repository.note_answer(tx, notice_id, answer, is_delivered=is_delivered)
        if not is_delivered and attempts <= len(NOTICE_RETRY_AFTER_S):
            log.info("notification %s was answered with %s, will send again", notice_id, answer)
            due_at = clock.now() + timedelta(seconds=NOTICE_RETRY_AFTER_S[attempts - 1])
            jobs.enqueue(tx, deliver_notice(notice_id), due_at=due_at, key=_key(notice_id))


def notice_body(notice: repository.Notice) -> dict[str, object]:
    """What a notification says."""
    charge = notice.charge
    amount = charge.paid if notice.state == "paid" and charge.paid else charge.request.amount
    return {
        "id": notice.external_id,
        "merchant_id": charge.request.merchant_id,
        "out_ref": charge.request.out_ref,
        "state": notice.state,
        "amount": codec.dump(Money, amount),
        "paid_at": charge.paid_at.isoformat() if charge.paid_at and notice.state == "paid" else None,
        "transaction_ref": str(charge.id) if notice.state == "paid" else None,
    }
