import io
from datetime import timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.factories import goods, people
from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.contracts import Axis, CollectionRule, OfferCard, ProductId
from tuanzi.goods.catalog.http import Card, ProductOut
from tuanzi.goods.inventory import api as inventory
from tuanzi.goods.inventory.contracts import LocationKind, Reason
from tuanzi.kernel import clock
from tuanzi.kernel.db import Database
from tuanzi.kernel.http import Page
from tuanzi.kernel.money import Money

SHOP, CONSOLE = "/api/v1/shop", "/api/v1/console"


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    return out.getvalue()


async def two_sizes(db: Database, **said: Any) -> Any:
    async with db.transaction() as tx:
        parent = await goods.category(tx, "饮食")
        return await goods.product(
            tx,
            goods.sku("A", "小", price=990, market_price=Money(1990)),
            goods.sku("B", "大", price=1990),
            axes=(Axis("规格", ("小", "大")),),
            category_id=await goods.category(tx, "蜜饯", parent),
            stock=7,
            **said,
        )


async def test_a_product_page_is_what_its_model_says(db: Database, client: httpx.AsyncClient) -> None:
    made = await two_sizes(db, attributes=(("产地", "青州"),), story="从前有一颗山楂")
    response = await client.get(f"{SHOP}/products/{made.id}")
    assert response.status_code == 200
    page = ProductOut.model_validate_json(response.content)
    assert (page.id, page.title, page.category.name, page.status) == (made.id, made.draft.title, "蜜饯", "on_sale")
    assert [(sku.options, sku.price.minor, sku.available) for sku in page.skus] == [(["小"], 990, 7), (["大"], 1990, 7)]
    assert page.skus[0].market_price == Money(1990)
    assert (page.freight.label, page.offers, page.sold, page.story) == ("包邮", [], 0, "从前有一颗山楂")
    english = await client.get(f"{SHOP}/products/{made.id}", headers={"Accept-Language": "en"})
    assert english.json()["freight"]["label"] == "Free delivery"


