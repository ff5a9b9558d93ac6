"""The console's doors to categories, brands, tags and collections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuanzi.goods.catalog import api
from tuanzi.goods.catalog.console_wire import (
    AttributesIn,
    BrandIn,
    BrandOut,
    CategoryIn,
    CategoryNode,
    CollectionIn,
    CollectionOut,
    CollectionPreview,
    Created,
    Listed,
    NameIn,
    OrderIn,
    RuleIn,
    TagOut,
)
from tuanzi.goods.catalog.contracts import BrandId, Category, CategoryAttribute, CategoryId, CollectionId, TagId
from tuanzi.goods.catalog.errors import (
    BadOrder,
    BrandInUse,
    BrandNotFound,
    CategoryCycle,
    CategoryInUse,
    CategoryNotFound,
    CategoryTooDeep,
    CollectionNotFound,
    NameTaken,
    TagNotFound,
)
from tuanzi.goods.catalog.http import READ, WRITE, note
from tuanzi.goods.catalog.wire import Card
from tuanzi.kernel import clock
from tuanzi.kernel.http import Call, Router, staff
from tuanzi.kernel.pictures import Picture

console = Router(tags=["catalogue"])
PREVIEWED = 12


def _node(category: Category, counts: Mapping[Any, int]) -> CategoryNode:
    return CategoryNode(
        id=category.id,
        name=category.name,
        icon_key=category.icon_key,
        icon=Picture.of_optional(category.icon_key, category.name),
        products=counts.get(category.id, 0),
        children=[_node(each, counts) for each in category.children],
    )


@console.get("/categories", access=staff(READ, "common"))
async def console_categories(call: Call) -> Listed[CategoryNode]:
    """The tree of categories with the number of products in each, those below it included."""
    counts = (await api.product_counts(call.tx))["categories"]
    return Listed(items=[_node(each, counts) for each in await api.category_tree(call.tx)])


@console.put("/categories/order", access=staff(WRITE, "common"), errors=[BadOrder], status_code=204)
async def order_categories(call: Call, body: OrderIn) -> None:
    """Show the children of a category in this order; all of them are named."""
    await api.order_categories(call.tx, body.parent_id, body.ids)
    note(call, call.tx, "order", "category", body.parent_id or "root", {"ids": [str(each) for each in body.ids]})


@console.post("/categories", access=staff(WRITE, "common"), errors=[CategoryNotFound, CategoryTooDeep, NameTaken], status_code=201)
async def create_category(call: Call, body: CategoryIn) -> Created:
    """A new category."""
    made = await api.create_category(call.tx, body.name, body.parent_id, icon_key=body.icon_key, position=body.position)
    note(call, call.tx, "create", "category", made, {"name": body.name})
    return Created(id=str(made))


@console.put(
    "/categories/{category_id}",
    access=staff(WRITE, "common"),
    errors=[CategoryNotFound, CategoryCycle, CategoryTooDeep, NameTaken],
    status_code=204,
)
async def change_category(call: Call, category_id: CategoryId, body: CategoryIn) -> None:
    """Rename or move a category."""
    await api.change_category(call.tx, category_id, body.name, body.parent_id, icon_key=body.icon_key, position=body.position)
    note(call, call.tx, "change", "category", category_id, {"name": body.name})


@console.delete("/categories/{category_id}", access=staff(WRITE, "common"), errors=[CategoryNotFound, CategoryInUse], status_code=204)
async def remove_category(call: Call, category_id: CategoryId) -> None:
    """Remove an empty category."""
    await api.remove_category(call.tx, category_id)
    note(call, call.tx, "remove", "category", category_id)


@console.get("/categories/{category_id}/attributes", access=staff(READ, "common"))
async def category_attributes(call: Call, category_id: CategoryId) -> Listed[CategoryAttribute]:
    """What products of a category tell about themselves, what the categories above it ask included."""
    return Listed(items=list(await api.attributes_of(call.tx, category_id)))


@console.put("/categories/{category_id}/attributes", access=staff(WRITE, "common"), errors=[CategoryNotFound, NameTaken], status_code=204)
async def set_category_attributes(call: Call, category_id: CategoryId, body: AttributesIn) -> None:
    """Say which attributes the products of a category have."""
    await api.set_category_attributes(call.tx, category_id, body.items)
    note(call, call.tx, "set_attributes", "category", category_id, {"names": [each.name for each in body.items]})


@console.get("/brands", access=staff(READ, "common"))
async def brands(call: Call) -> Listed[BrandOut]:
    """All brands with the number of their products."""
    counts = (await api.product_counts(call.tx))["brands"]
    return Listed(
        items=[
            BrandOut(
                id=BrandId.of(row["id"]),
                name=row["name"],
                logo_key=row["logo_key"],
                story=row["story"],
                logo=Picture.of_optional(row["logo_key"], row["name"]),
                products=counts.get(row["id"], 0),
            )
            for row in await api.brands(call.tx)
        ]
    )


@console.delete("/brands/{brand_id}", access=staff(WRITE, "common"), errors=[BrandNotFound, BrandInUse], status_code=204)
async def remove_brand(call: Call, brand_id: BrandId) -> None:
    """Forget a brand without products."""
    await api.remove_brand(call.tx, brand_id)
    note(call, call.tx, "remove", "brand", brand_id)


@console.post("/brands", access=staff(WRITE, "common"), errors=[NameTaken], status_code=201)
async def create_brand(call: Call, body: BrandIn) -> Created:
    """A new brand."""
    made = await api.create_brand(call.tx, body.name, logo_key=body.logo_key, story=body.story)
    note(call, call.tx, "create", "brand", made, {"name": body.name})
    return Created(id=str(made))


@console.put("/brands/{brand_id}", access=staff(WRITE, "common"), errors=[BrandNotFound, NameTaken], status_code=204)
async def change_brand(call: Call, brand_id: BrandId, body: BrandIn) -> None:
    """Change a brand."""
    await api.change_brand(call.tx, brand_id, body.name, logo_key=body.logo_key, story=body.story)
    note(call, call.tx, "change", "brand", brand_id, {"name": body.name})


@console.get("/tags", access=staff(READ, "common"))
async def tags(call: Call) -> Listed[TagOut]:
    """All tags with the number of their products."""
    counts = (await api.product_counts(call.tx))["tags"]
    return Listed(
        items=[TagOut(id=each.id, name=each.name, products=counts.get(TagId.parse(each.id), 0)) for each in await api.tags(call.tx)]
    )


@console.post("/tags", access=staff(WRITE, "common"), errors=[NameTaken], status_code=201)
async def create_tag(call: Call, body: NameIn) -> Created:
    """A new tag."""
    made = await api.create_tag(call.tx, body.name)
    note(call, call.tx, "create", "tag", made, {"name": body.name})
    return Created(id=str(made))


@console.put("/tags/{tag_id}", access=staff(WRITE, "common"), errors=[TagNotFound, NameTaken], status_code=204)
async def change_tag(call: Call, tag_id: TagId, body: NameIn) -> None:
    """Another name for a tag."""
    await api.change_tag(call.tx, tag_id, body.name)
    note(call, call.tx, "change", "tag", tag_id, {"name": body.name})


@console.delete("/tags/{tag_id}", access=staff(WRITE, "common"), errors=[TagNotFound], status_code=204)
async def remove_tag(call: Call, tag_id: TagId) -> None:
    """Take a tag from all products and forget it."""
    products = await api.remove_tag(call.tx, tag_id)
    note(call, call.tx, "remove", "tag", tag_id, {"products": products})


@console.post("/collections/preview", access=staff(READ, "common"))
async def preview_collection(call: Call, body: RuleIn) -> CollectionPreview:
    """What a rule would show now: how many products on sale, and the first of them."""
    count, cards = await api.preview_rule(call.tx, body.rule, clock.now(), PREVIEWED)
    return CollectionPreview(total=count, items=[Card.model_validate_json(card) for card in cards])


@console.get("/collections", access=staff(READ, "common"))
async def collections(call: Call) -> Listed[CollectionOut]:
    """All collections with their rules."""
    return Listed(items=[CollectionOut(id=each.id, name=each.name, rule=each.rule) for each in await api.collections(call.tx)])


@console.post("/collections", access=staff(WRITE, "common"), errors=[NameTaken], status_code=201)
async def create_collection(call: Call, body: CollectionIn) -> Created:
    """A new collection."""
    made = await api.put_collection(call.tx, None, body.name, body.rule)
    note(call, call.tx, "create", "collection", made, {"name": body.name})
    return Created(id=str(made))


@console.put("/collections/{collection_id}", access=staff(WRITE, "common"), errors=[CollectionNotFound, NameTaken], status_code=204)
async def change_collection(call: Call, collection_id: CollectionId, body: CollectionIn) -> None:
    """Another name or rule."""
    await api.put_collection(call.tx, collection_id, body.name, body.rule)
    note(call, call.tx, "change", "collection", collection_id, {"name": body.name})


@console.delete("/collections/{collection_id}", access=staff(WRITE, "common"), errors=[CollectionNotFound], status_code=204)
async def remove_collection(call: Call, collection_id: CollectionId) -> None:
    """Forget a collection."""
    await api.remove_collection(call.tx, collection_id)
    note(call, call.tx, "remove", "collection", collection_id)
