"""Where a hub's Bluetooth stack plugs in: a unix socket that speaks HCI, as a radio chip on a cable does."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bumble.transport.common import StreamPacketSink, StreamPacketSource

from simulator.radio.air import Air, VirtualController

HUB_ADDRESS = "AA:BB:CC:00:00:01"


class Plug:
    """One place for one hub; a hub that dies is gone from the air, and the next one finds a new chip."""

    def __init__(self, path: Path, air: Air) -> None:
        """Take where to listen, and the air."""
        self._path = path
        self._air = air
        self._chips: set[_Chip] = set()

    async def open(self) -> None:
        """Begin to listen."""
        self._path.unlink(missing_ok=True)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(lambda: _Chip(self._air, self._chips), str(self._path))

    def close(self) -> None:
        """Pull everything out."""
        self._server.close()
        for chip in list(self._chips):
            chip.pull()


class _Chip(StreamPacketSource):
    """The chip on one connection."""

    def __init__(self, air: Air, chips: set[_Chip]) -> None:
        super().__init__()
        self._air = air
        self._chips = chips

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.WriteTransport):
            raise TypeError("a socket that cannot be written to")
        self._transport = transport
        self._controller = VirtualController(
            "hub", host_source=self, host_sink=StreamPacketSink(transport), link=self._air, public_address=HUB_ADDRESS
        )
        self._chips.add(self)

    def connection_lost(self, _problem: Exception | None) -> None:
        self._controller.vanish()
        self._chips.discard(self)

    def pull(self) -> None:
        """Take the chip out while the hub runs."""
        self._transport.close()
