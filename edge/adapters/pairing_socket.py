"""The pairing desk behind a unix socket: how ``nara-hub pair`` speaks with the hub that has adapter and card."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from edge.devices.catalogue import family_named
from vitals.fields import Json

if TYPE_CHECKING:  # a hub at which nobody pairs need not hold in memory what is said then
    from edge.pairing.talk import Event, Progress

LOG = logging.getLogger("nara.hub.pairing")
NAME: Final = "pair.sock"
_TYPED_MAX: Final = 200


class Desk(Protocol):
    """Where people pair a device."""

    @property
    def is_open(self) -> bool:
        """Whether somebody is pairing at this moment."""

    def hear(self, event: Event) -> None:
        """Hear what people do."""

    def watched(self) -> contextlib.AbstractContextManager[asyncio.Queue[Progress]]:
        """Watch what there is to see."""


class PairingSocket:
    """A unix socket in the hub's folder, for this user only: one JSON object a line, both ways.

    ``{"do": "open", "family": null}`` begins; then every change comes as an object with ``step``, ``sv``, ``en``,
    ``ask``, ``choices`` and ``left_s``. People answer with ``{"do": "choose", "key": …}``, ``{"do": "say", "yes": …}``,
    ``{"do": "type", "text": …}``, ``{"do": "more"}`` and ``{"do": "stop"}``; hanging up stops too. What cannot be done
    is answered by ``{"refused": …}``. ``{"do": "tell"}`` asks for the state of the radio, for ``nara-hub doctor``.
    """

    def __init__(self, folder: Path, desk: Callable[[], Desk], state: Callable[[], Awaitable[Json]]) -> None:
        """Take the hub's folder, the desk, which is set up when somebody wants it, and what to tell about the radio."""
        self._folder = folder
        self._set_up = desk
        self._state = state

    async def serve(self) -> None:
        """Listen until cancelled; a socket left behind by a dead process is replaced."""
        with in_folder(self._folder) as short:
            path = short / NAME
            path.unlink(missing_ok=True)
            async with asyncio.TaskGroup() as talks:
                server = await asyncio.start_unix_server(
                    lambda reader, writer: talks.create_task(self._talk(reader, writer)), str(path)
                )
                path.chmod(0o600)
                try:
                    await asyncio.Event().wait()
                finally:
                    server.close()
                    path.unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one caller until it hangs up; whoever opened the window closes it by that."""
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            while line := await _line(reader):
                match _read(line):
                    case {"do": "tell"}:
                        await _say(writer, await self._state())
                    case {"do": "open", **more}:
                        await self._open(reader, writer, more.get("family"))
                        return
                    case _:
                        await _say(writer, {"refused": 'begin with {"do": "open"}'})

    async def _open(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: object) -> None:
        from edge.pairing.talk import Cancelled, Opened  # noqa: PLC0415  (seldom needed: see the head)

        family = None if name is None else family_named(str(name))
        if name is not None and family is None:
            await _say(writer, {"refused": f"there is no family {name}: see nara-hub devices"})
            return
        desk = self._set_up()
        if desk.is_open:
            await _say(writer, {"refused": "somebody else is pairing a device with this hub at this moment"})
            return
        desk.hear(Opened(family))
        with desk.watched() as changes:
            telling = asyncio.create_task(_tell(writer, changes))
            try:
                while not telling.done() and (line := await _line(reader)):
                    if (event := _event(_read(line))) is None:
                        await _say(writer, {"refused": "not understood"})
                    elif not telling.done():
                        desk.hear(event)
            finally:
                if not telling.done():
                    desk.hear(Cancelled())
                telling.cancel()


async def _tell(writer: asyncio.StreamWriter, changes: asyncio.Queue[Progress]) -> None:
    """Tell every change until the pairing has ended, well or not."""
    while True:
        progress = await changes.get()
        with contextlib.suppress(ConnectionError):  # whoever hung up is noticed where we listen
            await _say(writer, asdict(progress))
        if progress.step in {"done", "closed"}:
            writer.close()
            return


@contextlib.contextmanager
def in_folder(folder: Path) -> Iterator[Path]:
    """Give a short name for a folder: the path of a unix socket may have 107 bytes, and a folder's may have more."""
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


def _event(asked: Json) -> Event | None:
    from edge.pairing.talk import Cancelled, Chose, Said, Typed, WantMoreTime  # noqa: PLC0415  (seldom needed: see the head)

    match asked:
        case {"do": "choose", "key": str(key)}:
            return Chose(key)
        case {"do": "say", "yes": bool(is_yes)}:
            return Said(is_yes)
        case {"do": "type", "text": str(text)}:
            return Typed(text[:_TYPED_MAX])
        case {"do": "more"}:
            return WantMoreTime()
        case {"do": "stop"}:
            return Cancelled()
        case _:
            return None


def _read(line: bytes) -> Json:
    try:
        asked: Any = json.loads(line)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


async def _say(writer: asyncio.StreamWriter, answer: Json) -> None:
    writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    await writer.drain()


async def _line(reader: asyncio.StreamReader) -> bytes:
    """Read a line; a caller who writes one without end is treated as one who hung up."""
    try:
        return await reader.readline()
    except ValueError:
        return b""
