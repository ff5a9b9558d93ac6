"""Words of sharing: links, touches, attribution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tuanzi.kernel.ids import Id
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId

CODE_LENGTH = 10
CAMPAIGN_LENGTH_MAX = 40
TOUCH_KEEP = timedelta(days=180)
"""Touches name visitors, so they are forgotten once no report or dispute can need them."""
TOUCHES_EXPLAINED_MAX = 20
LAST_TOUCH = "last_touch"
"""The model by which credit is given."""


class LinkId(Id, prefix="shl"):
    """A share link."""


class TouchId(Id, prefix="tch"):
    """One visitor's day with one link."""


class Scene(StrEnum):
    """What a link shows. A new shareable thing is one line here and one in ``TARGET_PREFIX``."""

    PRODUCT = "product"
    TEAM = "team"


TARGET_PREFIX = {Scene.PRODUCT: "prd", Scene.TEAM: "tea"}


class Channel(StrEnum):
    """How the link travels."""

    LINK = "link"
    POSTER = "poster"
    WECHAT = "wechat"


@dataclass(frozen=True, slots=True)
class Link:
    """A share link. ``target_id`` is the wire id of what it shows; ``sharer_id`` is None when a guest shared."""

    id: LinkId
    code: str
    sharer_id: MemberId | None
    scene: Scene
    target_id: str
    channel: Channel
    campaign: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """What came of a link: page visits by people and by robots, and distinct visitors who touched it."""

    link: Link
    visits: int
    robot_visits: int
    visitors: int


@dataclass(frozen=True, slots=True)
class Touch:
    """A visitor came through a link; ``touched_at`` is the last time that day, ``times`` how often that day."""

    id: TouchId
    link: Link
    visitor_id: str
    member_id: MemberId | None
    touched_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who gets the credit, and why: ``touch`` won by ``model`` among ``considered`` (newest first, the winner included).

    ``matched_by`` is ``member`` when the touch was tied to the member, ``visitor`` when only the browser matched.
    """

    code: str
    sharer_id: MemberId | None
    channel: str
    campaign: str
    at: datetime
    model: str
    matched_by: str
    window_s: int
    touch: Touch
    considered: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class PosterContent:
    """Everything that stands on a poster, in the language of the sharer. Pictures are encoded bytes; empty texts are left out."""

    brand: str
    title: str
    selling_point: str
    price: Money
    price_label: str
    compare_price: Money | None
    compare_label: str
    badge: str
    sharer: str
    invitation: str
    hint: str
    promise: str
    place: str
    url: str
    picture: bytes | None = None
    avatar: bytes | None = None
