from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hub_folder import SERVER_KEY, provision
from small_hub import HOME, HUB, SCALE, WEIGHING

from edge.config import read_config
from edge.part import failures
from edge.running import Doors, HubAtWork, run_hub
from vitals.identity import Epoch
from vitals.receipt import Held, Receipt
from vitals.topics import Leaf, Topic
from vitals.wire import decode_status, encode_receipt

DEVICE = {"address": SCALE.address, "device": SCALE.device, "family": "standard-scale", "name": None}
INDICATION = {"address": SCALE.address, "characteristic": "2a9d", "payload_hex": WEIGHING.hex()}
AT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return provision(tmp_path / "hub", devices=[DEVICE])


@contextlib.asynccontextmanager
async def running(folder: Path, doors: Doors) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(run_hub(read_config(folder, "test"), folder, doors))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def reached(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    while True:
        try:
            return await asyncio.open_unix_connection(str(path))
        except OSError:
            await asyncio.sleep(0.005)


async def ask(path: Path, *questions: dict[str, Any]) -> list[dict[str, Any]]:
    reader, writer = await reached(path)
    with contextlib.closing(writer):
        for question in questions:
            writer.write(json.dumps(question).encode() + b"\n")
        return [json.loads(await reader.readline()) for _ in questions]


def ended_by(folder: Path, doors: Doors) -> list[tuple[str, Exception]]:
    async def run() -> None:
        await run_hub(read_config(folder, "test"), folder, doors)

    try:
        asyncio.run(run())
    except Exception as problem:  # noqa: BLE001  (whatever it is, it is what the test asks about)
        return list(failures(problem))
    raise AssertionError("it ended by itself, without a word")


def test_a_hub_keeps_what_it_is_told_and_takes_it_up_again_after_a_restart(folder: Path, tmp_path: Path) -> None:
    async def live() -> list[dict[str, Any]]:
        async with running(folder, Doors(has_radio=False, indications=tmp_path / "s")):
            return await ask(tmp_path / "s", INDICATION, {"query": "queue"})

    first, queue = asyncio.run(live())
    assert (first["kept"][1], queue) == (1, {"queue_depth": 1})
    gc.collect()  # a hub that ends is a process that ends, and lets go of its card
    again, queue = asyncio.run(live())
    assert (again["kept"][1], queue) == (1, {"queue_depth": 2})
    assert again["kept"][0] != first["kept"][0], "a new start numbers in a new epoch"


def test_a_second_hub_in_the_same_folder_is_refused_and_harms_nothing(folder: Path, tmp_path: Path) -> None:
    async def live() -> None:
        async with running(folder, Doors(has_radio=False, indications=tmp_path / "s")):
            await ask(tmp_path / "s", INDICATION)
            with pytest.raises(BlockingIOError, match="another hub is running in"):
                await run_hub(read_config(folder, "test"), folder, Doors(has_radio=False))
            assert await ask(tmp_path / "s", {"query": "queue"}) == [{"queue_depth": 1}]

    asyncio.run(live())
    assert [path.name for path in folder.glob("outbox.db.bad*")] == []


def test_a_receipt_that_the_server_signed_settles_and_one_that_it_did_not_is_only_logged(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def live() -> None:
        hub = HubAtWork(read_config(folder, "test"), folder, None)
        working = asyncio.create_task(hub.run(Doors(has_radio=False, indications=folder / "s")))
        (answer,) = await ask(folder / "s", INDICATION)
        held = Held(epoch=Epoch(answer["kept"][0]), upto=1, above=())
        payload = encode_receipt(Receipt(hub=HUB, held=(held,)), SERVER_KEY.sign)
        topic = str(Topic(HOME, HUB, Leaf.RECEIPT))
        hub._message_came(topic, payload.replace(b'"upto":1', b'"upto":9'))
        assert await ask(folder / "s", {"query": "queue"}) == [{"queue_depth": 1}]
        hub._message_came(topic, payload)
        await asyncio.sleep(0.05)
        assert await ask(folder / "s", {"query": "queue"}) == [{"queue_depth": 0}]
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working

    asyncio.run(live())
    assert "is not the server's" in caplog.text


def test_the_last_will_is_signed_says_offline_and_proves_no_time(folder: Path) -> None:
    async def live() -> None:
        topic, payload = HubAtWork(read_config(folder, "test"), folder, None)._will
        will = decode_status(payload, lambda _signed, _signature: True)
        assert topic == f"nara/v1/{HOME}/{HUB}/status"
        assert (will.online, will.sent_at, will.hub) == (False, None, HUB)

    asyncio.run(live())


def test_a_card_that_is_bad_is_told_and_the_hub_works(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "outbox.db").write_bytes(b"no database" * 500)

    async def live() -> None:
        async with running(folder, Doors(has_radio=False, indications=tmp_path / "s")):
            (answer,) = await ask(tmp_path / "s", INDICATION)
            assert answer["kept"][1] == 1

    asyncio.run(live())
    assert "storage fault" in caplog.text


def test_a_part_that_fails_ends_the_hub_and_is_named(folder: Path, tmp_path: Path) -> None:
    ((part, problem),) = ended_by(folder, Doors(has_radio=False, indications=tmp_path / "nowhere" / "s"))
    assert part == "the indications socket"
    assert isinstance(problem, FileNotFoundError)


def test_a_line_that_cannot_begin_ends_the_hub(folder: Path) -> None:
    (folder / "tls.crt").unlink()
    ((part, problem),) = ended_by(folder, Doors(has_radio=False))
    assert (part, type(problem)) == ("the hub", FileNotFoundError)


@pytest.mark.parametrize("name", ["signing.key", "server.pub", "body.key"])
def test_a_hub_without_its_keys_does_not_begin(folder: Path, name: str) -> None:
    (folder / name).unlink()
    ((_, problem),) = ended_by(folder, Doors(has_radio=False))
    assert name in str(problem)


def simulate(path: Path, play: Callable[[Callable[[datetime], Awaitable[dict[str, str]]]], Awaitable[None]]) -> Any:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def step(to: datetime) -> dict[str, str]:
            writer.write(json.dumps({"now": to.isoformat()}).encode() + b"\n")
            answer: dict[str, str] = json.loads(await reader.readline())
            return answer

        with contextlib.closing(writer):
            await play(step)

    return asyncio.start_unix_server(talk, str(path))


def test_with_a_simulated_clock_a_hub_dates_by_it_and_ends_with_the_simulator(folder: Path, tmp_path: Path) -> None:
    told: list[Any] = []

    async def play(step: Callable[[datetime], Awaitable[dict[str, str]]]) -> None:
        for days in (0, 1, 2):
            told.append(await step(AT + timedelta(days=days)))
            told.append((await ask(tmp_path / "s", INDICATION))[0]["kept"][1])

    async def live() -> None:
        server = await simulate(tmp_path / "clock", play)
        doors = Doors(has_radio=False, indications=tmp_path / "s", demo_clock=str(tmp_path / "clock"))
        with pytest.raises(ExceptionGroup) as caught:
            await run_hub(read_config(folder, "test"), folder, doors)
        server.close()
        assert [(part, str(problem)) for part, problem in failures(caught.value)] == [
            ("the simulated clock", "the simulator hung up")
        ]

    asyncio.run(live())
    assert told == [
        {"at": AT.isoformat(), "who": HUB}, 1,
        {"at": (AT + timedelta(days=1)).isoformat(), "who": HUB}, 2,
        {"at": (AT + timedelta(days=2)).isoformat(), "who": HUB}, 3,
    ]  # fmt: skip


@pytest.mark.decision("F12", "H6")
def test_a_hub_with_a_screen_keeps_what_is_pressed_on_it_as_it_keeps_a_weight(folder: Path, tmp_path: Path) -> None:
    port = free_port()
    here = f"127.0.0.1:{port}"
    form = "button=worried&who=&token=first"
    head = f"POST /press HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\nContent-Length: {len(form)}\r\n"
    pressed = f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}"

    async def live() -> tuple[bytes, list[dict[str, Any]]]:
        config = read_config(folder, "test").with_screen(port)
        task = asyncio.create_task(run_hub(config, folder, Doors(has_radio=False, indications=tmp_path / "s")))
        await ask(tmp_path / "s", INDICATION)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(pressed.encode())
        answer = await reader.read()
        writer.close()
        queue = await ask(tmp_path / "s", {"query": "queue"})
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return answer, queue

    answer, queue = asyncio.run(live())
    assert answer.startswith(b"HTTP/1.1 303")
    assert queue == [{"queue_depth": 2}]


def test_a_screen_whose_port_is_taken_ends_the_hub_and_is_named(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = read_config(folder, "test").with_screen(taken.getsockname()[1])
        with pytest.raises(ExceptionGroup) as ended:
            asyncio.run(run_hub(config, folder, Doors(has_radio=False)))
    ((part, problem),) = failures(ended.value)
    assert part == "the screen"
    assert isinstance(problem, OSError)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
