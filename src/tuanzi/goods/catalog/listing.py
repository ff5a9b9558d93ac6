"""The read side: cards and pages, repeated from the other tables and kept by the verbs that change them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tuanzi.goods.catalog.contracts import CardQuery, OfferCard, PageParts, ProductId
from tuanzi.kernel.db import Tx


async def remember_offer(tx: Tx, product_id: ProductId, offer: OfferCard | None) -> None:
    """Write down the best live offer of a product for its card, or that there is none. Called by deals."""
    raise NotImplementedError


async def note_sold(tx: Tx, product_id: ProductId, quantity: int) -> None:
    """Add to the number sold that cards and pages show; a negative quantity takes a refund back."""
    raise NotImplementedError


async def mark_sold_out(tx: Tx, product_id: ProductId, *, is_sold_out: bool) -> None:
    """Write down whether nothing of a product is available. Called by inventory."""
    raise NotImplementedError


async def list_cards(tx: Tx, query: CardQuery, now: datetime) -> tuple[list[bytes], str | None]:
    """The JSON of each card of a page and the cursor of the next page. Reads only the listing table."""
    raise NotImplementedError


async def page_parts(tx: Tx, product_ids: Iterable[ProductId]) -> dict[ProductId, PageParts]:
    """The catalogue's part of product pages that shoppers may see (on sale, or taken off sale)."""
    raise NotImplementedError
