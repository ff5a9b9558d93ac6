from __future__ import annotations

import asyncio

import pytest

from tests.factories.growth import product_link
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.growth.sharing import api
from tuanzi.growth.sharing.contracts import CODE_LENGTH, Channel, LinkId, Scene
from tuanzi.growth.sharing.errors import LinkNotFound, TargetMismatch
from tuanzi.growth.sharing.rules import CODE_ALPHABET
from tuanzi.kernel.db import Database, Tx
from tuanzi.people.accounts.contracts import MemberId


async def test_the_same_sharing_gives_the_same_link(tx: Tx) -> None:
    member, product = MemberId.new(), ProductId.new()
    first = await product_link(tx, member, product)
    again = await product_link(tx, member, product)
    assert again == first
    assert len(first.code) == CODE_LENGTH
    assert set(first.code) <= set(CODE_ALPHABET)
    assert (first.sharer_id, first.scene, first.target_id) == (member, Scene.PRODUCT, str(product))


async def test_another_sharer_channel_campaign_or_target_gives_another_link(tx: Tx) -> None:
    member, product = MemberId.new(), ProductId.new()
    links = [
        await product_link(tx, member, product),
        await product_link(tx, MemberId.new(), product),
        await product_link(tx, member, product, Channel.POSTER),
        await product_link(tx, member, product, campaign="opening"),
        await product_link(tx, member, ProductId.new()),
        await api.link(tx, None, Scene.PRODUCT, str(product)),
    ]
    assert len({link.code for link in links}) == len(links)


async def test_guests_share_one_link_without_a_sharer(tx: Tx) -> None:
    product = str(ProductId.new())
    first = await api.link(tx, None, Scene.PRODUCT, product)
    assert await api.link(tx, None, Scene.PRODUCT, product) == first
    assert first.sharer_id is None


async def test_two_taps_at_once_make_one_link(db: Database) -> None:
    member, product = MemberId.new(), ProductId.new()

    async def tap() -> str:
        async with db.transaction() as tx:
            return (await product_link(tx, member, product)).code

    codes = await asyncio.gather(*(tap() for _ in range(8)))
    assert len(set(codes)) == 1
    assert await db.pool.fetchval("SELECT count(*) FROM sharing_link") == 1
    assert await db.pool.fetchval("SELECT count(*) FROM facts_outbox WHERE name = 'sharing.LinkMade'") == 1


async def test_a_code_leads_to_its_link_and_nothing_else_does(tx: Tx) -> None:
    link = await product_link(tx)
    assert await api.resolve(tx, link.code) == link
    for wrong in ("2222222222", link.code[:-1], link.code + "a", "' OR 1=1 --", "", "团" * 10):
        with pytest.raises(LinkNotFound):
            await api.resolve(tx, wrong)


async def test_a_target_of_another_kind_is_refused(tx: Tx) -> None:
    for target in (str(MemberId.new()), "prd_1", "", str(ProductId.new()).upper()):
        with pytest.raises(TargetMismatch):
            await api.link(tx, MemberId.new(), Scene.PRODUCT, target)
    with pytest.raises(TargetMismatch):
        await api.link(tx, MemberId.new(), Scene.TEAM, str(ProductId.new()))
    assert await tx.fetchval("SELECT count(*) FROM sharing_link") == 0


async def test_visits_of_people_and_robots_are_counted_apart(tx: Tx) -> None:
    link = await product_link(tx)
    for agent in ("Mozilla/5.0 MicroMessenger/8.0", "Mozilla/5.0 Safari/605", "facebookexternalhit/1.1", "curl/8.5", ""):
        await api.visit(tx, link, agent)
    (figures,) = await api.figures(tx, sharer_id=link.sharer_id)
    assert (figures.visits, figures.robot_visits, figures.visitors) == (2, 3, 0)


async def test_figures_page_from_the_newest(tx: Tx) -> None:
    member = MemberId.new()
    links = [await product_link(tx, member) for _ in range(3)]
    page = await api.figures(tx, sharer_id=member, limit=2)
    assert [each.link for each in page] == [links[2], links[1]]
    rest = await api.figures(tx, sharer_id=member, before=LinkId.of(page[-1].link.id), limit=2)
    assert [each.link for each in rest] == [links[0]]
