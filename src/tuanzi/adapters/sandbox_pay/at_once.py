"""A whole visit at the provider in one transaction, for the demo's past: thousands of shoppers pay without a network between.

Everything is as on the network, signatures included; only nobody waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import orjson
from uuid_utils.compat import uuid7

from tuanzi.adapters.sandbox_pay import gateway, paying, repository
from tuanzi.adapters.sandbox_pay.client import SandboxGateway
from tuanzi.adapters.sandbox_pay.contracts import NOTIFY_PATH, Mode
from tuanzi.adapters.sandbox_pay.ports import Sandbox
from tuanzi.kernel import ports
from tuanzi.kernel.db import Tx
from tuanzi.money.payments.contracts import Notification


async def pay_at_once(tx: Tx, redirect_url: str) -> Notification:
    """The shopper follows the link and pays; what the provider then tells the merchant, verified like any notification."""
    sandbox = ports.get(Sandbox)
    query: Mapping[str, str] = dict(parse_qsl(urlsplit(redirect_url).query))
    charge = await repository.open_charge(tx, gateway.read_link(sandbox, query))
    paid = await repository.mark_paid(tx, charge.token, charge.request.amount.minor, Mode())
    if paid is None:
        raise ValueError("the charge is not open")
    external_id = f"EV-{uuid7().hex}"
    notice_id = await repository.add_notice(tx, paid.id, external_id, "paid")
    await repository.note_answer(tx, notice_id, "200", is_delivered=True)
    body = orjson.dumps(paying.notice_body(repository.Notice(notice_id, external_id, "paid", 0, is_delivered=False, charge=paid)))
    return SandboxGateway(sandbox).parse(sandbox.keys.provider.headers("POST", NOTIFY_PATH, body), body)


async def pay_in_silence(tx: Tx, redirect_url: str) -> None:
    """The shopper pays and the notification is lost: the merchant has to ask."""
    charge = await repository.open_charge(tx, gateway.read_link(ports.get(Sandbox), dict(parse_qsl(urlsplit(redirect_url).query))))
    await repository.mark_paid(tx, charge.token, charge.request.amount.minor, Mode())
