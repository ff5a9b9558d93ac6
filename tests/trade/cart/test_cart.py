import pytest

from tests.factories import goods
from tuanzi.goods.catalog.contracts import SkuId
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import Reason
from tuanzi.kernel.db import Tx
from tuanzi.kernel.money import Money
from tuanzi.people.accounts.contracts import MemberId
from tuanzi.trade.cart import api, rules
from tuanzi.trade.cart.contracts import LINES_MAX, CartLineId, Owner
from tuanzi.trade.cart.errors import BadQuantity, CartFull, LineNotFound, NotForSale


def visitor(name: str = "visitor-1") -> Owner:
    return Owner(visitor_id=name)


async def fill(tx: Tx, owner: Owner, count: int) -> list[SkuId]:
    """So many lines, written past the verbs."""
    skus = [SkuId.new() for _ in range(count)]
    await tx.execute(
        """INSERT INTO cart_line (id, member_id, visitor_id, sku_id, quantity, is_selected, added_price_minor, currency, added_at)
           SELECT gen_random_uuid(), $1, $2, sku, 1, true, 100, 'CNY', now() FROM unnest($3::uuid[]) AS sku""",
        owner.member_id,
        owner.visitor_id,
        skus,
    )
    return skus


async def test_adding_twice_is_one_line(tx: Tx) -> None:
    sku_id = await goods.one_sku(tx, price=1000)
    await api.add(tx, visitor(), sku_id, 2)
    await api.add(tx, visitor(), sku_id, 3)
    cart = await api.show(tx, visitor())
    assert [(line.sku_id, line.quantity, line.price, line.state) for line in cart.lines] == [(sku_id, 5, Money(1000), "ok")]
    assert (cart.selected_total, cart.count) == (Money(5000), 5)
    assert (await api.show(tx, visitor("somebody"))).lines == ()


async def test_changes_since_added_are_shown(tx: Tx) -> None:
    few = await goods.one_sku(tx, stock=2)
    none = await goods.one_sku(tx, stock=1)
    dearer = await goods.one_sku(tx, price=1000)
    for sku_id in (few, none, dearer):
        await api.add(tx, visitor(), sku_id, 1)
    lines = {line.sku_id: line for line in (await api.show(tx, visitor())).lines}
    await api.change(tx, visitor(), lines[few].id, quantity=3)
    await inventory.adjust(tx, none, None, -1, Reason.LOSS, "test")
    await tx.execute("UPDATE cart_line SET added_price_minor = 900 WHERE sku_id = $1", dearer)
    cart = await api.show(tx, visitor())
    assert {line.sku_id: line.state for line in cart.lines} == {few: "short", none: "sold_out", dearer: "price_changed"}
    assert cart.selected_total == Money(1000)
    await api.change(tx, visitor(), lines[dearer].id, quantity=2)
    accepted = next(line for line in (await api.show(tx, visitor())).lines if line.sku_id == dearer)
    assert (accepted.state, accepted.added_price) == ("ok", Money(1000))


def test_a_line_off_sale_says_so_before_anything_else() -> None:
    state = rules.line_state(is_on_sale=False, available=0, quantity=5, price=Money(1), added_price=Money(2))
    assert state == "off_sale"


async def test_what_is_unknown_or_too_much_is_refused(tx: Tx) -> None:
    sku_id = await goods.one_sku(tx)
    with pytest.raises(NotForSale):
        await api.add(tx, visitor(), SkuId.new(), 1)
    for quantity in (0, -1, 1000):
        with pytest.raises(BadQuantity):
            await api.add(tx, visitor(), sku_id, quantity)
    with pytest.raises(LineNotFound):
        await api.change(tx, visitor(), CartLineId.new(), quantity=1)
    with pytest.raises(LineNotFound):
        await api.remove(tx, visitor(), CartLineId.new())


async def test_the_quantity_of_a_line_stops_at_its_maximum(tx: Tx) -> None:
    sku_id = await goods.one_sku(tx)
    await api.add(tx, visitor(), sku_id, 999)
    await api.add(tx, visitor(), sku_id, 999)
    assert [line.quantity for line in (await api.show(tx, visitor())).lines] == [999]


