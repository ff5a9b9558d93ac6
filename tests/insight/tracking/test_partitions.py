from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.factories.insight import page_view, sender
from tuanzi.insight.tracking import api, repository
from tuanzi.insight.tracking.contracts import MONTHS_KEPT
from tuanzi.kernel import calendar, clock
from tuanzi.kernel.db import Tx

Shift = Callable[[timedelta], None]


def _name(moment: datetime) -> str:
    return repository.partition_name(calendar.month_of(moment)[0])


async def _where(tx: Tx) -> list[str]:
    return [row["place"] for row in await tx.fetch("SELECT tableoid::regclass::text AS place FROM tracking_event ORDER BY occurred_at")]


async def test_an_event_goes_to_its_month(tx: Tx) -> None:
    await api.prepare_partitions(tx)
    await api.accept(tx, [page_view()], sender())
    assert await _where(tx) == [_name(clock.now())]


async def test_coming_months_are_made_ahead_and_only_once(tx: Tx, shift_clock: Shift) -> None:
    await api.prepare_partitions(tx)
    assert await api.prepare_partitions(tx) == []
    shift_clock(timedelta(days=62))
    made = await api.prepare_partitions(tx)
    following = calendar.month_of(clock.now())[1]
    assert _name(calendar.month_of(following)[1]) in made


async def test_events_of_an_unprepared_month_wait_and_are_moved(tx: Tx, shift_clock: Shift) -> None:
    shift_clock(timedelta(days=400))
    await api.accept(tx, [page_view(), page_view()], sender())
    assert await _where(tx) == ["tracking_event_default"] * 2
    assert _name(clock.now()) in await api.prepare_partitions(tx)
    assert await _where(tx) == [_name(clock.now())] * 2
    await api.accept(tx, [page_view()], sender())
    assert await tx.fetchval("SELECT count(*) FROM tracking_event_default") == 0


async def test_a_late_event_of_an_older_month_keeps_its_time(tx: Tx) -> None:
    await api.prepare_partitions(tx)
    first = datetime(2026, 1, 15, tzinfo=UTC)
    late = page_view()
    await tx.execute(
        "INSERT INTO tracking_event (id, occurred_at, received_at, name, version, source, is_robot, properties) "
        "VALUES ($1::uuid, $2, $3, 'page_viewed', 1, 'client', false, '{}')",
        late.id,
        first,
        clock.now(),
    )
    assert await _where(tx) == ["tracking_event_default"]
    assert "tracking_event_2026_01" in await api.prepare_partitions(tx)
    assert await _where(tx) == ["tracking_event_2026_01"]


async def test_months_past_keeping_are_forgotten(tx: Tx, shift_clock: Shift) -> None:
    await api.prepare_partitions(tx)
    old = _name(clock.now())
    shift_clock(timedelta(days=31 * (MONTHS_KEPT + 2)))
    await api.prepare_partitions(tx)
    assert old in await api.forget_partitions(tx)
    assert old not in await repository.partitions(tx)
