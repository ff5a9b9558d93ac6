"""The client's half of the event catalogue: what a person did on a screen. The other half are the facts of the domains.

A property is added as optional under the same version; any other change is a new version beside the old one, because
apps in people's pockets keep sending the old for months.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from tuanzi.deals.groupbuy.contracts import ActivityId, TeamId
from tuanzi.goods.catalog.contracts import CategoryId, ProductId, SkuId
from tuanzi.trade.orders.contracts import OrderId

Word = Annotated[str, Field(max_length=64)]
Phrase = Annotated[str, Field(max_length=200)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Minor = Annotated[int, Field(ge=0, le=10**12, description="minor units of CNY")]
Milliseconds = Annotated[int, Field(ge=0, le=86_400_000)]


class ClientEvent(BaseModel):
    """Base of all client events: the fields are the properties, nothing else is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: ClassVar[str]
    version: ClassVar[int] = 1


class AppOpened(ClientEvent):
    """The app came to the foreground. ``scene`` is the mini-program's launch scene."""

    name = "app_opened"
    scene: Word | None = None


class PageViewed(ClientEvent):
    """A page was shown."""

    name = "page_viewed"
    page: Phrase
    from_page: Phrase | None = None
    share_code: Word | None = None


class PageLeft(ClientEvent):
    """A page was left after ``stay_ms``."""

    name = "page_left"
    page: Phrase
    stay_ms: Milliseconds


class ProductShown(ClientEvent):
    """A product's card came into view: ``place`` is the list, ``position`` counts from 0."""

    name = "product_shown"
    product_id: ProductId
    place: Word
    position: Count


class ProductViewed(ClientEvent):
    """A product's page was shown."""

    name = "product_viewed"
    product_id: ProductId
    place: Word | None = None
    share_code: Word | None = None


class CategoryViewed(ClientEvent):
    """A category's list was shown."""

    name = "category_viewed"
    category_id: CategoryId


class SearchSubmitted(ClientEvent):
    """Somebody searched; ``results`` as shown on the first page."""

    name = "search_submitted"
    query: Word
    results: Count | None = None


class SkuChosen(ClientEvent):
    """A choice was made in the sheet of a product."""

    name = "sku_chosen"
    product_id: ProductId
    sku_id: SkuId


class AddToCartTapped(ClientEvent):
    """The button that puts a SKU into the cart."""

    name = "add_to_cart_tapped"
    product_id: ProductId
    sku_id: SkuId
    quantity: Count


class BuyTapped(ClientEvent):
    """A button that leads to checkout; ``deal`` is the scene (none: bought alone)."""

    name = "buy_tapped"
    product_id: ProductId
    sku_id: SkuId | None = None
    quantity: Count | None = None
    deal: Word | None = None


class CartViewed(ClientEvent):
    """The cart was shown."""

    name = "cart_viewed"
    lines: Count


class CheckoutStarted(ClientEvent):
    """The checkout page showed its first quote."""

    name = "checkout_started"
    lines: Count
    payable: Minor | None = None
    deal: Word | None = None


class PaymentTapped(ClientEvent):
    """The button that starts paying."""

    name = "payment_tapped"
    order_id: OrderId
    method: Word


class TeamViewed(ClientEvent):
    """A team's page was shown."""

    name = "team_viewed"
    team_id: TeamId
    state: Word | None = None
    share_code: Word | None = None


class TeamTapped(ClientEvent):
    """The button to open a team, or to join one (``team_id``)."""

    name = "team_tapped"
    activity_id: ActivityId
    team_id: TeamId | None = None


class ShareOpened(ClientEvent):
    """The share sheet was opened."""

    name = "share_opened"
    kind: Word
    target_id: Word


class ShareSent(ClientEvent):
    """A link was copied, a card sent, a poster saved."""

    name = "share_sent"
    kind: Word
    target_id: Word
    channel: Word
    code: Word | None = None


class SignInStarted(ClientEvent):
    """The sign-in page was shown; ``reason`` is what needed it."""

    name = "sign_in_started"
    reason: Word | None = None


class MessageOpened(ClientEvent):
    """A message of the inbox was tapped."""

    name = "message_opened"
    kind: Word


class ClientFailed(ClientEvent):
    """The app showed an error: the problem's ``code``, never its text."""

    name = "client_failed"
    code: Word
    page: Phrase | None = None


CLIENT_EVENTS: dict[tuple[str, int], type[ClientEvent]] = {(kind.name, kind.version): kind for kind in ClientEvent.__subclasses__()}
