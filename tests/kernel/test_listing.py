"""A list read piece by piece in any order shows every row once, however equal the rows are."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuanzi.kernel.db import Tx
from tuanzi.kernel.http.page import BadCursor, whole
from tuanzi.kernel.listing import BadSort, By, Listed, Sorting, count_up_to

SORTING = Sorting("-size", id_kind=UUID, size=By("size", whole), name=By("name", str))


@pytest.fixture
async def rows(tx: Tx) -> Tx:
    await tx.execute("CREATE TEMP TABLE thing (id uuid PRIMARY KEY, size bigint NOT NULL, name text NOT NULL) ON COMMIT DROP")
    return tx


async def _all(tx: Tx, sort: str | None, step: int) -> list[UUID]:
    seen: list[UUID] = []
    cursor = None
    while True:
        place = SORTING.place(sort, cursor)
        sql = f"SELECT id, {place.by.sql} AS value FROM thing WHERE {place.beyond('id', 1)} ORDER BY {place.order('id')} LIMIT {step}"
        found = await tx.fetch(sql, *place.key)
        seen += [row["id"] for row in found]
        if len(found) < step:
            return seen
        cursor = place.following(found[-1]["value"], found[-1]["id"])


@given(
    sizes=st.lists(st.tuples(st.integers(-3, 3), st.sampled_from(["", "a", "团", "b'"])), max_size=12),
    sort=st.sampled_from([None, *SORTING.names]),
    step=st.integers(1, 5),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_row_comes_once_and_in_order(rows: Tx, sizes: list[tuple[int, str]], sort: str | None, step: int) -> None:
    await rows.execute("DELETE FROM thing")
    things = [(UUID(int=number), size, name) for number, (size, name) in enumerate(sizes)]
    await rows.executemany("INSERT INTO thing VALUES ($1, $2, $3)", things)
    place = SORTING.place(sort, None)
    expected = [row["id"] for row in await rows.fetch(f"SELECT id FROM thing ORDER BY {place.order('id')}")]
    assert await _all(rows, sort, step) == expected


def test_an_order_nobody_offers_is_refused() -> None:
    for wrong in ("weight", "--size", "size; DROP TABLE thing", "size DESC"):
        with pytest.raises(BadSort):
            SORTING.place(wrong, None)


def test_a_cursor_belongs_to_its_order() -> None:
    cursor = SORTING.place("-size", None).following(3, UUID(int=1))
    assert SORTING.place(None, cursor).key == (3, UUID(int=1))
    for other in ("size", "name"):
        with pytest.raises(BadCursor):
            SORTING.place(other, cursor)


async def test_counting_stops_where_it_no_longer_tells_anything(rows: Tx) -> None:
    await rows.executemany("INSERT INTO thing VALUES ($1, 0, '')", [(UUID(int=number),) for number in range(5)])
    assert await count_up_to(rows, "SELECT 1 FROM thing WHERE size = $1", 0) == 5
    assert await count_up_to(rows, "SELECT 1 FROM thing", most=3) == 4
    assert Listed.of(["a"], None, 10_001).model_dump() == {"items": ["a"], "next": None, "total": 10_000, "is_more": True}
