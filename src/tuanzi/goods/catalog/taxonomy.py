"""Categories, their attributes, brands, tags and collections."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from tuanzi.goods.catalog import repository_taxonomy as repository
from tuanzi.goods.catalog.contracts import (
    CATEGORY_DEPTH_MAX,
    BrandId,
    CategoryAttribute,
    CategoryId,
    CollectionId,
    CollectionRule,
    TagId,
)
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
from tuanzi.goods.catalog.listing import refresh
from tuanzi.kernel import clock
from tuanzi.kernel.db import Tx


async def create_category(
    tx: Tx, name: str, parent_id: CategoryId | None = None, *, icon_key: str | None = None, position: int = 0
) -> CategoryId:
    """A new category. Raises ``CategoryNotFound``, ``CategoryTooDeep``, ``NameTaken``."""
    category_id = CategoryId.new()
    path = (*await _path_above(tx, parent_id), category_id)
    if len(path) > CATEGORY_DEPTH_MAX:
        raise CategoryTooDeep(depth_max=CATEGORY_DEPTH_MAX)
    if not await repository.insert_category(tx, category_id, parent_id, name, icon_key, position, path, clock.now()):
        raise NameTaken(name=name)
    return category_id


async def change_category(
    tx: Tx, category_id: CategoryId, name: str, parent_id: CategoryId | None, *, icon_key: str | None = None, position: int = 0
) -> None:
    """Rename or move a category with all below it.

    Raises ``CategoryNotFound``, ``CategoryCycle``, ``CategoryTooDeep``, ``NameTaken``.
    """
    await repository.lock_tree(tx)
    if await repository.category_path(tx, category_id) is None:
        raise CategoryNotFound(category_id=category_id)
    above = await _path_above(tx, parent_id)
    if category_id in above:
        raise CategoryCycle(category_id=category_id)
    if len(above) + await repository.subtree_depth(tx, category_id) > CATEGORY_DEPTH_MAX:
        raise CategoryTooDeep(depth_max=CATEGORY_DEPTH_MAX)
    try:
        async with tx.savepoint():
            await repository.update_category(tx, category_id, parent_id, name, icon_key, position, (*above, category_id))
    except asyncpg.UniqueViolationError as error:
        raise NameTaken(name=name) from error
    await refresh(tx, await repository.products_under(tx, category_id))


async def order_categories(tx: Tx, parent_id: CategoryId | None, ordered: Sequence[CategoryId]) -> None:
    """Show the children of a category (None: the roots) in this order. Raises ``BadOrder`` unless each is named once."""
    await repository.lock_tree(tx)
    present = await repository.children_of(tx, parent_id)
    if sorted(present) != sorted(ordered):
        raise BadOrder(count=len(present))
    await repository.set_positions(tx, ordered)


async def remove_category(tx: Tx, category_id: CategoryId) -> None:
    """Remove an empty category. Raises ``CategoryInUse`` and ``CategoryNotFound``."""
    try:
        async with tx.savepoint():
            if not await repository.delete_category(tx, category_id):
                raise CategoryNotFound(category_id=category_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise CategoryInUse(category_id=category_id) from error


async def set_category_attributes(tx: Tx, category_id: CategoryId, attributes: Sequence[CategoryAttribute]) -> None:
    """Say which attributes the products of a category have. Raises ``CategoryNotFound`` and ``NameTaken``."""
    if await repository.category_path(tx, category_id) is None:
        raise CategoryNotFound(category_id=category_id)
    names = [attribute.name for attribute in attributes]
    for name in names:
        if names.count(name) > 1:
            raise NameTaken(name=name)
    await repository.set_attributes(tx, category_id, attributes)


async def create_brand(tx: Tx, name: str, *, logo_key: str | None = None, story: str | None = None) -> BrandId:
    """A new brand. Raises ``NameTaken``."""
    brand_id = BrandId.new()
    if not await repository.insert_brand(tx, brand_id, name, logo_key, story, clock.now()):
        raise NameTaken(name=name)
    return brand_id


async def change_brand(tx: Tx, brand_id: BrandId, name: str, *, logo_key: str | None = None, story: str | None = None) -> None:
    """Change a brand and what pages say of it. Raises ``BrandNotFound`` and ``NameTaken``."""
    try:
        async with tx.savepoint():
            if not await repository.update_brand(tx, brand_id, name, logo_key, story):
                raise BrandNotFound(brand_id=brand_id)
    except asyncpg.UniqueViolationError as error:
        raise NameTaken(name=name) from error
    await refresh(tx, await repository.products_of_brand(tx, brand_id))


async def remove_brand(tx: Tx, brand_id: BrandId) -> None:
    """Forget a brand that no product has. Raises ``BrandInUse`` and ``BrandNotFound``."""
    try:
        async with tx.savepoint():
            if not await repository.delete_brand(tx, brand_id):
                raise BrandNotFound(brand_id=brand_id)
    except asyncpg.ForeignKeyViolationError as error:
        raise BrandInUse(brand_id=brand_id) from error


async def change_tag(tx: Tx, tag_id: TagId, name: str) -> None:
    """Another name for a tag. Raises ``TagNotFound`` and ``NameTaken``."""
    try:
        async with tx.savepoint():
            if not await repository.update_tag(tx, tag_id, name):
                raise TagNotFound(tag_id=tag_id)
    except asyncpg.UniqueViolationError as error:
        raise NameTaken(name=name) from error


async def remove_tag(tx: Tx, tag_id: TagId) -> int:
    """Take a tag from all products and forget it; how many had it. Raises ``TagNotFound``."""
    if not await repository.delete_tag(tx, tag_id):
        raise TagNotFound(tag_id=tag_id)
    bearers = await repository.untag(tx, tag_id)
    await refresh(tx, bearers)
    return len(bearers)


async def create_tag(tx: Tx, name: str) -> TagId:
    """A new tag. Raises ``NameTaken``."""
    tag_id = TagId.new()
    if not await repository.insert_tag(tx, tag_id, name, clock.now()):
        raise NameTaken(name=name)
    return tag_id


async def put_collection(tx: Tx, collection_id: CollectionId | None, name: str, rule: CollectionRule) -> CollectionId:
    """A new collection (id None) or another rule for one that exists. Raises ``CollectionNotFound`` and ``NameTaken``."""
    if collection_id and await repository.collection(tx, collection_id) is None:
        raise CollectionNotFound
    chosen = collection_id or CollectionId.new()
    try:
        async with tx.savepoint():
            await repository.put_collection(tx, chosen, name, rule, clock.now())
    except asyncpg.UniqueViolationError as error:
        raise NameTaken(name=name) from error
    return chosen


async def remove_collection(tx: Tx, collection_id: CollectionId) -> None:
    """Forget a collection. Raises ``CollectionNotFound``."""
    if not await repository.delete_collection(tx, collection_id):
        raise CollectionNotFound


async def _path_above(tx: Tx, parent_id: CategoryId | None) -> tuple[CategoryId, ...]:
    if parent_id is None:
        return ()
    path = await repository.category_path(tx, parent_id)
    if path is None:
        raise CategoryNotFound(category_id=parent_id)
    return path