async def test_an_unchanged_page_is_answered_304_and_shared(db: Database, client: httpx.AsyncClient) -> None:
    made = await two_sizes(db)
    first = await client.get(f"{SHOP}/products/{made.id}")
    assert first.headers["cache-control"].startswith("public, max-age=1")
    again = await client.get(f"{SHOP}/products/{made.id}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    async with db.transaction() as tx:
        await inventory.reserve(tx, "ord_1", [(made.sku_ids[0], 1)], None, clock.now() + timedelta(minutes=15))
    changed = await client.get(f"{SHOP}/products/{made.id}", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.json()["skus"][0]["available"] == 6
    personal = await client.get(f"{SHOP}/products/{made.id}", headers=await people.as_member(db))
    assert personal.headers["cache-control"] == "private, no-cache"


async def test_what_is_no_page_is_404(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        hidden = await api.create_product(tx, goods.draft(await goods.category(tx)))
    for product_id in (hidden.id, ProductId.new()):
        response = await client.get(f"{SHOP}/products/{product_id}")
        assert (response.status_code, response.json()["code"]) == (404, "catalog.product_not_found")
    assert (await client.get(f"{SHOP}/products/ord_x")).status_code == 422


@pytest.mark.parametrize("sort", ["relevance", "sales", "price", "-price", "new"])
async def test_paging_shows_every_product_once_in_order(db: Database, client: httpx.AsyncClient, sort: str) -> None:
    async with db.transaction() as tx:
        category_id = await goods.category(tx)
        for number in range(23):
            made = await goods.product(tx, goods.sku(f"S{number}", price=1000 + number % 5), category_id=category_id, stock=number % 3)
            await api.note_sold(tx, made.id, number % 4)
    seen: list[Card] = []
    cursor: str | None = None
    for _ in range(10):
        asked: dict[str, str] = {"sort": sort, "limit": "5"} | ({"cursor": cursor} if cursor else {})
        response = await client.get(f"{SHOP}/products", params=asked)
        page = Page[Card].model_validate_json(response.content)
        seen += page.items
        cursor = page.next
        if cursor is None:
            break
    assert len({card.id for card in seen}) == len(seen) == 23
    prices = [card.price.minor for card in seen]
    if sort in {"price", "-price"}:
        assert prices == sorted(prices, reverse=sort == "-price")
    if sort == "sales":
        assert [card.sold for card in seen] == sorted((card.sold for card in seen), reverse=True)
    if sort == "relevance":
        assert [card.is_sold_out for card in seen] == sorted(card.is_sold_out for card in seen)


async def test_a_list_narrows_by_category_word_and_refuses_strange_cursors(db: Database, client: httpx.AsyncClient) -> None:
    made = await two_sizes(db, title="青州 100% 山楂条")
    async with db.transaction() as tx:
        await goods.product(tx)
    root = (await client.get(f"{SHOP}/categories")).json()["items"][0]
    assert [child["name"] for child in root["children"]] == ["蜜饯"]
    for query in ({"category": root["id"]}, {"q": "山楂"}, {"q": "100%"}, {"category": root["children"][0]["id"], "q": "青州"}):
        items = (await client.get(f"{SHOP}/products", params=query)).json()["items"]
        assert [card["id"] for card in items] == [str(made.id)], query
    assert (await client.get(f"{SHOP}/products", params={"q": "100_"})).json()["items"] == []
    for cursor in ("nonsense", "W10", "WyJzYWxlcyIsMSwicHJkX3giXQ"):
        response = await client.get(f"{SHOP}/products", params={"cursor": cursor})
        assert (response.status_code, response.json()["code"]) == (422, "kernel.bad_cursor")


async def test_a_card_shows_the_remembered_offer_until_it_ends(db: Database, client: httpx.AsyncClient, shift_clock: Any) -> None:
    made = await two_sizes(db)
    async with db.transaction() as tx:
        ends_at = clock.now() + timedelta(hours=1)
        await api.remember_offer(tx, made.id, OfferCard("groupbuy", "gba_1", 3, Money(690), ends_at))
    home = (await client.get(f"{SHOP}/home")).json()
    assert [card["offer"]["price"]["amount"] for card in home["group_buys"]] == [690]
    assert Card.model_validate(home["products"]["items"][0]).offer is not None
    shift_clock(timedelta(hours=2))
    home = (await client.get(f"{SHOP}/home")).json()
    assert home["group_buys"] == []
    assert home["products"]["items"][0]["offer"] is None


async def test_the_first_page_has_a_shelf_for_each_collection_that_has_enough(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        full, thin = await goods.category(tx, "饮食"), await goods.category(tx, "器物")
        made = {str((await goods.product(tx, category_id=full)).id) for _ in range(3)}
        await goods.product(tx, category_id=thin)
        shelf = await api.put_collection(tx, None, "早餐桌", CollectionRule(category_ids=(full,)))
        await api.put_collection(tx, None, "一件不成架", CollectionRule(category_ids=(thin,)))
    shelves = (await client.get(f"{SHOP}/home")).json()["shelves"]
    assert [(each["id"], each["name"]) for each in shelves] == [(str(shelf), "早餐桌")]
    assert {Card.model_validate(card).id for card in shelves[0]["products"]} == {ProductId.parse(each) for each in made}


async def test_a_long_list_travels_compressed_to_whoever_takes_it(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        for _ in range(20):
            await goods.product(tx, title="一" * 60, selling_point="二" * 60)
    packed = await client.get(f"{SHOP}/products", headers={"Accept-Encoding": "gzip"})
    plain = await client.get(f"{SHOP}/products", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert (packed.content, packed.headers["etag"]) == (plain.content, plain.headers["etag"])
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert "Accept-Encoding" in packed.headers["vary"]


async def test_a_product_shows_sold_out_when_its_last_sku_goes(db: Database, client: httpx.AsyncClient, drain: Any) -> None:
    made = await two_sizes(db)

    async def shown() -> bool:
        await drain()
        sold_out: bool = (await client.get(f"{SHOP}/products")).json()["items"][0]["is_sold_out"]
        return sold_out

    assert await shown() is False
    for number, sku_id in enumerate(made.sku_ids):
        async with db.transaction() as tx:
            await inventory.reserve(tx, f"ord_{number}", [(sku_id, 7)], None, clock.now() + timedelta(minutes=15))
        assert await shown() is (number == 1)
    async with db.transaction() as tx:
        await inventory.release(tx, "ord_0", "expired")
    assert await shown() is False


async def test_staff_write_review_and_publish_a_product(db: Database, client: httpx.AsyncClient) -> None:
    staff = await people.as_staff(db)
    category = (await client.post(f"{CONSOLE}/categories", json={"name": "饮食"}, headers=staff)).json()["id"]
    picture = await client.post(f"{CONSOLE}/pictures", files={"file": ("x.exe", jpeg())}, headers=staff)
    assert picture.status_code == 201, picture.text
    sku = {"code": "S1", "price": {"amount": 990, "currency": "CNY"}, "cost": {"amount": 500, "currency": "CNY"}}
    body = {"code": "P1", "title": "山楂条", "category_id": category, "skus": [sku], "picture_keys": [picture.json()["key"]]}
    made = await client.post(f"{CONSOLE}/products", json=body, headers=staff)
    assert made.status_code == 201, made.text
    address = f"{CONSOLE}/products/{made.json()['id']}"
    assert (await client.post(f"{address}/publish", headers=staff)).json()["code"] == "catalog.status_conflict"
    assert (await client.post(f"{address}/submit", headers=staff)).json()["status"] == "in_review"
    assert (await client.post(f"{address}/publish", headers=staff)).json()["status"] == "on_sale"
    change = {"version": 1, "product": made.json()["product"] | {"title": "山楂条（新）"}}
    changed = await client.put(address, json=change, headers=staff)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = await client.put(address, json=change, headers=staff)
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (409, "catalog.version_conflict", 2)
    page = (await client.get(f"{SHOP}/products/{made.json()['id']}")).json()
    assert page["title"] == "山楂条（新）"
    media = await client.get(page["pictures"][0]["medium"])
    assert (media.status_code, media.headers["content-type"]) == (200, "image/webp")
    assert "immutable" in media.headers["cache-control"]
    actions = [row["action"] for row in await db.pool.fetch("SELECT action FROM audit_entry ORDER BY position")]
    assert actions == [f"catalog.{verb}" for verb in ("create", "upload", "create", "submit", "publish", "change")]
    last = await db.pool.fetchrow("SELECT before, after FROM audit_entry ORDER BY position DESC LIMIT 1")
    assert last is not None
    assert (last["before"], last["after"]) == ({"version": 1, "title": "山楂条"}, {"version": 2, "title": "山楂条（新）"})


async def test_a_sku_without_cost_and_a_picture_that_is_none_are_refused(db: Database, client: httpx.AsyncClient) -> None:
    staff = await people.as_staff(db)
    category = (await client.post(f"{CONSOLE}/categories", json={"name": "饮食"}, headers=staff)).json()["id"]
    body = {"code": "P1", "title": "山楂条", "category_id": category, "skus": [{"code": "S1", "price": {"amount": 1, "currency": "CNY"}}]}
    refused = await client.post(f"{CONSOLE}/products", json=body, headers=staff)
    assert (refused.status_code, refused.json()["code"]) == (422, "catalog.sku_without_cost")
    fake = await client.post(f"{CONSOLE}/pictures", files={"file": ("cat.jpg", b"<svg/>", "image/jpeg")}, headers=staff)
    assert (fake.status_code, fake.json()["code"]) == (422, "pictures.not_a_picture")
    assert await db.pool.fetchval("SELECT count(*) FROM catalog_product") == 0


async def test_the_console_is_closed_to_others(db: Database, client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{CONSOLE}/products")).status_code == 401
    assert (await client.get(f"{CONSOLE}/stock", headers=await people.as_member(db))).status_code == 403


async def test_stock_is_adjusted_once_per_key_and_read_back(db: Database, client: httpx.AsyncClient) -> None:
    staff = await people.as_staff(db)
    made = await two_sizes(db)
    body: dict[str, Any] = {"sku_id": str(made.sku_ids[0]), "delta": 3, "reason": "receipt", "reference": "GR-1"}
    for _ in range(2):
        answer = await client.post(f"{CONSOLE}/stock/adjustments", json=body, headers=staff | {"Idempotency-Key": "adjust-0001"})
        assert (answer.status_code, answer.json()["on_hand"]) == (201, 10)
    moves = (await client.get(f"{CONSOLE}/stock/movements", params={"sku_id": body["sku_id"]}, headers=staff)).json()["items"]
    assert [(move["delta"], move["reason"]) for move in moves] == [(3, Reason.RECEIPT), (7, Reason.RECEIPT)]
    levels = (await client.get(f"{CONSOLE}/stock", headers=staff)).json()["items"]
    assert {level["sku_id"]: level["available"] for level in levels} == {str(made.sku_ids[0]): 10, str(made.sku_ids[1]): 7}
    below = await client.post(
        f"{CONSOLE}/stock/adjustments", json=body | {"delta": -11}, headers=staff | {"Idempotency-Key": "adjust-0002"}
    )
    assert (below.status_code, below.json()["code"]) == (409, "inventory.below_zero")


async def test_pickup_points_are_listed(db: Database, client: httpx.AsyncClient) -> None:
    async with db.transaction() as tx:
        await inventory.create_location(tx, "west", LocationKind.PICKUP, "西门店", address="西门街 1 号", hours="9:00–21:00")
    items = (await client.get(f"{SHOP}/pickup-points")).json()["items"]
    assert [(point["name"], point["hours"]) for point in items] == [("西门店", "9:00–21:00")]
