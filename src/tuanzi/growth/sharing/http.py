"""The doors of sharing that need nothing but links and touches; pages that show the shared thing are composed at the shop door."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import Query, Response
from pydantic import Field

from tuanzi.growth.sharing import api
from tuanzi.growth.sharing.contracts import LAST_TOUCH, Channel, LinkId, Scene, Touch
from tuanzi.growth.sharing.errors import LinkNotFound
from tuanzi.kernel.http import Call, Page, Rate, Router, Wire, anyone, encode_cursor, read_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX
from tuanzi.people.accounts.contracts import MemberId

shop = Router(tags=["sharing"])
console = Router(prefix="/sharing", tags=["sharing"])


class TouchIn(Wire):
    code: str = Field(min_length=1, max_length=64)


class LinkFiguresOut(Wire):
    """A link and what came of it."""

    id: LinkId
    code: str
    sharer_id: MemberId | None
    kind: Scene
    target_id: str
    channel: Channel
    campaign: str
    created_at: datetime
    visits: int
    robot_visits: int
    visitors: int


class TouchOut(Wire):
    code: str
    sharer_id: MemberId | None
    kind: Scene
    target_id: str
    channel: Channel
    campaign: str
    touched_at: datetime
    times: int


class AttributionOut(Wire):
    """Who would get the credit for an order now, and the touches it was chosen from; ``winner`` is null if nobody."""

    model: str
    window_s: int
    matched_by: str | None
    winner: TouchOut | None
    considered: list[TouchOut]


@shop.post("/touches", access=anyone(), rate=Rate("touches", 60, 60), status_code=204, errors=[LinkNotFound])
async def touch(call: Call, body: TouchIn) -> Response:
    """This visitor or member came through a share link."""
    member = call.member_id_or_none
    await api.touch(call.tx, call.visitor_id, MemberId.of(member) if member else None, body.code, call.user_agent)
    return Response(status_code=204)


@console.get("/links", access=staff("sharing.read", "own"))
async def list_links(
    call: Call,
    sharer_id: MemberId | None = None,
    target_id: str | None = Query(None, max_length=64),
    cursor: str | None = None,
    limit: int = Query(LIMIT_DEFAULT, ge=1, le=LIMIT_MAX),
) -> Page[LinkFiguresOut]:
    """Share links with their figures, newest first; of one sharer or one target if given."""
    key = read_cursor(cursor, LinkId.parse)
    found = await api.figures(call.tx, sharer_id, target_id, key[0] if key else None, limit, call.scope)
    items = [
        LinkFiguresOut(
            id=each.link.id,
            code=each.link.code,
            sharer_id=each.link.sharer_id,
            kind=each.link.scene,
            target_id=each.link.target_id,
            channel=each.link.channel,
            campaign=each.link.campaign,
            created_at=each.link.created_at,
            visits=each.visits,
            robot_visits=each.robot_visits,
            visitors=each.visitors,
        )
        for each in found
    ]
    return Page(items=items, next=encode_cursor(str(found[-1].link.id)) if len(found) == limit else None)


@console.get("/members/{member_id}/attribution", access=staff("sharing.read", "own"))
async def explain(call: Call, member_id: MemberId) -> AttributionOut:
    """Why this member's next order would be credited to whom."""
    within = timedelta(days=call.config.attribution_days)
    found = await api.last_touch(call.tx, None, member_id, within)
    return AttributionOut(
        model=LAST_TOUCH,
        window_s=int(within.total_seconds()),
        matched_by=found.matched_by if found else None,
        winner=_touch(found.touch) if found else None,
        considered=[_touch(each) for each in found.considered] if found else [],
    )


def _touch(touch: Touch) -> TouchOut:
    link = touch.link
    return TouchOut(
        code=link.code,
        sharer_id=link.sharer_id,
        kind=link.scene,
        target_id=link.target_id,
        channel=link.channel,
        campaign=link.campaign,
        touched_at=touch.touched_at,
        times=touch.times,
    )
