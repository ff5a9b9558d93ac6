"""Plugging the sandbox gateway in."""

from __future__ import annotations

import httpx

from tuanzi.adapters.sandbox_pay.client import SandboxGateway
from tuanzi.adapters.sandbox_pay.ports import Sandbox
from tuanzi.adapters.sandbox_pay.signing import load_keys
from tuanzi.kernel import ports
from tuanzi.kernel.config import Config
from tuanzi.money.payments.ports import Gateways


def install(config: Config, transport: httpx.AsyncBaseTransport | None = None) -> None:
    """Provide the ports of payments and of the provider; ``transport`` replaces the network (tests run in one process)."""
    sandbox = Sandbox(load_keys(config.data_dir / "sandbox_pay"), config.base_url, config.payment.sandbox_url.rstrip("/"), transport)
    ports.provide(Sandbox, sandbox)
    ports.provide(Gateways, Gateways(SandboxGateway(sandbox)))
