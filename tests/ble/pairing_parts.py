"""The parts of a pairing for tests: our word with BlueZ, and people who answer what they are told to answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from edge.adapters.bluez import Bluez
from edge.adapters.bonds import Bonds
from tests.ble.world import QUICK, until


class People:
    """Answers for devices that are allowed, and remembers what was asked."""

    def __init__(self, *allowed: str) -> None:
        self.allowed = set(allowed)
        self.types: int | None = 123_456
        self.agrees = True
        self.asked: list[str] = []

    def may_pair(self, address: str) -> bool:
        self.asked.append(f"may {address} be paired")
        return address in self.allowed

    async def passkey(self, address: str) -> int | None:
        self.asked.append(f"what does {address} show")
        return self.types

    async def is_same(self, address: str, passkey: int) -> bool:
        self.asked.append(f"does {address} show {passkey:06}")
        return self.agrees

    def show(self, address: str, passkey: int) -> None:
        self.asked.append(f"type {passkey:06} on {address}")

    def never_mind(self) -> None:
        self.asked.append("never mind")


@contextlib.asynccontextmanager
async def registered(people: People) -> AsyncIterator[tuple[Bluez, Bonds]]:
    """Have an agent registered, and bonds to make."""
    bluez = Bluez(people, QUICK)
    running = asyncio.create_task(bluez.run())
    try:
        await until(lambda: bluez.agent_fault is None)
        yield bluez, Bonds(bluez)
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
