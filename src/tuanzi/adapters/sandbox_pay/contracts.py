"""The words of the sandbox gateway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from tuanzi.kernel.http import Wire
from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money

NAME = "sandbox"
MERCHANT_ID = "1900000001"
MOUNT = "/sandbox/pay"
NOTIFY_PATH = "/api/v1/notify/sandbox"
SKEW_S_MAX = 300
"""How far a signature's time may be from the real clock."""

NOTICE_RETRY_AFTER_S = (15, 30, 180, 600, 1800, 3600)
WRONG_BY = 1
"""By how many minor units a wrong amount is wrong."""

State = Literal["open", "paid", "closed"]


class ChargeId(Id, prefix="sbc"):
    """The provider's own name of a payment."""


class NoticeId(Id, prefix="sbn"):
    """One notification, however often it is sent."""


class Mode(Wire):
    """How the provider misbehaves. ``next_n``: only for the next n charges paid, then no more; null: until changed."""

    delay_s: Annotated[int, Field(ge=0, le=86_400)] = 0
    duplicate: Annotated[int, Field(ge=0, le=10)] = 0
    lose: bool = False
    wrong_amount: bool = False
    out_of_order: bool = False
    refund_fails_times: Annotated[int, Field(ge=0, le=50)] = 0
    refund_fails_for_good: bool = False
    next_n: Annotated[int, Field(ge=1, le=1000)] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a merchant asks a shopper to pay; it travels in the signed link to the payment page."""

    merchant_id: str
    out_ref: str
    amount: Money
    title: str
    subject: str
    notify_url: str
    return_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Charge:
    """A payment as the provider sees it. ``paid`` is what the shopper really paid."""

    id: ChargeId
    token: str
    request: Request
    state: State
    paid: Money | None
    paid_at: datetime | None
    faults: Mode
