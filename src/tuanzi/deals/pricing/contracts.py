"""The words of pricing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from tuanzi.goods.catalog.contracts import BrandId, CategoryId, ProductId, SkuId, SkuView, TagId
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.fulfilment.contracts import FreightLine
from tuanzi.trade.orders.contracts import Bearer, Delivery, HoldDraft, OrderId

LINES_MAX = 100
QUANTITY_MAX = 999
LEFT_TO_PAY = 1
"""Minor units: payments of nothing do not exist, so offers leave this much of an order."""
MEMBER_PRICE = "member_price"
"""The name of the member price as an offer."""
MEMBER_LEVEL_MIN = 1
"""From this level on a member pays the member price."""

Freight = Callable[[tuple[FreightLine, ...]], Money]
"""Pure: what carrying these lines costs. ``amount`` of a line is what it costs at its scene price."""
FreeLacks = Callable[[tuple[FreightLine, ...]], Money | None]
"""Pure: how much more of these goods would be carried for nothing, None: no amount would."""


class Stage(IntEnum):
    """When an offer is applied; lower comes first, each stage sees what the ones before left."""

    SCENE = 10
    ITEM = 20
    ORDER = 30
    COUPON = 40
    POINTS = 50


class ScopeKind(StrEnum):
    """On what: everything, only these products, only these categories (and those below), or everything but these products."""

    ALL = "all"
    PRODUCTS = "products"
    CATEGORIES = "categories"
    EXCEPT_PRODUCTS = "except_products"


class Choice(StrEnum):
    """Who decides which offers are used together: the buyer's advantage, or the order of stages and priorities."""

    BEST = "best"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Policy:
    """Which offers may stand together. ``pairs``: two classes that exclude each other: chosen offers of these classes never stand in one order, and
    a line whose scene price is of one class takes nothing of the other.
    """

    choice: Choice = Choice.BEST
    pairs: frozenset[tuple[str, str]] = frozenset()

    def rivals(self, stack_class: str) -> frozenset[str]:
        """The classes that a class excludes."""
        return frozenset({b for a, b in self.pairs if a == stack_class} | {a for a, b in self.pairs if b == stack_class})


@dataclass(frozen=True, slots=True)
class KeptPolicy:
    """The policy of this shop; version 0 before anybody wrote one."""

    policy: Policy
    version: int
    updated_at: datetime | None


ALL_TOGETHER = Policy()
"""Nothing excludes anything."""


@dataclass(frozen=True, slots=True)
class Stack:
    """How a chosen offer stands among others. ``stack_class`` is the class of the policy's pairs; a line takes one offer of a ``group`` ("": any number);
    of one stage the higher ``priority`` is applied first.
    """

    stack_class: str
    stage: Stage
    group: str = ""
    priority: int = 0


@dataclass(frozen=True, slots=True)
class BasketLine:
    """A quantity of one sku with what offers may need to know of it. ``price`` is the single price of one piece."""

    sku_id: SkuId
    product_id: ProductId
    quantity: int
    price: Money
    member_price: Money | None = None
    weight_g: int = 0
    freight_code: str | None = None
    category_path: tuple[CategoryId, ...] = ()
    brand_id: BrandId | None = None
    tag_ids: tuple[TagId, ...] = ()

    @classmethod
    def of(cls, sku: SkuView, quantity: int) -> BasketLine:
        """So many pieces of a SKU as the catalogue has it."""
        return cls(
            sku.id,
            sku.product_id,
            quantity,
            sku.price,
            sku.member_price,
            sku.weight_g,
            sku.freight_code,
            sku.category_path,
            sku.brand_id,
            sku.tag_ids,
        )

    def is_within(self, scope: ScopeKind, ids: Collection[UUID]) -> bool:
        """Whether an offer with this scope is for this line."""
        if scope is ScopeKind.PRODUCTS:
            return self.product_id in ids
        if scope is ScopeKind.EXCEPT_PRODUCTS:
            return self.product_id not in ids
        if scope is ScopeKind.CATEGORIES:
            return any(category in ids for category in self.category_path)
        return True


@dataclass(frozen=True, slots=True)
class DealChoice:
    """The scene the buyer came for. ``activity_id`` and ``team_id`` are wire ids of the deal's own; no team: open one."""

    kind: str
    activity_id: str
    team_id: str | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    """What is asked for. Lines may come in any order; a sku stands in it once.

    ``picks``: which coupons the buyer wants to use, by their wire ids; None: the best that may be used together. ``freight``: what carrying
    costs before anything is taken off it, once the scene prices are known.
    """

    lines: tuple[BasketLine, ...]
    deal: DealChoice | None = None
    delivery: Delivery = "ship"
    picks: tuple[str, ...] | None = None
    freight: Money | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who asks. ``is_new``: no paid order yet; only looked up when some terms ask for it."""

    member_id: MemberId | None = None
    level: int = 0
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """The frozen data of one live offer; each deal subclasses it. ``label`` is a title or a text code. ``stack``: of an offer that the quote may
    leave out for a better one; None: its kind decides by itself what it gives.
    """

    kind: str
    reference: str
    label: str
    asks_is_new: bool = False
    asks_level: bool = False
    stack: Stack | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which offers to describe: those live at ``now`` for these products, and in any case the chosen deal; what is personal, of ``buyer_id``."""

    product_ids: tuple[ProductId, ...]
    deal: DealChoice | None
    now: datetime
    buyer_id: MemberId | None = None
    sku_ids: tuple[SkuId, ...] = ()


