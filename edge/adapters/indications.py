"""Indications from a socket instead of the radio: how the simulator and the journeys play devices."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from edge.events import Indication, Key
from vitals.fields import Json

Hear = Callable[[Indication], Key | None]


class IndicationSocket:
    """A unix socket: one JSON object a line in, one answer a line out, in order.

    ``{"address", "characteristic", "payload_hex", "name"}`` is an indication; the answer
    ``{"kept": [epoch, sequence]}`` comes when the record is durable, ``{"kept": null}`` when there was nothing to keep.
    ``{"query": "queue"}`` asks how many records no receipt has settled.
    """

    def __init__(self, path: Path, hear: Hear, queue_depth: Callable[[], int]) -> None:
        """Take where to listen and whom to tell."""
        self._path = path
        self._hear = hear
        self._queue_depth = queue_depth

    async def serve(self) -> None:
        """Listen until cancelled; a socket left behind by a dead process is replaced."""
        self._path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._talk, str(self._path))
        async with server:
            await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async for line in reader:
            writer.write(json.dumps(self._answer(line)).encode() + b"\n")
            await writer.drain()
        writer.close()

    def _answer(self, line: bytes) -> Json:
        try:
            asked = json.loads(line)
            if asked.get("query") == "queue":
                return {"queue_depth": self._queue_depth()}
            indication = Indication(
                address=asked["address"],
                characteristic=asked["characteristic"],
                payload=bytes.fromhex(asked["payload_hex"]),
                name=asked.get("name"),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            return {"kept": None, "why": f"not an indication: {problem}"}
        kept = self._hear(indication)
        return {"kept": None if kept is None else [kept.epoch, kept.sequence]}
