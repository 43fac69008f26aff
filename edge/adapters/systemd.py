"""Telling systemd that this hub works, as often as it wants to hear it: a hub that hangs is started again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Mapping
from typing import Final

_US_A_S: Final = 1_000_000
_OFTENER: Final = 3
"""Three words in each time that systemd waits: one may come late on a card that is busy."""


async def tell_systemd(environment: Mapping[str, str] = os.environ) -> None:
    """Say that the hub is ready, and then that it lives, until cancelled; returns at once where nobody listens.

    It is said from the loop in which the hub keeps records: if that hangs, nothing is said.

    Source: sd_notify(3) and sd_watchdog_enabled(3) of systemd.
    """
    place = environment.get("NOTIFY_SOCKET", "")
    if not place:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as line:
        line.connect(f"\0{place[1:]}" if place.startswith("@") else place)
        line.send(b"READY=1")
        while (every_s := _watchdog_s(environment) / _OFTENER) > 0:
            await asyncio.sleep(every_s)
            with contextlib.suppress(BlockingIOError):  # systemd is busy: the next word is soon enough
                line.send(b"WATCHDOG=1")


def _watchdog_s(environment: Mapping[str, str]) -> float:
    """Tell after how many seconds without a word systemd ends this process; 0: never."""
    is_for_us = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    wanted = environment.get("WATCHDOG_USEC", "")
    return int(wanted) / _US_A_S if is_for_us and wanted.isdecimal() else 0.0
