"""The catalogue's own doors: the category tree for shoppers, and everything the console does with products."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, UploadFile

from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.console_wire import (
    BrandIn,
    BrandOut,
    CategoryIn,
    CollectionIn,
    CollectionOut,
    Created,
    Listed,
    NameIn,
    ProductChange,
    ProductDetail,
    ProductIn,
    ProductRow,
    detail,
    draft_of,
)
from tuanzi.goods.catalog.contracts import BrandId, Category, CategoryId, CollectionId, Named, Product, ProductId, ProductStatus
from tuanzi.goods.catalog.errors import (
    BadProduct,
    BrandNotFound,
    CategoryCycle,
    CategoryInUse,
    CategoryNotFound,
    CategoryTooDeep,
    CodeTaken,
    CollectionNotFound,
    NameTaken,
    OptionsNotMatrix,
    PictureNotFound,
    ProductNotFound,
    SkuWithoutCost,
    StatusConflict,
    TagNotFound,
    VersionConflict,
)
from tuanzi.goods.catalog.wire import Card, CategoriesOut, CategoryOut, ProductOut
from tuanzi.kernel import clock, ports
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, CallContext, Page, Router, anyone, decode_cursor, encode_cursor, staff
from tuanzi.kernel.http.page import LIMIT_DEFAULT, LIMIT_MAX, BadCursor
from tuanzi.kernel.pictures import BYTES_MAX, PICTURE_ERRORS, Picture, keep
from tuanzi.kernel.storage import Store
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit.contracts import Entry

__all__ = ["Card", "CategoryOut", "ProductOut", "category_out", "console", "shop"]

shop = Router(tags=["catalogue"])
console = Router(tags=["catalogue"])
READ, WRITE, PUBLISH = "catalog.read", "catalog.write", "catalog.publish"
PRODUCT_ERRORS = [
    BadProduct,
    OptionsNotMatrix,
    SkuWithoutCost,
    CodeTaken,
    CategoryNotFound,
    BrandNotFound,
    TagNotFound,
    PictureNotFound,
]


def category_out(category: Category) -> CategoryOut:
    """A category with all below it."""
    icon = Picture.of_optional(category.icon_key, category.name)
    return CategoryOut(id=category.id, name=category.name, icon=icon, children=[category_out(each) for each in category.children])


@shop.get("/categories", access=anyone())
async def categories(call: Call) -> CategoriesOut:
    """The tree of categories."""
    return CategoriesOut(items=[category_out(each) for each in await api.category_tree(call.tx)])


def note(
    call: CallContext,
    tx: Tx,
    action: str,
    kind: str,
    object_id: object,
    after: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
) -> None:
    """One entry of the audit log for a deed of staff."""
    actor = str(StaffId.of(call.staff_id))
    api.log(tx, Entry("staff", actor, f"catalog.{action}", kind, str(object_id), before, after, call.ip, call.request_id))


def _said(product: Product) -> dict[str, Any]:
    return {"code": product.draft.code, "title": product.draft.title, "status": product.status.value, "version": product.version}


@console.get("/products", access=staff(READ), errors=[BadCursor])
async def products(
    call: Call,
    status: ProductStatus | None = None,
    q: Annotated[str | None, Query(max_length=60)] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
) -> Page[ProductRow]:
    """Products of every status, newest first."""
    after = decode_cursor(cursor, 1)
    try:
        last = ProductId.parse(after[0]) if after else None
    except (ValueError, AttributeError) as error:
        raise BadCursor from error
    rows = await api.list_products(call.tx, status, q, last, limit + 1)
    items = [ProductRow(id=row[0], code=row[1], title=row[2], status=row[3], version=row[4], updated_at=row[5]) for row in rows[:limit]]
    return Page(items=items, next=encode_cursor(str(items[-1].id)) if len(rows) > limit else None)


@console.post("/products", access=staff(WRITE), errors=PRODUCT_ERRORS, status_code=201)
async def create_product(call: Call, body: ProductIn) -> ProductDetail:
    """A new product, as a draft."""
    product = await api.create_product(call.tx, draft_of(body))
    note(call, call.tx, "create", "product", product.id, _said(product))
    return detail(product)


@console.get("/products/{product_id}", access=staff(READ), errors=[ProductNotFound])
async def show_product(call: Call, product_id: ProductId) -> ProductDetail:
    """A product with everything that is said about it."""
    product = await api.get_product(call.tx, product_id)
    if product is None:
        raise ProductNotFound
    return detail(product)


@console.put("/products/{product_id}", access=staff(WRITE), errors=[*PRODUCT_ERRORS, ProductNotFound, VersionConflict])
async def change_product(call: Call, product_id: ProductId, body: ProductChange) -> ProductDetail:
    """Replace what is said about a product; ``version`` is the one that was read."""
    before = await api.get_product(call.tx, product_id)
    product = await api.change_product(call.tx, product_id, body.version, draft_of(body.product))
    note(call, call.tx, "change", "product", product.id, _said(product), _said(before) if before else None)
    return detail(product)


@console.post("/products/{product_id}/submit", access=staff(WRITE), errors=[ProductNotFound, StatusConflict])
async def submit(call: Call, product_id: ProductId) -> ProductDetail:
    """Hand in for review."""
    product = await api.submit(call.tx, product_id)
    note(call, call.tx, "submit", "product", product.id, _said(product))
    return detail(product)


@console.post("/products/{product_id}/send-back", access=staff(PUBLISH), errors=[ProductNotFound, StatusConflict])
async def send_back(call: Call, product_id: ProductId) -> ProductDetail:
    """Return to the author."""
    product = await api.send_back(call.tx, product_id)
    note(call, call.tx, "send_back", "product", product.id, _said(product))
    return detail(product)


@console.post("/products/{product_id}/publish", access=staff(PUBLISH), errors=[ProductNotFound, StatusConflict])
async def publish(call: Call, product_id: ProductId) -> ProductDetail:
    """Put on sale, now or at the time the product names."""
    product = await api.publish(call.tx, product_id)
    note(call, call.tx, "publish", "product", product.id, _said(product))
    return detail(product)


@console.post("/products/{product_id}/take-off", access=staff(PUBLISH), errors=[ProductNotFound, StatusConflict])
async def take_off(call: Call, product_id: ProductId) -> ProductDetail:
    """Take off sale."""
    product = await api.take_off(call.tx, product_id)
    note(call, call.tx, "take_off", "product", product.id, _said(product))
    return detail(product)


@console.post("/pictures", access=staff(WRITE), errors=PICTURE_ERRORS, status_code=201, writes=False)
async def upload_picture(call: Call, file: UploadFile) -> Picture:
    """Keep a picture. The work of decoding and storing is done before any transaction begins."""
    store: Store = ports.get(Store)
    key = await keep(await file.read(BYTES_MAX + 1), store)
    async with call.db.transaction() as tx:
        await api.note_picture(tx, key, clock.now())
        note(call, tx, "upload", "picture", key)
    return Picture.of(key)


@console.get("/categories", access=staff(READ))
async def console_categories(call: Call) -> CategoriesOut:
    """The tree of categories."""
    return CategoriesOut(items=[category_out(each) for each in await api.category_tree(call.tx)])


@console.post("/categories", access=staff(WRITE), errors=[CategoryNotFound, CategoryTooDeep, NameTaken], status_code=201)
async def create_category(call: Call, body: CategoryIn) -> Created:
    """A new category."""
    made = await api.create_category(call.tx, body.name, body.parent_id, icon_key=body.icon_key, position=body.position)
    note(call, call.tx, "create", "category", made, {"name": body.name})
    return Created(id=str(made))


@console.put(
    "/categories/{category_id}",
    access=staff(WRITE),
    errors=[CategoryNotFound, CategoryCycle, CategoryTooDeep, NameTaken],
    status_code=204,
)
async def change_category(call: Call, category_id: CategoryId, body: CategoryIn) -> None:
    """Rename or move a category."""
    await api.change_category(call.tx, category_id, body.name, body.parent_id, icon_key=body.icon_key, position=body.position)
    note(call, call.tx, "change", "category", category_id, {"name": body.name})


@console.delete("/categories/{category_id}", access=staff(WRITE), errors=[CategoryNotFound, CategoryInUse], status_code=204)
async def remove_category(call: Call, category_id: CategoryId) -> None:
    """Remove an empty category."""
    await api.remove_category(call.tx, category_id)
    note(call, call.tx, "remove", "category", category_id)


@console.get("/brands", access=staff(READ))
async def brands(call: Call) -> Listed[BrandOut]:
    """All brands."""
    rows = await api.brands(call.tx)
    return Listed(
        items=[BrandOut(id=BrandId.of(row["id"]), name=row["name"], logo_key=row["logo_key"], story=row["story"]) for row in rows]
    )


@console.post("/brands", access=staff(WRITE), errors=[NameTaken], status_code=201)
async def create_brand(call: Call, body: BrandIn) -> Created:
    """A new brand."""
    made = await api.create_brand(call.tx, body.name, logo_key=body.logo_key, story=body.story)
    note(call, call.tx, "create", "brand", made, {"name": body.name})
    return Created(id=str(made))


@console.put("/brands/{brand_id}", access=staff(WRITE), errors=[BrandNotFound, NameTaken], status_code=204)
async def change_brand(call: Call, brand_id: BrandId, body: BrandIn) -> None:
    """Change a brand."""
    await api.change_brand(call.tx, brand_id, body.name, logo_key=body.logo_key, story=body.story)
    note(call, call.tx, "change", "brand", brand_id, {"name": body.name})


@console.get("/tags", access=staff(READ))
async def tags(call: Call) -> Listed[Named]:
    """All tags."""
    return Listed(items=await api.tags(call.tx))


@console.post("/tags", access=staff(WRITE), errors=[NameTaken], status_code=201)
async def create_tag(call: Call, body: NameIn) -> Created:
    """A new tag."""
    made = await api.create_tag(call.tx, body.name)
    note(call, call.tx, "create", "tag", made, {"name": body.name})
    return Created(id=str(made))


@console.get("/collections", access=staff(READ))
async def collections(call: Call) -> Listed[CollectionOut]:
    """All collections with their rules."""
    return Listed(items=[CollectionOut(id=each.id, name=each.name, rule=each.rule) for each in await api.collections(call.tx)])


@console.post("/collections", access=staff(WRITE), errors=[NameTaken], status_code=201)
async def create_collection(call: Call, body: CollectionIn) -> Created:
    """A new collection."""
    made = await api.put_collection(call.tx, None, body.name, body.rule)
    note(call, call.tx, "create", "collection", made, {"name": body.name})
    return Created(id=str(made))


@console.put("/collections/{collection_id}", access=staff(WRITE), errors=[CollectionNotFound, NameTaken], status_code=204)
async def change_collection(call: Call, collection_id: CollectionId, body: CollectionIn) -> None:
    """Another name or rule."""
    await api.put_collection(call.tx, collection_id, body.name, body.rule)
    note(call, call.tx, "change", "collection", collection_id, {"name": body.name})


@console.delete("/collections/{collection_id}", access=staff(WRITE), errors=[CollectionNotFound], status_code=204)
async def remove_collection(call: Call, collection_id: CollectionId) -> None:
    """Forget a collection."""
    await api.remove_collection(call.tx, collection_id)
    note(call, call.tx, "remove", "collection", collection_id)
