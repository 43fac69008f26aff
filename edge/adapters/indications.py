"""Indications from a socket instead of the radio: how the simulator and the journeys play devices."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path

from edge.events import Indication, Key
from edge.ports import StorageError
from vitals.fields import Json

Hear = Callable[[Indication], Key | None]


class IndicationSocket:
    """A unix socket, for this user only: one JSON object a line in, one answer a line out, in order.

    ``{"address", "characteristic", "payload_hex", "name"}`` is an indication; the answer
    ``{"kept": [epoch, sequence]}`` comes when the record is durable, ``{"kept": null}`` when there was nothing to keep;
    a ``why`` beside it says that it was no indication, or that the card could not keep it.
    ``{"query": "queue"}`` asks how many records no receipt has settled.
    """

    def __init__(self, path: Path, hear: Hear, queue_depth: Callable[[], int]) -> None:
        """Take where to listen and whom to tell; ``hear`` may raise StorageError."""
        self._path = path
        self._hear = hear
        self._queue_depth = queue_depth

    async def serve(self) -> None:
        """Listen until cancelled; a socket left behind by a dead process is replaced."""
        self._path.unlink(missing_ok=True)
        async with asyncio.TaskGroup() as talks:
            server = await asyncio.start_unix_server(
                lambda reader, writer: talks.create_task(self._talk(reader, writer)), str(self._path)
            )
            self._path.chmod(0o600)
            try:
                await asyncio.Event().wait()
            finally:
                server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one caller until it hangs up, in the middle of a line or not."""
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            while line := await _line(reader):
                writer.write(json.dumps(self._answer(line)).encode() + b"\n")
                await writer.drain()

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
        try:
            kept = self._hear(indication)
        except StorageError as problem:
            return {"kept": None, "why": str(problem)}
        return {"kept": None if kept is None else [kept.epoch, kept.sequence]}


async def _line(reader: asyncio.StreamReader) -> bytes:
    """Read a line; a caller who writes one without end is treated as one who hung up."""
    try:
        return await reader.readline()
    except ValueError:
        return b""
