"""SQL of categories, brands, tags, attributes and collections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import asyncpg

from tuanzi.goods.catalog.contracts import (
    CATEGORY_COUNT_MAX,
    BrandId,
    Category,
    CategoryAttribute,
    CategoryId,
    Collection,
    CollectionId,
    CollectionRule,
    Named,
    ProductId,
    TagId,
)
from tuanzi.kernel import codec
from tuanzi.kernel.db import Tx


async def category_path(tx: Tx, category_id: CategoryId) -> tuple[CategoryId, ...] | None:
    """From the root to the category; None if there is none."""
    path = await tx.fetchval("SELECT path FROM catalog_category WHERE id = $1", category_id)
    return tuple(CategoryId.of(each) for each in path) if path else None


async def insert_category(
    tx: Tx,
    category_id: CategoryId,
    parent_id: CategoryId | None,
    name: str,
    icon_key: str | None,
    position: int,
    path: Iterable[CategoryId],
    now: datetime,
) -> bool:
    """A new node; False if the parent has a child of this name."""
    return bool(
        await tx.execute(
            """INSERT INTO catalog_category (id, parent_id, name, icon_key, position, path, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (parent_id, name) DO NOTHING""",
            category_id,
            parent_id,
            name,
            icon_key,
            position,
            list(path),
            now,
        )
    )


async def lock_tree(tx: Tx) -> None:
    """Moves of categories go one after another, so that two of them together make no cycle."""
    await tx.execute("LOCK TABLE catalog_category IN SHARE ROW EXCLUSIVE MODE")


async def subtree_depth(tx: Tx, category_id: CategoryId) -> int:
    """How many levels the category and its descendants make."""
    deepest = await tx.fetchval(
        """SELECT max(cardinality(path)) - (SELECT cardinality(path) FROM catalog_category WHERE id = $1) + 1
           FROM catalog_category WHERE path @> ARRAY[$1::uuid]""",
        category_id,
    )
    return int(deepest or 1)


async def update_category(
    tx: Tx,
    category_id: CategoryId,
    parent_id: CategoryId | None,
    name: str,
    icon_key: str | None,
    position: int,
    path: Iterable[CategoryId],
) -> bool:
    """Change a node and carry its descendants along. Raises the driver's UniqueViolationError for a name taken there."""
    touched = await tx.execute(
        "UPDATE catalog_category SET parent_id = $2, name = $3, icon_key = $4, position = $5 WHERE id = $1",
        category_id,
        parent_id,
        name,
        icon_key,
        position,
    )
    await tx.execute(
        """UPDATE catalog_category SET path = $2::uuid[] || path[array_position(path, $1) + 1:] WHERE path @> ARRAY[$1::uuid]""",
        category_id,
        list(path),
    )
    return bool(touched)


async def delete_category(tx: Tx, category_id: CategoryId) -> bool:
    """Remove a leaf. Raises the driver's ForeignKeyViolationError if something stands under it."""
    return bool(await tx.execute("DELETE FROM catalog_category WHERE id = $1", category_id))


async def category_tree(tx: Tx) -> tuple[Category, ...]:
    """The whole tree, children in their order."""
    rows = await tx.fetch(
        f"SELECT id, parent_id, name, icon_key FROM catalog_category ORDER BY position, created_at, id LIMIT {CATEGORY_COUNT_MAX}"
    )
    children: dict[Any, list[asyncpg.Record]] = {}
    for row in rows:
        children.setdefault(row["parent_id"], []).append(row)

    def grow(parent: Any) -> tuple[Category, ...]:
        return tuple(Category(CategoryId.of(row["id"]), row["name"], row["icon_key"], grow(row["id"])) for row in children.get(parent, ()))

    return grow(None)


async def categories_by_name(tx: Tx) -> dict[tuple[str, ...], CategoryId]:
    """Every category by its names from the root."""
    found: dict[tuple[str, ...], CategoryId] = {}

    def walk(nodes: tuple[Category, ...], above: tuple[str, ...]) -> None:
        for node in nodes:
            found[(*above, node.name)] = node.id
            walk(node.children, (*above, node.name))

    walk(await category_tree(tx), ())
    return found


async def products_under(tx: Tx, category_id: CategoryId) -> list[ProductId]:
    """Products whose category is this one or below it."""
    rows = await tx.fetch(
        """SELECT p.id FROM catalog_product p JOIN catalog_category c ON c.id = p.category_id
           WHERE c.path @> ARRAY[$1::uuid] ORDER BY p.id""",
        category_id,
    )
    return [ProductId.of(row["id"]) for row in rows]


async def children_of(tx: Tx, parent_id: CategoryId | None) -> list[CategoryId]:
    """The direct children of a category, or the roots."""
    rows = await tx.fetch("SELECT id FROM catalog_category WHERE parent_id IS NOT DISTINCT FROM $1", parent_id)
    return [CategoryId.of(row["id"]) for row in rows]


async def set_positions(tx: Tx, ordered: Iterable[CategoryId]) -> None:
    """Show these one after another."""
    await tx.execute(
        """UPDATE catalog_category c SET position = n.position FROM unnest($1::uuid[]) WITH ORDINALITY AS n(id, position)
           WHERE c.id = n.id""",
        list(ordered),
    )


async def set_attributes(tx: Tx, category_id: CategoryId, attributes: Iterable[CategoryAttribute]) -> None:
    """Replace the attributes of a category."""
    await tx.execute("DELETE FROM catalog_category_attribute WHERE category_id = $1", category_id)
    await tx.executemany(
        'INSERT INTO catalog_category_attribute (category_id, name, "values", is_filter, position) VALUES ($1, $2, $3, $4, $5)',
        [
            (category_id, attribute.name, list(attribute.values), attribute.is_filter, position)
            for position, attribute in enumerate(attributes)
        ],
    )


async def attributes_of(tx: Tx, category_id: CategoryId) -> tuple[CategoryAttribute, ...]:
    """The attributes of a category and of those above it, the general ones first."""
    rows = await tx.fetch(
        """SELECT a.name, a."values", a.is_filter FROM catalog_category c
           JOIN catalog_category_attribute a ON a.category_id = ANY(c.path)
           WHERE c.id = $1 ORDER BY array_position(c.path, a.category_id), a.position""",
        category_id,
    )
    return tuple(CategoryAttribute(row["name"], tuple(row["values"]), row["is_filter"]) for row in rows)


async def insert_brand(tx: Tx, brand_id: BrandId, name: str, logo_key: str | None, story: str | None, now: datetime) -> bool:
    """A new brand; False if the name is taken."""
    return bool(
        await tx.execute(
            "INSERT INTO catalog_brand (id, name, logo_key, story, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING",
            brand_id,
            name,
            logo_key,
            story,
            now,
        )
    )


async def update_brand(tx: Tx, brand_id: BrandId, name: str, logo_key: str | None, story: str | None) -> bool:
    """Change a brand. Raises the driver's UniqueViolationError for a name that is taken."""
    return bool(
        await tx.execute("UPDATE catalog_brand SET name = $2, logo_key = $3, story = $4 WHERE id = $1", brand_id, name, logo_key, story)
    )


async def brands(tx: Tx) -> list[Mapping[str, Any]]:
    """All brands by name."""
    return list(await tx.fetch("SELECT id, name, logo_key, story FROM catalog_brand ORDER BY name LIMIT 5000"))


async def products_of_brand(tx: Tx, brand_id: BrandId) -> list[ProductId]:
    """Products of a brand."""
    return [ProductId.of(row["id"]) for row in await tx.fetch("SELECT id FROM catalog_product WHERE brand_id = $1 ORDER BY id", brand_id)]


async def insert_tag(tx: Tx, tag_id: TagId, name: str, now: datetime) -> bool:
    """A new tag; False if the name is taken."""
    return bool(
        await tx.execute(
            "INSERT INTO catalog_tag (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING", tag_id, name, now
        )
    )


async def delete_brand(tx: Tx, brand_id: BrandId) -> bool:
    """Forget a brand. Raises the driver's ForeignKeyViolationError if products have it."""
    return bool(await tx.execute("DELETE FROM catalog_brand WHERE id = $1", brand_id))


async def update_tag(tx: Tx, tag_id: TagId, name: str) -> bool:
    """Rename a tag. Raises the driver's UniqueViolationError for a name that is taken."""
    return bool(await tx.execute("UPDATE catalog_tag SET name = $2 WHERE id = $1", tag_id, name))


async def delete_tag(tx: Tx, tag_id: TagId) -> bool:
    """Forget a tag; products still name it until ``untag``."""
    return bool(await tx.execute("DELETE FROM catalog_tag WHERE id = $1", tag_id))


async def untag(tx: Tx, tag_id: TagId) -> list[ProductId]:
    """Take a tag from all products; those that had it."""
    rows = await tx.fetch(
        "UPDATE catalog_product SET tag_ids = array_remove(tag_ids, $1), version = version + 1 WHERE tag_ids @> ARRAY[$1::uuid] RETURNING id",
        tag_id,
    )
    return [ProductId.of(row["id"]) for row in rows]


async def product_counts(tx: Tx) -> dict[str, dict[Any, int]]:
    """How many products stand in each category (with those below it), under each brand and each tag."""
    questions = {
        "categories": "SELECT unnest(category_path) AS id, count(*) FROM catalog_overview GROUP BY 1",
        "brands": "SELECT brand_id AS id, count(*) FROM catalog_overview WHERE brand_id IS NOT NULL GROUP BY 1",
        "tags": "SELECT unnest(tag_ids) AS id, count(*) FROM catalog_overview GROUP BY 1",
    }
    return {name: {row["id"]: row["count"] for row in await tx.fetch(question)} for name, question in questions.items()}


async def tags(tx: Tx) -> list[Named]:
    """All tags by name."""
    return [
        Named(str(TagId.of(row["id"])), row["name"]) for row in await tx.fetch("SELECT id, name FROM catalog_tag ORDER BY name LIMIT 5000")
    ]


async def known_tags(tx: Tx, tag_ids: Iterable[TagId]) -> set[TagId]:
    """Which of these tags exist."""
    return {TagId.of(row["id"]) for row in await tx.fetch("SELECT id FROM catalog_tag WHERE id = ANY($1::uuid[])", list(tag_ids))}


async def has_brand(tx: Tx, brand_id: BrandId) -> bool:
    """Whether the brand exists."""
    return bool(await tx.fetchval("SELECT EXISTS (SELECT FROM catalog_brand WHERE id = $1)", brand_id))


async def put_collection(tx: Tx, collection_id: CollectionId, name: str, rule: CollectionRule, now: datetime) -> None:
    """A collection, new or changed. Raises the driver's UniqueViolationError for a name that is taken."""
    await tx.execute(
        """INSERT INTO catalog_collection (id, name, rule, created_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, rule = excluded.rule""",
        collection_id,
        name,
        codec.dump(CollectionRule, rule),
        now,
    )


async def collection(tx: Tx, collection_id: CollectionId) -> Collection | None:
    """A collection with its rule."""
    row = await tx.fetchrow("SELECT name, rule FROM catalog_collection WHERE id = $1", collection_id)
    return Collection(collection_id, row["name"], codec.load(CollectionRule, row["rule"])) if row else None


async def collections(tx: Tx) -> list[Collection]:
    """All collections by name."""
    rows = await tx.fetch("SELECT id, name, rule FROM catalog_collection ORDER BY name LIMIT 1000")
    return [Collection(CollectionId.of(row["id"]), row["name"], codec.load(CollectionRule, row["rule"])) for row in rows]


async def delete_collection(tx: Tx, collection_id: CollectionId) -> bool:
    """Forget a collection; its products do not know of it."""
    return bool(await tx.execute("DELETE FROM catalog_collection WHERE id = $1", collection_id))