@dataclass(frozen=True, slots=True)
class Award:
    """``amount`` (negative or zero) off the lines with these indices, spread by what they cost now.

    In stage SCENE an award names exactly one line. ``of_freight``: taken off what carrying costs. ``closes``: no later stage may take more
    off these lines. ``merchant_bps``: so much of it (in 1/10,000) the merchant bears, the platform the rest; None: ``bearer`` bears all.
    """

    rule: str
    reference: str
    label: str
    amount: Money
    lines: tuple[int, ...]
    why: str
    bearer: Bearer = "platform"
    closes: bool = False
    fields: tuple[tuple[str, Any], ...] = ()
    merchant_bps: int | None = None
    of_freight: bool = False
    hint: Hint | None = None
    gifts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """What is lacking for more: ``missing`` money, or so many ``pieces``; ``gain`` is the text code of what one would get, with its fields."""

    missing: Money | None
    pieces: int
    gain: str
    fields: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """What a chosen offer takes off, in minor units: ``off`` (not negative) off the lines with these indices, or off what carrying costs. ``why`` says
    why it takes what it takes, or nothing. ``merchant_bps`` as in ``Award``.
    """

    off: int
    lines: tuple[int, ...]
    why: str
    fields: tuple[tuple[str, Any], ...] = ()
    of_freight: bool = False
    hint: Hint | None = None
    gifts: tuple[str, ...] = ()


CutOf = Callable[[Sequence[int], Sequence[bool], int], Cut]
"""Pure: the cut for lines that cost so much now (minor units), of which these are open, with so much left of what carrying costs.

Lower costs and fewer open lines never make ``off`` larger: the choice of the best set counts on it.
"""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One rule and what it did: ``amount`` is what it took off (negative) or added (freight); ``why`` is a text code, ``reference`` names
    the very offer where there are several of a kind.
    """

    rule: str
    label: str
    applied: bool
    amount: Money | None
    why: str
    fields: tuple[tuple[str, Any], ...] = ()
    reference: str = ""
    hint: Hint | None = None
    gifts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an offer answers: what it gives, and why it does not give the rest."""

    awards: tuple[Award, ...] = ()
    refusals: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line on its way through the stages. ``amount`` is what the whole line costs now; ``is_open`` to further discounts but those of the classes
    in ``shut``.
    """

    line: BasketLine
    scene_price: Money
    amount: Money
    is_open: bool = True
    shut: frozenset[str] = frozenset()

    def is_open_to(self, stack_class: str) -> bool:
        """Whether an offer of this class may take something off it."""
        return self.is_open and stack_class not in self.shut


@dataclass(frozen=True, slots=True)
class LinePrice:
    """A line of the quote. ``unit_price`` is the single price, ``scene_price`` that of one piece in its scene."""

    sku_id: SkuId
    product_id: ProductId
    quantity: int
    unit_price: Money
    scene_price: Money
    discount: Money
    payable: Money


@dataclass(frozen=True, slots=True)
class LineAdjustment:
    """What one rule took off one line: ``amount`` is negative, ``line`` the index of the line in the quote."""

    source: str
    reference: str
    label: str
    amount: Money
    line: int
    bearer: Bearer


@dataclass(frozen=True, slots=True)
class Quote:
    """The price of a basket. ``payable`` = ``goods_total`` - ``discount_total`` + ``freight`` = sum of lines + freight.

    ``freight_off`` was taken off what carrying costs, ``freight`` is what is left of it. ``used``: rule and reference of every award given.
    """

    lines: tuple[LinePrice, ...]
    adjustments: tuple[LineAdjustment, ...]
    explanations: tuple[Explanation, ...]
    goods_total: Money
    discount_total: Money
    freight: Money
    freight_off: Money
    payable: Money
    used: tuple[tuple[str, str], ...]
    hash: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quantity of a sku as a client asks for it."""

    sku_id: SkuId
    quantity: int


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """What somebody wants to buy; where the goods go is told to ``quote_from``. ``picks`` as in ``Basket``."""

    lines: tuple[Wanted, ...]
    buyer_id: MemberId | None = None
    deal: DealChoice | None = None
    delivery: Delivery = "ship"
    picks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with everything it was made from, so that what follows needs to read nothing twice."""

    quote: Quote
    basket: Basket
    buyer: Buyer
    terms: Mapping[str, tuple[Terms, ...]]
    skus: Mapping[SkuId, SkuView]
    now: datetime
    policy: Policy = ALL_TOGETHER

    @property
    def carrying(self) -> Money:
        """What carrying costs before anything is taken off it."""
        return self.quote.freight + self.quote.freight_off


@dataclass(frozen=True, slots=True)
class Claim:
    """An order that is about to be placed, as its offers see it. ``pay_within_s`` is how long it may stay unpaid."""

    order_id: OrderId
    member_id: MemberId
    basket: Basket
    buyer: Buyer
    quote: Quote
    pay_within_s: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """What an offer asks of the order in return: holds, and at most so much time to pay."""

    holds: tuple[HoldDraft, ...] = ()
    pay_within_s: int | None = None
