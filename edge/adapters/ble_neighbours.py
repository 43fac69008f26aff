"""Whom the radio has beside it: people who pair a device, and what helps when it is ill."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from edge.devices.family import Advertisement
from edge.ladder import Rung


class Pairing(Protocol):
    """Where people pair a device, as the radio sees it; ``turn`` is held by whoever calls."""

    turn: asyncio.Lock

    @property
    def is_open(self) -> bool:
        """Whether they do at this moment."""

    def sighted(self, address: str, said: Advertisement, signal_dbm: int) -> None:
        """Hear that a device advertises."""

    def spares(self, address: str) -> bool:
        """Tell whether a device must be left alone."""


class Medicine(Protocol):
    """What helps a radio beside listening anew."""

    async def apply(self, rung: Rung) -> None:
        """Take a step of the ladder; raises DeafError for the last one."""

    @property
    def probe(self) -> Callable[[str], Awaitable[None]]:
        """The way to connect to a device without bleak, which raises what BlueZ says."""
