"""Entries of the ledger in words: what an account is called, why money moved."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from tuanzi.kernel.http import Wire
from tuanzi.kernel.i18n import catalogue, text
from tuanzi.kernel.money import Money
from tuanzi.money.ledger.contracts import Entry, EntryId, Kind

FAMILIES = (
    (re.compile(r"order:ord_\w+:received"), "order_received"),
    (re.compile(r"member:mem_\w+:wallet"), "member_wallet"),
    (re.compile(r"gateway:(?P<name>\w+):clearing"), "gateway_clearing"),
)
"""Accounts of which there are many, by what their name looks like."""


class LegOut(Wire):
    """One side of an entry. ``label`` is the account in words; one of debit and credit is null."""

    account: str
    label: str
    layer: Literal["posted", "pended", "released"]
    debit: Money | None
    credit: Money | None


class EntryOut(Wire):
    """Money that moved: when, why, and from where to where."""

    id: EntryId
    at: datetime
    kind: Kind
    reason: str
    label: str
    legs: list[LegOut]


def gateway_label(method: str, language: str) -> str:
    """A means of payment in words."""
    return _or(f"console.gateway.{method}", method, language)


def account_label(account: str, language: str) -> str:
    """An account in words; its name where nobody wrote any."""
    for pattern, family in FAMILIES:
        if match := pattern.fullmatch(account):
            fields = match.groupdict()
            if "name" in fields:
                fields["name"] = gateway_label(fields["name"], language)
            return text(f"console.account.{family}", language, fields)
    return _or(f"console.account.{account.replace(':', '_')}", account, language)


def entry_out(entry: Entry, language: str) -> EntryOut:
    """An entry with all its legs."""
    return EntryOut(
        id=entry.id,
        at=entry.at,
        kind=entry.kind,
        reason=entry.reason,
        label=_or(f"console.posting.{entry.reason.replace('.', '_')}", entry.reason, language),
        legs=[
            LegOut(
                account=leg.account,
                label=account_label(leg.account, language),
                layer=leg.layer,
                debit=Money(leg.debit, leg.asset) if leg.debit else None,
                credit=Money(leg.credit, leg.asset) if leg.credit else None,
            )
            for leg in entry.legs
        ],
    )


def _or(code: str, name: str, language: str) -> str:
    return text(code, language) if code in catalogue() else name