async def test_a_line_of_somebody_else_cannot_be_touched(tx: Tx) -> None:
    await api.add(tx, visitor(), await goods.one_sku(tx), 1)
    line = (await api.show(tx, visitor())).lines[0]
    for owner in (visitor("thief-000"), Owner(member_id=MemberId.new())):
        with pytest.raises(LineNotFound):
            await api.change(tx, owner, line.id, quantity=9)
        with pytest.raises(LineNotFound):
            await api.remove(tx, owner, line.id)
    await api.remove(tx, visitor(), line.id)
    assert (await api.show(tx, visitor())).lines == ()


async def test_a_full_cart_takes_no_new_sku(tx: Tx) -> None:
    await fill(tx, visitor(), LINES_MAX)
    with pytest.raises(CartFull):
        await api.add(tx, visitor(), await goods.one_sku(tx), 1)


async def test_merging_keeps_the_larger_quantity_and_happens_once(tx: Tx) -> None:
    member_id = MemberId.new()
    mine = Owner(member_id=member_id)
    both, other = await goods.one_sku(tx), await goods.one_sku(tx)
    await api.add(tx, mine, both, 2)
    await api.add(tx, visitor(), both, 5)
    await api.add(tx, visitor(), other, 1)
    assert await api.merge(tx, "visitor-1", member_id) == 2
    assert await api.merge(tx, "visitor-1", member_id) == 0
    assert {line.sku_id: line.quantity for line in (await api.show(tx, mine)).lines} == {both: 5, other: 1}
    assert (await api.show(tx, visitor())).lines == ()


async def test_merging_into_a_nearly_full_cart_stops_at_the_limit(tx: Tx) -> None:
    member_id = MemberId.new()
    theirs = await fill(tx, Owner(member_id=member_id), LINES_MAX - 3)
    await fill(tx, visitor(), 10)
    await tx.execute(
        "UPDATE cart_line SET sku_id = $1 WHERE id = (SELECT id FROM cart_line WHERE visitor_id = 'visitor-1' LIMIT 1)", theirs[0]
    )
    await api.merge(tx, "visitor-1", member_id)
    assert await tx.fetchval("SELECT count(*) FROM cart_line WHERE member_id = $1", member_id) == LINES_MAX
    assert await tx.fetchval("SELECT count(*) FROM cart_line WHERE visitor_id IS NOT NULL") == 0


async def test_lines_are_grouped_by_the_way_they_travel(tx: Tx) -> None:
    ship, fetch = await goods.one_sku(tx), await goods.one_sku(tx)
    await api.add(tx, visitor(), ship, 1)
    await api.add(tx, visitor(), fetch, 1, "pickup")
    groups = api.groups((await api.show(tx, visitor())).lines)
    assert [(way, [line.sku_id for line in lines]) for way, lines in groups] == [("ship", [ship]), ("pickup", [fetch])]


async def test_what_was_bought_leaves_the_cart(tx: Tx) -> None:
    member_id = MemberId.new()
    bought, kept = await goods.one_sku(tx), await goods.one_sku(tx)
    for sku_id in (bought, kept):
        await api.add(tx, Owner(member_id=member_id), sku_id, 1)
    await api.take_out(tx, member_id, {bought: 1})
    assert [line.sku_id for line in (await api.show(tx, Owner(member_id=member_id))).lines] == [kept]


async def test_only_as_many_pieces_leave_as_were_bought(tx: Tx) -> None:
    owner = Owner(member_id=MemberId.new())
    first, second, third = [await goods.one_sku(tx) for _ in range(3)]
    for sku_id, quantity in ((first, 5), (second, 2)):
        await api.add(tx, owner, sku_id, quantity)
    await api.add(tx, Owner(visitor_id="visitor-1"), first, 9)
    await api.take_out(tx, owner.member_id or MemberId.new(), {first: 3, second: 4, third: 1})
    assert [(line.sku_id, line.quantity) for line in (await api.show(tx, owner)).lines] == [(first, 2)]
    assert [line.quantity for line in (await api.show(tx, Owner(visitor_id="visitor-1"))).lines] == [9]


def test_a_cart_has_one_owner() -> None:
    for owners in ({}, {"member_id": MemberId.new(), "visitor_id": "x"}):
        with pytest.raises(ValueError):
            Owner(**owners)  # type: ignore[arg-type]
