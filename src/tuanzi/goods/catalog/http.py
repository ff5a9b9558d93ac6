"""The catalogue's own doors: the category tree for shoppers, and everything the console does with products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import UploadFile

from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.console_wire import (
    Listed,
    ProductChange,
    ProductDetail,
    ProductIn,
    RevisionOut,
    RoleIn,
    ScheduleIn,
    TargetsOut,
    detail,
    draft_of,
    said,
)
from tuanzi.goods.catalog.contracts import Category, Product, ProductDraft, ProductId, ProductRole
from tuanzi.goods.catalog.errors import (
    BadProduct,
    BadSchedule,
    BadTargets,
    BrandNotFound,
    CategoryNotFound,
    CodeTaken,
    OptionsNotMatrix,
    PictureNotFound,
    ProductNotFound,
    SkuWithoutCost,
    StatusConflict,
    TagNotFound,
    VersionConflict,
)
from tuanzi.goods.catalog.wire import Card, CategoriesOut, CategoryOut, ProductOut
from tuanzi.kernel import clock, codec, ports
from tuanzi.kernel.db import Tx
from tuanzi.kernel.http import Call, CallContext, Router, anyone, staff
from tuanzi.kernel.pictures import BYTES_MAX, PICTURE_ERRORS, Picture, keep
from tuanzi.kernel.storage import Store
from tuanzi.people.access.contracts import StaffId
from tuanzi.trust.audit.contracts import Entry

__all__ = ["Card", "CategoryOut", "ProductOut", "category_out", "console", "note", "shop"]

shop = Router(tags=["catalogue"])
console = Router(tags=["catalogue"])
READ, WRITE, PUBLISH = "catalog.read", "catalog.write", "catalog.publish"
REVISIONS_SHOWN = 50
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


def _timers(product: Product) -> dict[str, Any]:
    moments = {"list_at": product.list_at, "unlist_at": product.unlist_at}
    return {name: at.isoformat() if at else None for name, at in moments.items()}


def _shares(targets: Mapping[ProductRole, int]) -> dict[str, Any]:
    return {role.value: share for role, share in targets.items()}


def _said(product: Product) -> dict[str, Any]:
    return {"code": product.draft.code, "title": product.draft.title, "status": product.status.value, "version": product.version}


def _changed(before: Product, after: Product) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what is said differently now, as it was and as it is."""
    old, new = codec.dump(ProductDraft, before.draft), codec.dump(ProductDraft, after.draft)
    names = [name for name in new if old[name] != new[name]]
    was, now = {"version": before.version}, {"version": after.version}
    return was | {name: old[name] for name in names}, now | {name: new[name] for name in names}


@console.post("/products", access=staff(WRITE, "common"), errors=PRODUCT_ERRORS, status_code=201)
async def create_product(call: Call, body: ProductIn) -> ProductDetail:
    """A new product, as a draft."""
    product = await api.create_product(call.tx, draft_of(body), str(StaffId.of(call.staff_id)))
    note(call, call.tx, "create", "product", product.id, _said(product))
    return detail(product)


@console.get("/products/{product_id}", access=staff(READ, "common"), errors=[ProductNotFound])
async def show_product(call: Call, product_id: ProductId) -> ProductDetail:
    """A product with everything that is said about it."""
    product = await api.get_product(call.tx, product_id)
    if product is None:
        raise ProductNotFound
    return detail(product)


@console.put("/products/{product_id}", access=staff(WRITE, "common"), errors=[*PRODUCT_ERRORS, ProductNotFound, VersionConflict])
async def change_product(call: Call, product_id: ProductId, body: ProductChange) -> ProductDetail:
    """Replace what is said about a product; ``version`` is the one that was read."""
    before = await api.get_product(call.tx, product_id)
    codes = {sku.id: sku.code.strip() for sku in body.product.skus if sku.id}
    who = str(StaffId.of(call.staff_id))
    product = await api.change_product(call.tx, product_id, body.version, draft_of(body.product), codes, who)
    was, now = _changed(before, product) if before else ({}, _said(product))
    note(call, call.tx, "change", "product", product.id, now, was)
    return detail(product)


