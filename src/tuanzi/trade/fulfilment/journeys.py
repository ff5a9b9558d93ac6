"""How an order's goods travel, as the page of the order shows it."""

from __future__ import annotations

from tuanzi.kernel.db import Tx
from tuanzi.trade.fulfilment import repository
from tuanzi.trade.fulfilment.carriers import carrier_name
from tuanzi.trade.fulfilment.contracts import Parcel
from tuanzi.trade.orders.contracts import Journey, JourneyEvent, JourneyParcel, OrderId


class FulfilmentJourneys:
    """Implements ``orders.ports.Journeys``."""

    async def journey(self, tx: Tx, order_id: OrderId, language: str) -> Journey:
        """Parcels, and the pickup code while the goods wait."""
        parcels, pickup = await tx.together(repository.parcels_of(tx, [order_id]), repository.pickup_of(tx, order_id))
        return Journey(
            tuple(_parcel(parcel, language) for parcel in parcels.get(order_id, [])),
            pickup.code if pickup else None,
            pickup.qr_svg if pickup else None,
        )


def _parcel(parcel: Parcel, language: str) -> JourneyParcel:
    events = tuple(JourneyEvent(event.at, event.text) for event in parcel.events)
    return JourneyParcel(str(parcel.id), parcel.carrier, carrier_name(parcel.carrier, language), parcel.waybill, events)
