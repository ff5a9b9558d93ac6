"""What a share link shows, put together from the catalogue and group-buy: for the link's page, its words and its poster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from tuanzi.deals.groupbuy import api as groupbuy
from tuanzi.deals.groupbuy.contracts import TeamId, TeamState
from tuanzi.deals.groupbuy.errors import TeamNotFound
from tuanzi.goods.catalog import api as catalog
from tuanzi.goods.catalog.contracts import ProductId
from tuanzi.growth.sharing.contracts import Link, Scene
from tuanzi.growth.sharing.errors import TargetMismatch, TargetNotFound
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx
from tuanzi.kernel.i18n import text
from tuanzi.kernel.money import Money
from tuanzi.kernel.pictures import Picture

PAGES = {Scene.PRODUCT: "pkg-goods/product/index", Scene.TEAM: "pkg-goods/team/index"}


@dataclass(frozen=True, slots=True)
class SharedThing:
    """A product, alone or with its offer, or a team with its product. ``single_price`` is what it costs alone."""

    scene: Scene
    target_id: str
    title: str
    selling_point: str
    picture: Picture | None
    price: Money
    single_price: Money
    size: int | None = None
    missing: int | None = None
    state: str = ""

    def heading(self, language: str) -> str:
        """The title of a card that is sent to a friend."""
        return self._say("heading", language)

    def sentence(self, language: str) -> str:
        """One sentence with the price, and for a team with how many are missing."""
        return self._say("sentence", language)

    def _say(self, what: str, language: str) -> str:
        fields = {
            "title": self.title,
            "point": self.selling_point or self.title,
            "price": self.price,
            "single": self.single_price,
            "size": self.size,
            "missing": self.missing,
        }
        return text(f"sharing.{what}_{self._kind()}", language, fields)

    def _kind(self) -> str:
        if self.scene is Scene.TEAM:
            return {TeamState.FORMING.value: "team", TeamState.SUCCEEDED.value: "team_succeeded"}.get(self.state, "team_ended")
        return "offer" if self.size else "product"


def page_path(link: Link) -> str:
    """The page of the app behind a link, the same for H5 (after ``/#/``) and the mini-program."""
    return f"{PAGES[link.scene]}?id={link.target_id}&share={link.code}"


async def shared_thing(tx: Tx, scene: Scene, target_id: str) -> SharedThing:
    """Read what a link shows. Raises ``TargetMismatch`` for an id of another kind, ``TargetNotFound`` if shoppers cannot see it."""
    try:
        return await (_product(tx, ProductId.parse(target_id)) if scene is Scene.PRODUCT else _team(tx, TeamId.parse(target_id)))
    except ValueError as error:
        raise TargetMismatch from error


async def _card(tx: Tx, product_id: ProductId) -> dict[str, Any]:
    cards = await catalog.cards_of(tx, [product_id], clock.now())
    if product_id not in cards:
        raise TargetNotFound
    card: dict[str, Any] = orjson.loads(cards[product_id])
    return card


def _money(wire: dict[str, Any]) -> Money:
    return Money(wire["amount"], wire["currency"])


def _picture(card: dict[str, Any]) -> Picture | None:
    return Picture.of_optional(card["picture"]["key"] if card["picture"] else None, card["title"])


async def _product(tx: Tx, product_id: ProductId) -> SharedThing:
    card = await _card(tx, product_id)
    single, offer = _money(card["price"]), card["offer"]
    return SharedThing(
        Scene.PRODUCT,
        str(product_id),
        card["title"],
        card["selling_point"],
        _picture(card),
        price=_money(offer["price"]) if offer else single,
        single_price=single,
        size=offer["size"] if offer else None,
    )


async def _team(tx: Tx, team_id: TeamId) -> SharedThing:
    try:
        view = await groupbuy.team_view(tx, team_id)
    except TeamNotFound:
        raise TargetNotFound from None
    if view.team.state is TeamState.OPENING:
        raise TargetNotFound
    card = await _card(tx, view.activity.draft.product_id)
    is_over = view.team.expires_at is not None and view.team.expires_at <= clock.now()
    state = TeamState.FAILED if view.team.state is TeamState.FORMING and is_over else view.team.state
    return SharedThing(
        Scene.TEAM,
        str(team_id),
        card["title"],
        card["selling_point"],
        _picture(card),
        price=min((price for _, price in view.activity.draft.tiers[0].prices), key=lambda price: price.minor),
        single_price=_money(card["price"]),
        size=view.team.size,
        missing=view.team.missing,
        state=state.value,
    )
