from __future__ import annotations

import asyncio
import contextlib
import json
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.adapters.pairing_socket import NAME, PairingSocket, in_folder
from edge.pairing.talk import Cancelled, Chose, Event, Opened, Progress, Said, Step, Typed, WantMoreTime


class SmallDesk:
    """A desk that remembers what it heard, and shows what a test wants."""

    def __init__(self) -> None:
        self.is_open = False
        self.heard: list[Event] = []
        self.changes: asyncio.Queue[Progress] = asyncio.Queue()

    def hear(self, event: Event) -> None:
        self.heard.append(event)
        self.is_open = not isinstance(event, Cancelled)
        step = Step.LOOKING if self.is_open else Step.CLOSED
        self.changes.put_nowait(Progress(step=step, sv="Välj.", en="Choose."))

    @contextlib.contextmanager
    def watched(self) -> Iterator[asyncio.Queue[Progress]]:
        yield self.changes


class Caller:
    """Somebody on the other end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer

    def says(self, *lines: object) -> None:
        for line in lines:
            self.writer.write((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n")

    async def hears(self) -> Any:
        line = await self._reader.readline()
        return json.loads(line) if line else None


@contextlib.asynccontextmanager
async def served(folder: Path, desk: SmallDesk) -> AsyncIterator[Caller]:

    async def state() -> dict[str, Any]:
        return {"agent_fault": None}

    serving = asyncio.create_task(PairingSocket(folder, lambda: desk, state).serve())
    try:
        await until(lambda: (folder / NAME).is_socket() and stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600)
        async with call(folder) as caller:
            yield caller
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


@contextlib.asynccontextmanager
async def call(folder: Path) -> AsyncIterator[Caller]:
    with in_folder(folder) as short:
        caller = Caller(*await asyncio.open_unix_connection(str(short / NAME)))
    with contextlib.closing(caller.writer):
        yield caller


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  (what is waited for is in a folder, or in the desk)
            await asyncio.sleep(0.01)


def test_the_socket_is_this_users_alone_and_is_gone_when_the_hub_is(tmp_path: Path) -> None:
    async def play() -> None:
        (tmp_path / NAME).write_text("left behind by a dead process")
        async with served(tmp_path, SmallDesk()) as caller:
            caller.says({"do": "tell"})
            assert await caller.hears() == {"agent_fault": None}
            assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
        assert not (tmp_path / NAME).exists()

    asyncio.run(play())


def test_a_folder_with_a_long_name_has_a_socket_too(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    folder.mkdir()

    async def play() -> None:
        async with served(folder, SmallDesk()) as caller:
            caller.says({"do": "tell"})
            assert await caller.hears() == {"agent_fault": None}

    asyncio.run(play())


def test_people_open_a_window_answer_and_see_it_end(tmp_path: Path) -> None:
    async def play() -> None:
        desk = SmallDesk()
        async with served(tmp_path, desk) as caller:
            caller.says({"do": "open", "family": "a-and-d-scale"})
            first = await caller.hears()
            assert (first["step"], first["sv"], first["choices"]) == ("looking", "Välj.", [])
            caller.says(
                {"do": "choose", "key": "AA"},
                {"do": "say", "yes": True},
                {"do": "type", "text": "1" * 500},
                {"do": "more"},
                {"do": "stop"},
            )
            told = [first]
            while told[-1] is not None:
                told.append(await caller.hears())
        assert told[-2]["step"] == "closed"
        opened, *rest = desk.heard
        assert isinstance(opened, Opened)
        assert opened.wanted is not None
        assert opened.wanted.name == "a-and-d-scale"
        assert rest == [Chose("AA"), Said(is_yes=True), Typed("1" * 200), WantMoreTime(), Cancelled()]

    asyncio.run(play())


def test_hanging_up_stops_the_pairing(tmp_path: Path) -> None:
    async def play() -> None:
        desk = SmallDesk()
        async with served(tmp_path, desk) as caller:
            caller.says({"do": "open"})
            await caller.hears()
            caller.writer.close()
            await until(lambda: not desk.is_open)
        assert desk.heard == [Opened(), Cancelled()]

    asyncio.run(play())


def test_only_one_pairs_at_a_time(tmp_path: Path) -> None:
    async def play() -> None:
        desk = SmallDesk()
        async with served(tmp_path, desk) as caller:
            caller.says({"do": "open"})
            await caller.hears()
            async with call(tmp_path) as other:
                other.says({"do": "open"})
                assert "somebody else" in (await other.hears())["refused"]
            assert desk.heard == [Opened()]

    asyncio.run(play())


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (b"not json", "begin with"),
        (b"[]", "begin with"),
        ({"do": "choose", "key": "x"}, "begin with"),
        ({"do": "open", "family": "shoe"}, "there is no family shoe"),
    ],
    ids=str,
)
def test_what_cannot_begin_is_refused_in_words(tmp_path: Path, line: object, answer: str) -> None:
    async def play() -> None:
        desk = SmallDesk()
        async with served(tmp_path, desk) as caller:
            caller.says(line)
            assert answer in (await caller.hears())["refused"]
        assert desk.heard == []

    asyncio.run(play())


def test_what_is_not_understood_is_refused_and_the_window_stays_open(tmp_path: Path) -> None:
    async def play() -> None:
        desk = SmallDesk()
        async with served(tmp_path, desk) as caller:
            caller.says({"do": "open"})
            await caller.hears()
            caller.says({"do": "dance"})
            assert await caller.hears() == {"refused": "not understood"}
            assert desk.is_open
            caller.says(b"x" * 200_000)
            await until(lambda: not desk.is_open)

    asyncio.run(play())
