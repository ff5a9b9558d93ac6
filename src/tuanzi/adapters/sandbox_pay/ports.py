"""What both sides of one process share: the keys and the way to reach each other."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx

from tuanzi.adapters.sandbox_pay.signing import Keys

TIMEOUT_S = 5.0


@dataclass(slots=True)
class Sandbox:
    """The keys of both sides, and where they answer. ``provider_url`` is empty when the shop's own process plays the provider.

    ``transport`` replaces the network in tests.
    """

    keys: Keys
    base_url: str
    provider_url: str = ""
    transport: httpx.AsyncBaseTransport | None = None
    _http: httpx.AsyncClient | None = field(default=None, repr=False)

    @property
    def http(self) -> httpx.AsyncClient:
        """One client for the life of the process, opened at first use."""
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=TIMEOUT_S, transport=self.transport, follow_redirects=False, trust_env=False)
        return self._http
