"""The terms of an activity as the quote sees them."""

from __future__ import annotations

from dataclasses import dataclass

from tuanzi.deals.groupbuy.contracts import KIND, Activity, Who
from tuanzi.deals.pricing.contracts import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupBuyTerms(Terms):
    """One activity. ``is_open``: teams may be opened now; a running team may be joined after the activity's end."""

    activity: Activity
    is_open: bool


def terms_of(activity: Activity, *, is_open: bool) -> GroupBuyTerms:
    """The terms of an activity."""
    asks = activity.draft.who is Who.NEW_MEMBERS
    return GroupBuyTerms(KIND, str(activity.id), activity.draft.title, asks, activity=activity, is_open=is_open)
