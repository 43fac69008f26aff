"""The hub's clocks: the machine's own, and in the demo the simulator's."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from edge.events import HubTime

BUILT_AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock that is right shows an earlier time than this software."""
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_STA_UNSYNC: Final = 0x0040
_TIME_ERROR: Final = 5
_TIMEX_BYTES: Final = 208
_STATUS_OFFSET: Final = 40


class Clock(Protocol):
    """What the hub asks for the time."""

    def now(self) -> HubTime:
        """Give both clocks, and whether the wall clock can be trusted."""


class WallClock:
    """The machine's clocks. A Raspberry Pi has no battery: the wall clock is trusted only while the kernel says that it
    is synchronised, and never below the floor.
    """  # noqa: D205

    def __init__(self, floor_at: datetime | None, *, is_always_trusted: bool) -> None:
        """Take the latest trusted time known; ``is_always_trusted`` is for machines whose host keeps the time."""
        self._floor_at = BUILT_AT if floor_at is None else max(BUILT_AT, floor_at)
        self._is_always_trusted = is_always_trusted
        self._boot_id = _BOOT_ID.read_text(encoding="ascii").replace("-", "")[:16]

    def now(self) -> HubTime:
        """Give both clocks."""
        wall_at = datetime.now(UTC)
        is_synchronised = self._is_always_trusted or kernel_is_synchronised()
        return HubTime(
            wall_at=wall_at,
            is_trusted=is_synchronised and wall_at >= self._floor_at,
            boot_id=self._boot_id,
            monotonic_ms=time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
        )


def kernel_is_synchronised() -> bool:
    """Ask the kernel whether a time server disciplines its clock (adjtimex, read only).

    Source: Linux ``include/uapi/linux/timex.h``: ``status`` is the fifth long of ``struct timex`` on 64-bit machines.
    """
    buffer = ctypes.create_string_buffer(_TIMEX_BYTES)
    state = ctypes.CDLL(None, use_errno=True).adjtimex(buffer)
    status = int.from_bytes(buffer.raw[_STATUS_OFFSET : _STATUS_OFFSET + 4], "little")
    return 0 <= state < _TIME_ERROR and not status & _STA_UNSYNC


class SteppedClock:
    """The simulator's clock: it stands still until the simulator steps it, and is always trusted."""

    def __init__(self, at: datetime, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, who: str) -> None:
        """Stand still at an instant; ``follow`` makes one."""
        self._began_at = self._at = at
        self._boot_id = os.urandom(8).hex()
        self._reader = reader
        self._writer = writer
        self._who = who

    @classmethod
    async def follow(cls, path: str, who: str) -> SteppedClock:
        """Connect to the simulator's socket and wait for the first time; raises OSError."""
        reader, writer = await asyncio.open_unix_connection(path)
        try:
            return cls(_instant(await reader.readline()), reader, writer, who)
        except ConnectionError:
            writer.close()
            raise

    def now(self) -> HubTime:
        """Give both clocks."""
        passed_ms = round((self._at - self._began_at).total_seconds() * 1000)
        return HubTime(wall_at=self._at, is_trusted=True, boot_id=self._boot_id, monotonic_ms=passed_ms)

    async def run(self, do_what_is_due: Callable[[], object]) -> None:
        """Say that the first time is taken, then take every step, do what is due by then, and say so.

        Raises ConnectionError when the simulator hangs up: without it there is no time.
        """
        try:
            await self._answer()
            while True:
                self._at = _instant(await self._reader.readline())
                do_what_is_due()
                await self._answer()
        finally:
            self._writer.close()

    async def _answer(self) -> None:
        self._writer.write(json.dumps({"at": self._at.isoformat(), "who": self._who}).encode() + b"\n")
        await self._writer.drain()


def _instant(line: bytes) -> datetime:
    """Read a step; raises ConnectionError for half a line or none."""
    if not line.endswith(b"\n"):
        raise ConnectionError("the simulator hung up")
    return datetime.fromisoformat(json.loads(line)["now"])
