"""Methods: how a member may pay here."""

from __future__ import annotations

from tuanzi.kernel import ports
from tuanzi.money.payments.contracts import BALANCE
from tuanzi.money.payments.ports import Gateways


def methods() -> list[str]:
    """The names of all methods, gateways first; a method's text is ``payments.method.<name>``."""
    return [*ports.get(Gateways).names(), BALANCE]
