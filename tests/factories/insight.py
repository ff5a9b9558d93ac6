"""Senders and client events with defaults."""

from __future__ import annotations

from typing import Any

from uuid_utils.compat import uuid7

from tuanzi.insight.tracking.contracts import Sender, SentEvent
from tuanzi.kernel import clock
from tuanzi.people.accounts.contracts import MemberId

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50"


def sender(
    visitor_id: str | None = "visitor-0001", member_id: MemberId | None = None, user_agent: str = PHONE, *, has_consent: bool = True
) -> Sender:
    """A shopper's phone."""
    return Sender(visitor_id, member_id, user_agent, "203.0.113.9", has_consent)


def page_view(event_id: str | None = None, at: str | None = None, **properties: Any) -> SentEvent:
    """Somebody looks at the home page, now."""
    return SentEvent(event_id or str(uuid7()), "page_viewed", 1, at or clock.now().isoformat(), {"page": "pages/home/index", **properties})
