"""The console's lists of payments and refunds: filtered, sorted, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.page import moment, whole
from tuanzi.kernel.listing import By, Place, Sorting, Where, count_up_to
from tuanzi.money.payments import repository, repository_refunds
from tuanzi.money.payments.contracts import Payment, PaymentId, PaymentState, Refund, RefundId, RefundState, RefundTo
from tuanzi.people.accounts.contracts import MemberId

PAYMENT_SORTING = Sorting("-created", id_kind=PaymentId.parse, created=By("p.created_at", moment), amount=By("p.amount_minor", whole))
REFUND_SORTING = Sorting("-created", id_kind=RefundId.parse, created=By("r.created_at", moment), amount=By("r.amount_minor", whole))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentListing:
    """Filters of payments; None = any. Periods and amounts include their lower end, amounts also their upper one. ``payers``: only of these."""

    states: tuple[PaymentState, ...] = ()
    method: str | None = None
    payer: MemberId | None = None
    subjects: tuple[str, ...] | None = None
    created_since: datetime | None = None
    created_until: datetime | None = None
    amount_min: int | None = None
    amount_max: int | None = None
    is_refunded: bool | None = None
    payers: Sequence[UUID] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundListing:
    """Filters of refunds; None = any. ``waits_since``: pending, and asked for before then; ``payers``: only to these."""

    states: tuple[RefundState, ...] = ()
    to: RefundTo | None = None
    subjects: tuple[str, ...] | None = None
    created_since: datetime | None = None
    created_until: datetime | None = None
    amount_min: int | None = None
    amount_max: int | None = None
    waits_since: datetime | None = None
    payers: Sequence[UUID] | None = None


def _payments_where(listing: PaymentListing) -> Where:
    found = Where()
    found.add_given(
        ("p.state = ANY({0})", [state.value for state in listing.states] or None),
        ("p.method = {0}", listing.method),
        ("p.payer = {0}", listing.payer),
        ("p.subject = ANY({0})", list(listing.subjects) if listing.subjects is not None else None),
        ("p.created_at >= {0}", listing.created_since),
        ("p.created_at < {0}", listing.created_until),
        ("p.amount_minor >= {0}", listing.amount_min),
        ("p.amount_minor <= {0}", listing.amount_max),
        ("p.payer = ANY({0})", listing.payers),
    )
    if listing.is_refunded is not None:
        found.add("p.refunded_minor > 0" if listing.is_refunded else "p.refunded_minor = 0")
    return found


def _refunds_where(listing: RefundListing) -> Where:
    found = Where()
    found.add_given(
        ("r.state = ANY({0})", [state.value for state in listing.states] or None),
        ("r.target = {0}", listing.to),
        ("r.subject = ANY({0})", list(listing.subjects) if listing.subjects is not None else None),
        ("r.created_at >= {0}", listing.created_since),
        ("r.created_at < {0}", listing.created_until),
        ("r.amount_minor >= {0}", listing.amount_min),
        ("r.amount_minor <= {0}", listing.amount_max),
        ("r.state = 'pending' AND r.created_at < {0}", listing.waits_since),
        ("r.payment_id IN (SELECT p.id FROM payments_payment p WHERE p.payer = ANY({0}))", listing.payers),
    )
    return found


def _following(place: Place, rows: list[Any], limit: int, created_at: datetime, amount: int, last_id: Any) -> str | None:
    if len(rows) < limit:
        return None
    return place.following(amount if place.name.endswith("amount") else created_at, last_id)


def _source(table: str, alias: str, where: str, subjects: tuple[str, ...] | None) -> str:
    """FROM and WHERE. Of given orders there is a handful: they are fetched first, not looked for along the order of the list."""
    if subjects is None:
        return f"FROM {table} {alias} WHERE {where}"
    return f"FROM (SELECT * FROM {table} {alias} WHERE {where} OFFSET 0) {alias} WHERE true"


async def list_payments(tx: Tx, listing: PaymentListing, place: Place, limit: int) -> tuple[list[Payment], str | None]:
    """A piece of the list, and the cursor of the next one."""
    found = _payments_where(listing)
    rows = await tx.fetch(
        f"""SELECT {repository.COLUMNS} {_source("payments_payment", "p", found.sql, listing.subjects)} AND {place.beyond("p.id", found.following)}
            ORDER BY {place.order("p.id")} LIMIT {int(limit)}""",
        *found.arguments,
        *place.key,
    )
    payments = [repository.to_payment(row) for row in rows]
    last = payments[-1] if payments else None
    return payments, _following(place, payments, limit, last.created_at, last.amount.minor, last.id) if last else None


async def list_refunds(tx: Tx, listing: RefundListing, place: Place, limit: int) -> tuple[list[Refund], str | None]:
    """A piece of the list, and the cursor of the next one."""
    found = _refunds_where(listing)
    rows = await tx.fetch(
        f"""SELECT {repository_refunds.COLUMNS} {_source("payments_refund", "r", found.sql, listing.subjects)} AND {place.beyond("r.id", found.following)}
            ORDER BY {place.order("r.id")} LIMIT {int(limit)}""",
        *found.arguments,
        *place.key,
    )
    refunds = [repository_refunds.to_refund(row) for row in rows]
    last = refunds[-1] if refunds else None
    return refunds, _following(place, refunds, limit, last.created_at, last.amount.minor, last.id) if last else None


async def count_payments(tx: Tx, listing: PaymentListing) -> int:
    """How many payments the filters find, as ``Listed`` tells it."""
    found = _payments_where(listing)
    return await count_up_to(tx, f"SELECT 1 FROM payments_payment p WHERE {found.sql}", *found.arguments)


async def count_refunds(tx: Tx, listing: RefundListing) -> int:
    """How many refunds the filters find, as ``Listed`` tells it."""
    found = _refunds_where(listing)
    return await count_up_to(tx, f"SELECT 1 FROM payments_refund r WHERE {found.sql}", *found.arguments)
