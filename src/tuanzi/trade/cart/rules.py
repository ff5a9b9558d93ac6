"""What a cart says about its lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tuanzi.kernel.money import Money, total
from tuanzi.trade.cart.contracts import CartLine, Delivery, LineState

BUYABLE: frozenset[LineState] = frozenset({"ok", "price_changed"})


def line_state(*, is_on_sale: bool, available: int, quantity: int, price: Money, added_price: Money) -> LineState:
    """The most important thing to tell about a line: what prevents buying it before what merely changed."""
    if not is_on_sale:
        return "off_sale"
    if available <= 0:
        return "sold_out"
    if available < quantity:
        return "short"
    return "price_changed" if price != added_price else "ok"


def selected_total(lines: Sequence[CartLine]) -> Money:
    """What the selected lines cost now, without those that cannot be bought as they are."""
    return total(line.price * line.quantity for line in lines if line.is_selected and line.state in BUYABLE)


def groups(lines: Sequence[CartLine]) -> list[tuple[Delivery, list[CartLine]]]:
    """The lines by the way they reach the shopper, shipping first; each group can be one order."""
    ways: tuple[Delivery, ...] = ("ship", "pickup")
    split = [(way, [line for line in lines if line.delivery == way]) for way in ways]
    return [(way, found) for way, found in split if found]
