"""Sharing a product or a team: the link with its words and picture, who shared it, and the poster."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from fastapi import Response
from pydantic import Field

from tuanzi.apps.shop.shared_thing import SharedThing, page_path, shared_thing
from tuanzi.growth.sharing import api as sharing
from tuanzi.growth.sharing.contracts import CAMPAIGN_LENGTH_MAX, Channel, Link, PosterContent, Scene
from tuanzi.growth.sharing.errors import LinkNotFound, TargetMismatch, TargetNotFound
from tuanzi.kernel import ports
from tuanzi.kernel.config import Config
from tuanzi.kernel.db import Tx
from tuanzi.kernel.errors import NotFound
from tuanzi.kernel.http import Call, Rate, Router, Wire, anyone
from tuanzi.kernel.i18n import text
from tuanzi.kernel.pictures import Picture, file_key
from tuanzi.kernel.storage import Store
from tuanzi.people.accounts import api as accounts
from tuanzi.people.accounts.contracts import AVATAR_SIDE_PX, Member, MemberId

shop = Router(prefix="/share-links", tags=["sharing"])

POSTER_WIDTH_PX = 750
POSTERS_AT_ONCE = 2
POSTER_TYPE = "image/webp"
_drawing = asyncio.Semaphore(POSTERS_AT_ONCE)


class ShareIn(Wire):
    """What to share, and how it will travel."""

    kind: Scene
    target_id: str = Field(min_length=1, max_length=64, examples=["prd_01k9xyv3q8e7ys2z4m6t5w8ab0"])
    channel: Channel = Channel.LINK
    campaign: str = Field("", max_length=CAMPAIGN_LENGTH_MAX, pattern="^[a-z0-9_-]*$")


class ShareLinkOut(Wire):
    """A link ready to be sent: its absolute address, words for a chat, a picture for a card, the poster and the mini-program's page."""

    code: str
    url: str
    title: str
    text: str
    picture: Picture | None
    poster_url: str
    mini_program_path: str


class SharerOut(Wire):
    """Who shared: a nickname and a picture, nothing else."""

    nickname: str
    avatar: Picture | None


class SharedOut(Wire):
    """What a code leads to."""

    kind: Scene
    target_id: str
    sharer: SharerOut | None


def link_url(config: Config, code: str) -> str:
    """The absolute address of a link's page."""
    return f"{config.base_url}/s/{code}"


@shop.post("", access=anyone(), rate=Rate("share_links", 60, 60), status_code=201, errors=[TargetNotFound, TargetMismatch])
async def share(call: Call, body: ShareIn) -> ShareLinkOut:
    """The caller's link to a product or team; the same sharing gives the same link. A guest's link has no sharer."""
    thing = await shared_thing(call.tx, body.kind, body.target_id)
    member = MemberId.of(call.member_id_or_none) if call.member_id_or_none else None
    link = await sharing.link(call.tx, member, body.kind, body.target_id, body.channel, body.campaign)
    return ShareLinkOut(
        code=link.code,
        url=link_url(call.config, link.code),
        title=thing.heading(call.language),
        text=thing.sentence(call.language),
        picture=thing.picture,
        poster_url=f"/api/v1/shop/share-links/{link.code}/poster.webp",
        mini_program_path=page_path(link),
    )


@shop.get("/{code}", access=anyone(), errors=[LinkNotFound])
async def show(call: Call, code: str) -> SharedOut:
    """What a code leads to and who shared it."""
    link = await sharing.resolve(call.tx, code)
    sharer = await _sharer(call.tx, link)
    return SharedOut(kind=link.scene, target_id=link.target_id, sharer=_sharer_out(sharer) if sharer else None)


@shop.get(
    "/{code}/poster.webp",
    access=anyone(),
    rate=Rate("posters", 60, 60),
    errors=[LinkNotFound, TargetNotFound],
    response_class=Response,
)
async def poster(call: Call, code: str) -> Response:
    """The link's poster, 750 × 1334, in the caller's language. Drawn once per content, then served from the store."""
    link = await sharing.resolve(call.tx, code)
    thing = await shared_thing(call.tx, link.scene, link.target_id)
    content = await _content(call, link, thing)
    key = sharing.poster_key(content)
    headers = {"ETag": f'"{key}"', "Cache-Control": "public, max-age=60", "Vary": "Accept-Language"}
    if call.request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    store: Store = ports.get(Store)
    drawn = await _kept(store, key)
    if drawn is None:
        async with _drawing:
            drawn = await asyncio.to_thread(sharing.poster, content)
        async with call.db.transaction() as tx:
            # Before the file: one that nobody knows of could not be deleted with the person on it.
            await sharing.keep_poster(tx, link, key)
        await store.put(key, drawn, POSTER_TYPE)
    return Response(drawn, media_type=POSTER_TYPE, headers=headers)


async def _content(call: Call, link: Link, thing: SharedThing) -> PosterContent:
    store: Store = ports.get(Store)
    sharer = await _sharer(call.tx, link)
    fields = {"size": thing.size, "missing": thing.missing}
    together = thing.size is not None

    def say(code: str) -> str:
        return text(f"sharing.poster_{code}", call.language, fields)

    return PosterContent(
        brand=say("brand"),
        title=thing.title,
        selling_point=thing.selling_point,
        price=thing.price,
        price_label=say("price_label") if together else "",
        compare_price=thing.single_price if together else None,
        compare_label=say("compare_label"),
        badge=say("badge_missing") if thing.missing else say("badge") if together else "",
        sharer=sharer.nickname if sharer else "",
        invitation=say(("invitation_together" if together else "invitation") if sharer else "invitation_guest"),
        hint=say("hint"),
        promise=say("promise_together" if together else "promise"),
        place=urlsplit(call.config.base_url).netloc,
        url=link_url(call.config, link.code),
        picture=await _kept(store, file_key(thing.picture.key, POSTER_WIDTH_PX)) if thing.picture else None,
        avatar=await _kept(store, sharer.avatar_key) if sharer and sharer.avatar_key else None,
    )


async def _kept(store: Store, key: str) -> bytes | None:
    try:
        return (await store.get(key)).data
    except NotFound:
        return None


async def _sharer(tx: Tx, link: Link) -> Member | None:
    if link.sharer_id is None:
        return None
    return (await accounts.get_many(tx, [link.sharer_id])).get(link.sharer_id)


def _sharer_out(member: Member) -> SharerOut:
    avatar = None
    if member.avatar_key:
        store: Store = ports.get(Store)
        url = store.url(member.avatar_key)
        side = AVATAR_SIDE_PX
        avatar = Picture(key=member.avatar_key, small=url, medium=url, large=url, width=side, height=side, alt=member.nickname)
    return SharerOut(nickname=member.nickname, avatar=avatar)
