from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.adapters import clock
from edge.adapters.clock import BUILT_AT, SteppedClock, WallClock, kernel_is_synchronised

AT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def test_a_machine_whose_host_keeps_the_time_is_trusted() -> None:
    now = WallClock(None, is_always_trusted=True).now()
    assert now.is_trusted
    assert abs(now.wall_at - datetime.now(UTC)) < timedelta(seconds=5)
    assert now.wall_at.utcoffset() == timedelta()


@pytest.mark.parametrize("is_synchronised", [True, False])
def test_without_a_host_the_kernel_is_believed(monkeypatch: pytest.MonkeyPatch, is_synchronised: bool) -> None:
    monkeypatch.setattr(clock, "kernel_is_synchronised", lambda: is_synchronised)
    assert WallClock(None, is_always_trusted=False).now().is_trusted is is_synchronised


def test_a_clock_below_the_latest_trusted_time_is_not_trusted_whatever_it_says() -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert not WallClock(tomorrow, is_always_trusted=True).now().is_trusted


def test_an_old_trusted_time_does_not_lower_the_floor_below_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "BUILT_AT", datetime.now(UTC) + timedelta(days=1))
    assert datetime.now(UTC) > BUILT_AT
    assert not WallClock(datetime(1970, 1, 1, tzinfo=UTC), is_always_trusted=True).now().is_trusted


def test_the_monotonic_clock_counts_on_within_one_boot() -> None:
    wall = WallClock(None, is_always_trusted=True)
    first, second = wall.now(), WallClock(None, is_always_trusted=True).now()
    assert first.boot_id == second.boot_id
    assert len(first.boot_id) == 16
    assert 0 < first.monotonic_ms <= second.monotonic_ms


def test_the_kernel_is_asked_and_answers() -> None:
    assert kernel_is_synchronised() in {True, False}


@asynccontextmanager
async def simulator(
    path: Path, play: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
) -> AsyncIterator[None]:
    server = await asyncio.start_unix_server(play, str(path))
    try:
        yield
    finally:
        server.close()


def step(at: datetime) -> bytes:
    return json.dumps({"now": at.isoformat()}).encode() + b"\n"


def test_the_simulators_clock_stands_still_between_steps_and_answers_when_all_that_is_due_is_done(
    tmp_path: Path,
) -> None:
    told: list[object] = []

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for minutes in (0, 5):
            writer.write(step(AT + timedelta(minutes=minutes)))
            told.append(json.loads(await reader.readline()))
        writer.close()

    async def follow() -> None:
        async with simulator(tmp_path / "clock", play):
            stepped = await SteppedClock.follow(str(tmp_path / "clock"), "hub")
            first = stepped.now()
            assert (first.wall_at, first.is_trusted, first.monotonic_ms) == (AT, True, 0)
            with pytest.raises(ConnectionError, match="the simulator hung up"):
                await stepped.run(lambda: told.append("all that is due"))
            assert (stepped.now().wall_at, stepped.now().monotonic_ms) == (AT + timedelta(minutes=5), 300_000)
            assert stepped.now().boot_id == first.boot_id

    asyncio.run(follow())
    assert told == [
        {"at": AT.isoformat(), "who": "hub"},
        "all that is due",
        {"at": (AT + timedelta(minutes=5)).isoformat(), "who": "hub"},
    ]


@pytest.mark.parametrize("said", [b"", b'{"now": "2026-'])
def test_a_simulator_that_hangs_up_at_once_gives_no_time(tmp_path: Path, said: bytes) -> None:
    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    async def follow() -> None:
        async with simulator(tmp_path / "clock", play):
            with pytest.raises(ConnectionError, match="the simulator hung up"):
                await SteppedClock.follow(str(tmp_path / "clock"), "hub")

    asyncio.run(follow())
