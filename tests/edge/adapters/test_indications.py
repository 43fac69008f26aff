from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from edge.adapters.indications import Hear, IndicationSocket
from edge.events import Indication, Key
from edge.ports import StorageError
from vitals.identity import Epoch

ASKED = {"address": "AA:BB:CC:00:11:22", "characteristic": "2a9d", "payload_hex": "00943e", "name": "Scale"}
PLACE = Key(Epoch("0" * 16), 7)


class Talk:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, *lines: bytes | dict[str, Any]) -> list[dict[str, Any]]:
        for line in lines:
            self.writer.write((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n")
        return [json.loads(await self.reader.readline()) for _ in lines]


async def reached(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    while True:
        try:
            return await asyncio.open_unix_connection(str(path))
        except OSError:
            await asyncio.sleep(0.001)


@contextlib.asynccontextmanager
async def talking(path: Path, hear: Hear) -> AsyncIterator[Talk]:
    serving = asyncio.create_task(IndicationSocket(path, hear, lambda: 3).serve())
    reader, writer = await reached(path)
    try:
        yield Talk(reader, writer)
    finally:
        writer.close()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def test_an_indication_is_answered_with_its_place_when_it_is_durable(tmp_path: Path) -> None:
    heard: list[Indication] = []

    def hear(indication: Indication) -> Key:
        heard.append(indication)
        return PLACE

    async def play() -> None:
        async with talking(tmp_path / "s", hear) as talk:
            assert await talk.ask(ASKED, {**ASKED, "name": None}) == [{"kept": ["0" * 16, 7]}] * 2

    asyncio.run(play())
    address, payload = "AA:BB:CC:00:11:22", bytes.fromhex("00943e")
    assert heard == [
        Indication(address=address, characteristic="2a9d", payload=payload, name=name) for name in ("Scale", None)
    ]


def test_the_queue_can_be_asked_for_and_nothing_to_keep_is_told(tmp_path: Path) -> None:
    async def play() -> None:
        async with talking(tmp_path / "s", lambda _: None) as talk:
            assert await talk.ask({"query": "queue"}, ASKED) == [{"queue_depth": 3}, {"kept": None}]

    asyncio.run(play())


def test_a_card_that_cannot_keep_is_told_and_the_next_one_is_heard(tmp_path: Path) -> None:
    answers: list[Exception | Key] = [StorageError("the card is full"), PLACE]

    def hear(_indication: Indication) -> Key:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def play() -> None:
        async with talking(tmp_path / "s", hear) as talk:
            first, second = await talk.ask(ASKED, ASKED)
            assert (first, second["kept"]) == ({"kept": None, "why": "the card is full"}, ["0" * 16, 7])

    asyncio.run(play())


@pytest.mark.parametrize(
    "line",
    [b"", b"[]", b"null", b"\xff\xfe", b"{", {}, {**ASKED, "payload_hex": "0"}, {**ASKED, "payload_hex": 5}],
    ids=repr,
)
def test_what_is_no_indication_is_answered_and_the_talk_goes_on(tmp_path: Path, line: Any) -> None:
    async def play() -> None:
        async with talking(tmp_path / "s", lambda _: PLACE) as talk:
            wrong, right = await talk.ask(line, ASKED)
            assert wrong["kept"] is None
            assert wrong["why"].startswith("not an indication")
            assert right == {"kept": ["0" * 16, 7]}

    asyncio.run(play())


def test_one_who_writes_without_end_is_let_go_and_others_are_heard(tmp_path: Path) -> None:
    async def play() -> None:
        async with talking(tmp_path / "s", lambda _: PLACE) as talk:
            _, endless = await asyncio.open_unix_connection(str(tmp_path / "s"))
            endless.write(b"x" * 200_000)
            with contextlib.suppress(ConnectionError):
                await endless.drain()
            assert await talk.ask(ASKED) == [{"kept": ["0" * 16, 7]}]
            endless.close()

    asyncio.run(play())


def test_the_socket_is_for_this_user_only_and_replaces_one_left_behind(tmp_path: Path) -> None:
    (tmp_path / "s").touch()

    async def play() -> None:
        async with talking(tmp_path / "s", lambda _: PLACE) as talk:
            assert await talk.ask(ASKED) == [{"kept": ["0" * 16, 7]}]
            assert (tmp_path / "s").stat().st_mode & 0o777 == 0o600

    (tmp_path / "s").unlink()
    asyncio.run(play())
    asyncio.run(play())


def test_a_fault_of_our_own_is_raised_and_not_hidden_in_a_talk(tmp_path: Path) -> None:
    def hear(_indication: Indication) -> Key:
        raise ZeroDivisionError

    async def play() -> None:
        serving = asyncio.create_task(IndicationSocket(tmp_path / "s", hear, lambda: 0).serve())
        _, writer = await reached(tmp_path / "s")
        writer.write(json.dumps(ASKED).encode() + b"\n")
        with pytest.raises(ExceptionGroup) as caught:
            await serving
        assert caught.group_contains(ZeroDivisionError)
        writer.close()

    asyncio.run(play())