@console.post("/products/{product_id}/submit", access=staff(WRITE, "common"), errors=[ProductNotFound, StatusConflict])
async def submit(call: Call, product_id: ProductId) -> ProductDetail:
    """Hand in for review."""
    product = await api.submit(call.tx, product_id)
    note(call, call.tx, "submit", "product", product.id, _said(product))
    return detail(product)


@console.post("/products/{product_id}/send-back", access=staff(PUBLISH, "common"), errors=[ProductNotFound, StatusConflict])
async def send_back(call: Call, product_id: ProductId) -> ProductDetail:
    """Return to the author."""
    product = await api.send_back(call.tx, product_id)
    note(call, call.tx, "send_back", "product", product.id, _said(product))
    return detail(product)


@console.post("/products/{product_id}/publish", access=staff(PUBLISH, "common"), errors=[ProductNotFound, StatusConflict])
async def publish(call: Call, product_id: ProductId) -> ProductDetail:
    """Put on sale, now or at the time the product names."""
    product = await api.publish(call.tx, product_id)
    note(call, call.tx, "publish", "product", product.id, _said(product))
    return detail(product)


@console.post("/products/{product_id}/take-off", access=staff(PUBLISH, "common"), errors=[ProductNotFound, StatusConflict])
async def take_off(call: Call, product_id: ProductId) -> ProductDetail:
    """Take off sale."""
    product = await api.take_off(call.tx, product_id)
    note(call, call.tx, "take_off", "product", product.id, _said(product))
    return detail(product)


@console.put("/products/{product_id}/schedule", access=staff(PUBLISH, "common"), errors=[ProductNotFound, StatusConflict, BadSchedule])
async def schedule(call: Call, product_id: ProductId, body: ScheduleIn) -> ProductDetail:
    """Have a product go on sale and off sale by itself; null calls a timer off."""
    before = await api.get_product(call.tx, product_id)
    product = await api.schedule(call.tx, product_id, body.list_at, body.unlist_at)
    note(call, call.tx, "schedule", "product", product.id, _timers(product), _timers(before) if before else None)
    return detail(product)


@console.get("/products/{product_id}/revisions", access=staff(READ, "common"), errors=[ProductNotFound])
async def product_revisions(call: Call, product_id: ProductId) -> Listed[RevisionOut]:
    """What was said about a product before, newest first."""
    if await api.get_product(call.tx, product_id) is None:
        raise ProductNotFound
    found = await api.revisions(call.tx, product_id, REVISIONS_SHOWN)
    return Listed(items=[RevisionOut(version=version, changed_at=at, product=said(draft)) for version, at, draft in found])


@console.post("/products/roles", access=staff(WRITE, "common"))
async def give_role(call: Call, body: RoleIn) -> Listed[ProductId]:
    """Give many products a role at once; answers those that had another one."""
    changed = await api.give_role(call.tx, body.product_ids, body.role)
    for product_id in changed:
        note(call, call.tx, "give_role", "product", product_id, {"role": body.role.value if body.role else None})
    return Listed(items=changed)


@console.get("/products/targets", access=staff(READ, "common"))
async def targets(call: Call) -> TargetsOut:
    """The mix of roles that is aimed at, in shares of turnover."""
    return TargetsOut(shares=await api.targets(call.tx))


@console.put("/products/targets", access=staff(WRITE, "common"), errors=[BadTargets])
async def set_targets(call: Call, body: TargetsOut) -> TargetsOut:
    """Aim at another mix; an empty one is no aim."""
    before = await api.targets(call.tx)
    await api.set_targets(call.tx, body.shares)
    note(call, call.tx, "set_targets", "targets", "roles", _shares(body.shares), _shares(before))
    return body


@console.post("/pictures", access=staff(WRITE, "common"), errors=PICTURE_ERRORS, status_code=201, writes=False)
async def upload_picture(call: Call, file: UploadFile) -> Picture:
    """Keep a picture. The work of decoding and storing is done before any transaction begins."""
    store: Store = ports.get(Store)
    key = await keep(await file.read(BYTES_MAX + 1), store)
    async with call.db.transaction() as tx:
        await api.note_picture(tx, key, clock.now())
        note(call, tx, "upload", "picture", key)
    return Picture.of(key)
