"""What others may ask of tracking."""

from tuanzi.insight.tracking.catalogue import CLIENT_EVENTS, ClientEvent
from tuanzi.insight.tracking.forget_profile import forget_profile
from tuanzi.insight.tracking.partitions import forget_partitions, prepare_partitions
from tuanzi.insight.tracking.reading import count_by_day, list_events
from tuanzi.insight.tracking.store import accept, remember_facts
from tuanzi.insight.tracking.typescript import typescript

__all__ = [
    "CLIENT_EVENTS",
    "ClientEvent",
    "accept",
    "count_by_day",
    "forget_partitions",
    "forget_profile",
    "list_events",
    "prepare_partitions",
    "remember_facts",
    "typescript",
]
