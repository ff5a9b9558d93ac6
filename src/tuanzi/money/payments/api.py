"""Payments, from outside."""

from tuanzi.money.payments.accept_notification import accept_notification
from tuanzi.money.payments.close import close
from tuanzi.money.payments.close_for import close_for
from tuanzi.money.payments.methods import methods
from tuanzi.money.payments.pay_from_balance import pay_from_balance
from tuanzi.money.payments.refund import refund
from tuanzi.money.payments.repository import get, get_for, get_many, search
from tuanzi.money.payments.repository_listing import (
    PAYMENT_SORTING,
    REFUND_SORTING,
    PaymentListing,
    RefundListing,
    count_payments,
    count_refunds,
    list_payments,
    list_refunds,
)
from tuanzi.money.payments.repository_refunds import get_refund, get_refunds, refunds_of
from tuanzi.money.payments.retry_refund import retry_refund
from tuanzi.money.payments.start import start
from tuanzi.money.payments.verify import verify

__all__ = [
    "PAYMENT_SORTING",
    "REFUND_SORTING",
    "PaymentListing",
    "RefundListing",
    "accept_notification",
    "close",
    "close_for",
    "count_payments",
    "count_refunds",
    "get",
    "get_for",
    "get_many",
    "get_refund",
    "get_refunds",
    "list_payments",
    "list_refunds",
    "methods",
    "pay_from_balance",
    "refund",
    "refunds_of",
    "retry_refund",
    "search",
    "start",
    "verify",
]
