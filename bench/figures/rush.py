"""Two hundred buyers of one hundred pieces, all at the same moment, through the whole API."""

from __future__ import annotations

from dataclasses import asdict

from bench.bench import Bench
from bench.data import PIECES_OF_RUSH, buyers, rush_item
from bench.measure import Figure, Sample

BUYERS = 200
SOLD_OUT = "409 inventory.sold_out"


async def run(bench: Bench) -> list[Figure]:
    """Sells exactly what there is, nobody sees a failure, the rest hear that it is sold out."""
    figure = Figure("rush", f"{BUYERS} buyers for {PIECES_OF_RUSH} pieces: time to the last answer", "s", 5, 1)
    people = await buyers(bench.db, BUYERS)
    for _ in range(bench.repetitions):
        item = await rush_item(bench.db)
        await bench.settle()
        work = {"what": "rush", "sku_id": item.sku_ids[0], "buyers": [asdict(buyer) for buyer in people]}
        said = await bench.drive("bench.shopping", work)
        figure.ours.append(Sample(said["seconds"], BUYERS / said["seconds"], said["p50_ms"], said["p99_ms"]))
        expected = {"201": PIECES_OF_RUSH, SOLD_OUT: BUYERS - PIECES_OF_RUSH}
        if said["told"] != expected:
            figure.faults.append(f"buyers were told {said['told']}")
        reserved = await bench.db.reader.fetchval(
            "SELECT reserved FROM inventory_level WHERE sku_id = $1 AND on_hand = $2", _uuid(item.sku_ids[0]), PIECES_OF_RUSH
        )
        if reserved != PIECES_OF_RUSH:
            figure.faults.append(f"{reserved} of {PIECES_OF_RUSH} pieces are reserved")
    figure.note = "checked: exactly 100 sold, no 5xx, everybody else 409 inventory.sold_out; peers sold 107 to 200 or answered 500"
    return [figure]


def _uuid(wire: str) -> object:
    from tuanzi.goods.catalog.contracts import SkuId

    return SkuId.parse(wire)
