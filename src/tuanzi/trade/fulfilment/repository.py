"""The SQL of fulfilment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import segno

from tuanzi.goods.inventory.contracts import LocationId
from tuanzi.kernel import codec, crypto
from tuanzi.kernel.db import Tx
from tuanzi.trade.fulfilment.contracts import (
    PARCEL_EVENTS_MAX,
    TEMPLATES_MAX,
    FreightRule,
    FreightTemplate,
    Parcel,
    ParcelEvent,
    ParcelId,
    Pickup,
)
from tuanzi.trade.fulfilment.models import CODE
from tuanzi.trade.orders.contracts import OrderId

QR_PREFIX = "TZ-PICKUP:"
RULES = tuple[FreightRule, ...]


def _template(row: asyncpg.Record) -> FreightTemplate:
    return FreightTemplate(row["code"], row["name"], row["charge_by"], codec.load(RULES, row["rules"]), tuple(row["excluded"]))


async def templates(tx: Tx) -> dict[str, FreightTemplate]:
    """All freight templates by code."""
    rows = await tx.fetch("SELECT * FROM fulfilment_template ORDER BY code LIMIT $1", TEMPLATES_MAX)
    return {row["code"]: _template(row) for row in rows}


async def save_template(tx: Tx, template: FreightTemplate, at: datetime) -> None:
    """Write a template, new or changed."""
    await tx.execute(
        """INSERT INTO fulfilment_template (code, name, charge_by, rules, excluded, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, charge_by = EXCLUDED.charge_by, rules = EXCLUDED.rules,
             excluded = EXCLUDED.excluded, updated_at = EXCLUDED.updated_at""",
        template.code,
        template.name,
        template.charge_by,
        codec.dump(RULES, template.rules),
        list(template.excluded),
        at,
    )


async def delete_template(tx: Tx, code: str) -> bool:
    """False if there is none."""
    return bool(await tx.execute("DELETE FROM fulfilment_template WHERE code = $1", code))


async def add_parcel(tx: Tx, parcel_id: ParcelId, order_id: OrderId, carrier: str, waybill: str, at: datetime) -> bool:
    """False if this waybill is taken."""
    return bool(
        await tx.execute(
            "INSERT INTO fulfilment_parcel (id, order_id, carrier, waybill, shipped_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            parcel_id,
            order_id,
            carrier,
            waybill,
            at,
        )
    )


async def add_event(tx: Tx, parcel_id: ParcelId, text: str, at: datetime) -> OrderId | None:
    """Note where a parcel was seen; the order it belongs to, or None if there is no such parcel or it is full."""
    order_id = await lock_parcel(tx, parcel_id)
    if order_id is None:
        return None
    noted = await tx.execute(
        """INSERT INTO fulfilment_event (parcel_id, at, text)
           SELECT $1, $2, $3 WHERE (SELECT count(*) FROM fulfilment_event WHERE parcel_id = $1) < $4""",
        parcel_id,
        at,
        text,
        PARCEL_EVENTS_MAX,
    )
    return order_id if noted else None


async def lock_parcel(tx: Tx, parcel_id: ParcelId) -> OrderId | None:
    """One note on a parcel at a time, so that their limit holds; the order it belongs to, None if there is no such parcel."""
    found = await tx.fetchval("SELECT order_id FROM fulfilment_parcel WHERE id = $1 FOR UPDATE", parcel_id)
    return OrderId.of(found) if found else None


async def order_of_parcel(tx: Tx, parcel_id: ParcelId) -> OrderId | None:
    """The order a parcel belongs to; None if there is no such parcel."""
    found = await tx.fetchval("SELECT order_id FROM fulfilment_parcel WHERE id = $1", parcel_id)
    return OrderId.of(found) if found else None


async def parcels_of(tx: Tx, order_ids: Iterable[OrderId]) -> dict[OrderId, list[Parcel]]:
    """The parcels of orders that the caller has obtained, events newest first."""
    rows = await tx.fetch(
        """SELECT p.*, (SELECT jsonb_agg(jsonb_build_array(e.at, e.text) ORDER BY e.at DESC, e.id DESC)
                        FROM fulfilment_event e WHERE e.parcel_id = p.id) AS events
           FROM fulfilment_parcel p WHERE order_id = ANY($1) ORDER BY shipped_at, id""",
        list(order_ids),
    )
    found: dict[OrderId, list[Parcel]] = {}
    for row in rows:
        order_id = OrderId.of(row["order_id"])
        events = tuple(ParcelEvent(datetime.fromisoformat(at), text) for at, text in row["events"] or ())
        found.setdefault(order_id, []).append(
            Parcel(ParcelId.of(row["id"]), order_id, row["carrier"], row["waybill"], row["shipped_at"], events)
        )
    return found


async def set_waybill(tx: Tx, parcel_id: ParcelId, carrier: str, waybill: str) -> tuple[str, str]:
    """Another carrier and waybill for a parcel; what they were. Call under ``lock_parcel``."""
    row = await tx.fetchrow("SELECT carrier, waybill FROM fulfilment_parcel WHERE id = $1", parcel_id)
    assert row is not None, "the caller has locked it"
    await tx.execute("UPDATE fulfilment_parcel SET carrier = $2, waybill = $3 WHERE id = $1", parcel_id, carrier, waybill)
    return row["carrier"], row["waybill"]


async def find_by_waybill(tx: Tx, waybill: str, limit: int) -> list[OrderId]:
    """Orders with a parcel whose waybill begins so."""
    pattern = waybill.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = await tx.fetch("SELECT DISTINCT order_id FROM fulfilment_parcel WHERE waybill LIKE $1 LIMIT $2", pattern, limit)
    return [OrderId.of(row["order_id"]) for row in rows]


async def parcel_by_waybill(tx: Tx, carrier: str, waybill: str) -> OrderId | None:
    """The order that travels under this waybill."""
    found = await tx.fetchval("SELECT order_id FROM fulfilment_parcel WHERE carrier = $1 AND waybill = $2", carrier, waybill)
    return OrderId.of(found) if found else None


async def taken_waybills(tx: Tx, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], OrderId]:
    """Of these carriers and waybills, those that are in use, and by which order."""
    rows = await tx.fetch(
        """SELECT p.carrier, p.waybill, p.order_id FROM unnest($1::text[], $2::text[]) AS asked(carrier, waybill)
           JOIN fulfilment_parcel p ON p.carrier = asked.carrier AND p.waybill = asked.waybill""",
        [carrier for carrier, _ in pairs],
        [waybill for _, waybill in pairs],
    )
    return {(row["carrier"], row["waybill"]): OrderId.of(row["order_id"]) for row in rows}


async def open_pickup(tx: Tx, order_id: OrderId, location_id: Any, code: str, at: datetime) -> bool:
    """False if an open pickup has this code, or the order has a pickup already."""
    return bool(
        await tx.execute(
            """INSERT INTO fulfilment_pickup (order_id, location_id, code_index, code_sealed, opened_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT DO NOTHING""",
            order_id,
            location_id,
            crypto.blind_index(code, CODE),
            crypto.seal(code, CODE),
            at,
        )
    )


async def close_pickup(tx: Tx, code: str, at: datetime, places: Sequence[UUID] | None) -> OrderId | None:
    """Use a code up at one of these places (None: anywhere); the order it opens. One conditional update: a code works once."""
    found = await tx.fetchval(
        """UPDATE fulfilment_pickup SET is_open = false, closed_at = $2
           WHERE code_index = $1 AND is_open AND ($3::uuid[] IS NULL OR location_id = ANY($3)) RETURNING order_id""",
        crypto.blind_index(code, CODE),
        at,
        places,
    )
    return OrderId.of(found) if found else None


async def void_pickup(tx: Tx, order_id: OrderId, at: datetime) -> None:
    """The order ended without pickup: its code opens nothing any more."""
    await tx.execute("UPDATE fulfilment_pickup SET is_open = false, closed_at = $2 WHERE order_id = $1 AND is_open", order_id, at)


async def pickup_of(tx: Tx, order_id: OrderId) -> Pickup | None:
    """What the shopper shows at the outlet, while it is open. The caller has obtained the order before."""
    row = await tx.fetchrow("SELECT order_id, location_id, code_sealed FROM fulfilment_pickup WHERE order_id = $1 AND is_open", order_id)
    if row is None:
        return None
    code = crypto.open_(row["code_sealed"], CODE)
    picture = segno.make(QR_PREFIX + code, error="m", micro=False).svg_inline(scale=6, border=2)
    return Pickup(OrderId.of(row["order_id"]), LocationId.of(row["location_id"]) if row["location_id"] else None, code, picture)


async def lock_actor(tx: Tx, actor_id: UUID) -> None:
    """One code at a time for one person, so that guessing in parallel counts like guessing in a row."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('pickup:' || $1::text, 0))", str(actor_id))


async def count_wrong(tx: Tx, actor_id: UUID, since: datetime) -> int:
    """Wrong codes of one person since then."""
    count: int = await tx.fetchval("SELECT count(*) FROM fulfilment_wrong_code WHERE actor_id = $1 AND at > $2", actor_id, since)
    return count


async def note_wrong(tx: Tx, actor_id: UUID, at: datetime) -> None:
    """Somebody typed a code that opens nothing. What is older than a day is forgotten on the way."""
    await tx.execute(
        """WITH old AS (DELETE FROM fulfilment_wrong_code WHERE actor_id = $1 AND at < $2::timestamptz - interval '1 day')
           INSERT INTO fulfilment_wrong_code (actor_id, at) VALUES ($1, $2)""",
        actor_id,
        at,
    )
