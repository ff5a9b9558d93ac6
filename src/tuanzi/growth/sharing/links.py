"""Share links: made once per sharing, found by their code, counted when opened."""

from __future__ import annotations

import secrets

from tuanzi.growth.sharing import repository
from tuanzi.growth.sharing.contracts import CAMPAIGN_LENGTH_MAX, CODE_LENGTH, Channel, Link, LinkFigures, LinkId, Scene
from tuanzi.growth.sharing.errors import LinkNotFound, TargetMismatch
from tuanzi.growth.sharing.events import LinkMade
from tuanzi.growth.sharing.rules import CODE, CODE_ALPHABET, is_target
from tuanzi.kernel import calendar, clock, facts
from tuanzi.kernel.agents import is_robot
from tuanzi.kernel.db import Tx
from tuanzi.kernel.scope import WHOLE, Scope
from tuanzi.people.accounts.contracts import MemberId

CODE_ATTEMPTS = 3


async def link(
    tx: Tx, member_id: MemberId | None, scene: Scene, target_id: str, channel: Channel = Channel.LINK, campaign: str = ""
) -> Link:
    """The link with which this member shares this thing on this channel; made at the first request.

    Whether the target exists is for the caller to know. Raises ``TargetMismatch`` when its id is of another kind.
    """
    if not is_target(scene, target_id) or len(campaign) > CAMPAIGN_LENGTH_MAX:
        raise TargetMismatch
    for _ in range(CODE_ATTEMPTS):
        found = await repository.find_link(tx, member_id, target_id, channel, campaign)
        if found:
            return found
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        fresh = Link(LinkId.new(), code, member_id, scene, target_id, channel, campaign, clock.now())
        if await repository.insert_link(tx, fresh):
            facts.record(tx, LinkMade(fresh.id, member_id, scene.value, target_id, channel.value))
            return fresh
    raise RuntimeError("no free share code")


async def resolve(tx: Tx, code: str) -> Link:
    """The link with this code. Raises ``LinkNotFound``."""
    found = await repository.link_by_code(tx, code) if CODE.match(code) else None
    if found is None:
        raise LinkNotFound(share_code=code[:CODE_LENGTH])
    return found


async def visit(tx: Tx, link: Link, user_agent: str) -> None:
    """Count an opening of the link's page: robots, which fetch it for previews, on their own."""
    await repository.count_visit(tx, link.id, calendar.day_of(clock.now()), is_robot=is_robot(user_agent))


async def figures(
    tx: Tx,
    sharer_id: MemberId | None = None,
    target_id: str | None = None,
    before: LinkId | None = None,
    limit: int = 20,
    scope: Scope = WHOLE,
) -> list[LinkFigures]:
    """Links of members within the scope and what came of them, newest first, for the console."""
    return await repository.list_figures(tx, sharer_id, target_id, before, limit, scope.asked_members())
