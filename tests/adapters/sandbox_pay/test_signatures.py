"""Hostile notifications: whatever is not exactly what the provider just said to us changes nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import httpx
import orjson
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.factories.money import start_payment
from tuanzi.adapters.sandbox_pay.contracts import MERCHANT_ID, NOTIFY_PATH
from tuanzi.adapters.sandbox_pay.ports import Sandbox
from tuanzi.adapters.sandbox_pay.signing import NONCE, SERIAL, SIGNATURE, TIMESTAMP, BadSignature, Signer, load_keys, message
from tuanzi.kernel import clock, ports
from tuanzi.kernel.db import Database
from tuanzi.money.ledger import api as ledger
from tuanzi.money.payments import api as payments
from tuanzi.money.payments.contracts import Payment, PaymentState


@pytest.fixture
async def payment(db: Database, app: Any) -> Payment:
    async with db.transaction() as tx:
        return await start_payment(tx)


def body_for(payment: Payment, **changes: object) -> bytes:
    body: dict[str, object] = {
        "id": "EV-1",
        "merchant_id": MERCHANT_ID,
        "out_ref": str(payment.id),
        "state": "paid",
        "amount": {"amount": 4990, "currency": "CNY"},
        "paid_at": clock.now().isoformat(),
        "transaction_ref": "sbc_x",
    }
    return orjson.dumps(body | changes)


def signed(body: bytes, signer: Signer | None = None, path: str = NOTIFY_PATH, method: str = "POST") -> dict[str, str]:
    return (signer or ports.get(Sandbox).keys.provider).headers(method, path, body)


async def unchanged(db: Database, payment: Payment) -> None:
    assert (await payments.get(db.reader, payment.id)).state == PaymentState.AWAITING
    assert (await ledger.balance(db.reader, "order:ord_1:received")).posted == 0
    assert await db.reader.fetchval("SELECT count(*) FROM payments_inbox") == 0
    assert await db.reader.fetchval("SELECT count(*) FROM ledger_entry") == 0
    assert await db.reader.fetchval("SELECT count(*) FROM facts_outbox") == 0


async def test_what_the_provider_signed_is_believed(db: Database, client: httpx.AsyncClient, payment: Payment) -> None:
    body = body_for(payment)
    answer = await client.post(NOTIFY_PATH, content=body, headers=signed(body))
    assert (answer.status_code, answer.json()) == (200, {"code": "SUCCESS"})
    assert (await payments.get(db.reader, payment.id)).state == PaymentState.PAID


async def test_a_replay_is_answered_and_changes_nothing(db: Database, client: httpx.AsyncClient, payment: Payment) -> None:
    body = body_for(payment)
    headers = signed(body)
    for _ in range(3):
        assert (await client.post(NOTIFY_PATH, content=body, headers=headers)).status_code == 200
    assert await db.reader.fetchval("SELECT count(*) FROM facts_outbox WHERE name = 'payments.PaymentSucceeded'") == 1
    assert (await ledger.balance(db.reader, "order:ord_1:received")).posted == 4990


def _stranger() -> Signer:
    return Signer("A" * 40, rsa.generate_private_key(public_exponent=65537, key_size=2048))


def _forged(body: bytes) -> dict[str, str]:
    """A stranger's key under the provider's serial."""
    return {**signed(body, _stranger()), SERIAL: ports.get(Sandbox).keys.provider.serial}


HOSTILE: dict[str, Callable[[bytes], dict[str, str]]] = {
    "no signature": lambda _: {},
    "forged with another key": _forged,
    "unknown serial": lambda body: {**signed(body), SERIAL: "0" * 40},
    "signed by the merchant instead": lambda body: signed(body, ports.get(Sandbox).keys.merchant),
    "another body": lambda body: signed(body + b" "),
    "another path": lambda body: signed(body, path="/api/v1/notify/other"),
    "another method": lambda body: signed(body, method="PUT"),
    "another nonce": lambda body: {**signed(body), NONCE: "0" * 32},
    "another time": lambda body: {**signed(body), TIMESTAMP: str(int(clock.real_now().timestamp()) + 1)},
    "no time": lambda body: {**signed(body), TIMESTAMP: ""},
    "time with garbage": lambda body: {**signed(body), TIMESTAMP: "1e9"},
    "truncated signature": lambda body: {**signed(body), SIGNATURE: signed(body)[SIGNATURE][:-8]},
    "signature that is no base 64": lambda body: {**signed(body), SIGNATURE: "?" * 344},
    "empty signature of the right length": lambda body: {**signed(body), SIGNATURE: base64.b64encode(bytes(256)).decode()},
}


@pytest.mark.parametrize("how", list(HOSTILE))
async def test_hostile_headers(db: Database, client: httpx.AsyncClient, payment: Payment, how: str) -> None:
    body = body_for(payment)
    answer = await client.post(NOTIFY_PATH, content=body, headers=HOSTILE[how](body))
    assert (answer.status_code, answer.json()["code"]) == (403, "payments.notification_refused")
    await unchanged(db, payment)


@pytest.mark.parametrize(
    "changes",
    [
        {"merchant_id": "1900000002"},
        {"out_ref": "ord_1"},
        {"out_ref": None},
        {"state": "PAID"},
        {"amount": 4990},
        {"amount": {"amount": 49.9, "currency": "CNY"}},
        {"amount": {"amount": "4990", "currency": "CNY"}},
        {"amount": {"amount": 4990, "currency": "yuan"}},
        {"surprise": True},
        {"paid_at": "yesterday"},
    ],
)
async def test_signed_but_not_for_us_or_not_a_notification(
    db: Database, client: httpx.AsyncClient, payment: Payment, changes: dict[str, object]
) -> None:
    body = body_for(payment, **changes)
    answer = await client.post(NOTIFY_PATH, content=body, headers=signed(body))
    assert (answer.status_code, answer.json()["code"]) == (403, "payments.notification_refused")
    await unchanged(db, payment)


@pytest.mark.parametrize("cut", [1, 40, 10_000])
async def test_a_truncated_body(db: Database, client: httpx.AsyncClient, payment: Payment, cut: int) -> None:
    body = body_for(payment)
    assert (await client.post(NOTIFY_PATH, content=body[:-cut], headers=signed(body))).status_code == 403
    short = body[:-cut]
    assert (await client.post(NOTIFY_PATH, content=short, headers=signed(short))).status_code == 403
    await unchanged(db, payment)


@pytest.mark.parametrize(
    "amount", [{"amount": 4989, "currency": "CNY"}, {"amount": 4990, "currency": "USD"}, {"amount": 0, "currency": "CNY"}]
)
async def test_a_signed_wrong_amount_or_currency_pays_nothing(
    db: Database, client: httpx.AsyncClient, payment: Payment, amount: dict[str, object]
) -> None:
    body = body_for(payment, amount=amount)
    assert (await client.post(NOTIFY_PATH, content=body, headers=signed(body))).status_code == 200
    assert (await payments.get(db.reader, payment.id)).state == PaymentState.MISMATCH
    assert await db.reader.fetchval("SELECT count(*) FROM ledger_entry") == 0
    assert await db.reader.fetchval("SELECT count(*) FROM facts_outbox WHERE name = 'payments.PaymentSucceeded'") == 0


async def test_an_unknown_payment_and_an_unknown_gateway(db: Database, client: httpx.AsyncClient, payment: Payment) -> None:
    body = body_for(payment, out_ref="pay_01k9xyv3q8e7ys2z4m6t5w8ab0")
    assert (await client.post(NOTIFY_PATH, content=body, headers=signed(body))).json()["code"] == "payments.not_found"
    assert (await client.post("/api/v1/notify/gold", content=body)).json()["code"] == "payments.method_unknown"
    await unchanged(db, payment)


@pytest.mark.parametrize(("age_s", "is_good"), [(-301, False), (-86_400, False), (301, False), (3600, False), (290, True), (-290, True)])
async def test_old_and_future_signatures(app: Any, age_s: int, is_good: bool) -> None:
    keys = ports.get(Sandbox).keys
    timestamp, nonce = str(int(clock.real_now().timestamp()) - age_s), "n" * 32
    raw = keys.provider.key.sign(message("POST", NOTIFY_PATH, timestamp, nonce, b"{}"), padding.PKCS1v15(), hashes.SHA256())
    headers = {TIMESTAMP: timestamp, NONCE: nonce, SERIAL: keys.provider.serial, SIGNATURE: base64.b64encode(raw).decode()}
    with nullcontext() if is_good else pytest.raises(BadSignature):
        keys.provider_public.check("POST", NOTIFY_PATH, headers, b"{}")


async def test_the_api_of_the_provider_lets_only_the_merchant_in(client: httpx.AsyncClient, payment: Payment) -> None:
    path = f"/sandbox/pay/v1/charges/{payment.id}"
    assert (await client.get(path)).status_code == 401
    assert (await client.get(path, headers=signed(b"", _stranger(), path, "GET"))).status_code == 401
    merchant = ports.get(Sandbox).keys.merchant
    assert (await client.get(path, headers=signed(b"", merchant, path, "GET"))).status_code == 404


@pytest.mark.parametrize("change", ["data", "signature", "serial", "nonce", "timestamp"])
async def test_a_tampered_link_opens_nothing(db: Database, client: httpx.AsyncClient, payment: Payment, change: str) -> None:
    assert payment.redirect_url is not None
    url = httpx.URL(payment.redirect_url)
    value = url.params[change]
    tampered = url.copy_set_param(change, ("1" if value[0] != "1" else "2") + value[1:])
    assert (await client.get(str(tampered))).status_code == 400
    assert (await client.get("/sandbox/pay/pay")).status_code == 400
    assert await db.reader.fetchval("SELECT count(*) FROM sandbox_pay_charge") == 0


def test_keys_are_made_once_and_kept(tmp_path: Any) -> None:
    first, second = load_keys(tmp_path), load_keys(tmp_path)
    assert first.provider.serial == second.provider.serial
    assert first.provider.serial != first.merchant.serial
    assert (tmp_path / "provider.pem").stat().st_mode & 0o077 == 0
