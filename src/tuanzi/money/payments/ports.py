"""What payments needs from outside: providers that take and return money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tuanzi.kernel.money import Money
from tuanzi.money.payments.contracts import GatewayPayment, GatewayRefund, Notification, Payment, PaymentId


class Gateway(Protocol):
    """One provider. The network calls raise ``GatewayTrouble`` when the outcome is unknown; all may be repeated safely."""

    @property
    def name(self) -> str:
        """The method's name, e.g. ``sandbox``."""
        ...

    def redirect_url(self, payment: Payment, label: str) -> str:
        """Where to send the payer, who knows the subject by ``label``. Pure: no network."""
        ...

    async def query(self, ref: PaymentId) -> GatewayPayment:
        """How a payment stands."""
        ...

    async def close(self, ref: PaymentId) -> None:
        """Make a payment impossible that was not made yet; no effect on a paid one."""
        ...

    async def refund(self, ref: PaymentId, refund_ref: str, amount: Money, total: Money) -> GatewayRefund:
        """Give back ``amount`` of the ``total`` paid; the same ``refund_ref`` is the same refund."""
        ...

    async def query_refund(self, refund_ref: str) -> GatewayRefund:
        """How a refund stands."""
        ...

    def parse(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Read a call-back. Raises ``NotificationRefused`` for anything that the provider did not sign for us, just now."""
        ...


class Gateways:
    """The providers of this installation, by name."""

    def __init__(self, *gateways: Gateway) -> None:
        self._gateways = {gateway.name: gateway for gateway in gateways}

    def find(self, name: str) -> Gateway | None:
        """The provider called ``name``."""
        return self._gateways.get(name)

    def names(self) -> list[str]:
        """All names, in the order shoppers see them."""
        return list(self._gateways)
