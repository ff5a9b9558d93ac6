"""What fulfilment needs from outside: somebody who knows where a parcel is."""

from __future__ import annotations

from typing import Protocol

from tuanzi.trade.fulfilment.contracts import ParcelEvent


class Carrier(Protocol):
    """Tracking of one carrier. Raises the kernel's ``Unavailable`` when it does not answer; may be asked again at any time."""

    @property
    def code(self) -> str:
        """The carrier's code in our list."""
        ...

    async def track(self, waybill: str) -> list[ParcelEvent]:
        """Where the parcel was seen so far, oldest first."""
        ...
