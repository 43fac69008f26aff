from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from clinic import Clinic, real_now, wait_until
from pages import AT

from server.web import live
from server.web.live import events, heartbeat
from server.web.page import STALE_S


async def next_event(stream: AsyncGenerator[str, None]) -> tuple[str, dict[str, object]]:
    text = await asyncio.wait_for(anext(stream), 5)
    kind, data = text.rstrip().split("\n")
    assert text.endswith("\n\n")
    return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_stream_tells_of_an_alert_and_of_what_becomes_of_it_with_a_heartbeat_after_each(clinic: Clinic) -> None:
    async def listen() -> list[tuple[str, dict[str, object]]]:
        stream = events(clinic.feed, clinic.worker, asyncio.Event())
        told = [await next_event(stream)]
        alert = await asyncio.to_thread(clinic.gains)
        told += [await next_event(stream), await next_event(stream)]
        with clinic.browser() as client:
            await asyncio.to_thread(client.post, "/take", data={"seen": f"{alert}:1"})
            told += [await next_event(stream), await next_event(stream)]
            outcome = {"cause": "expected", "action": "not_relevant"}
            await asyncio.to_thread(client.post, "/close", data={"seen": f"{alert}:2", **outcome})
            told += [await next_event(stream), await next_event(stream)]
        await stream.aclose()
        return told

    told = asyncio.run(listen())
    assert [kind for kind, _ in told] == ["heartbeat", "alert"] * 3 + ["heartbeat"]
    came, taken, closed = told[1::2]
    alert = {"patient": clinic.town.patient, "alert": 1}
    assert came == ("alert", {**alert, "version": 1, "is_open": True, "is_new": True})
    assert taken == ("alert", {**alert, "version": 2, "is_open": True, "is_new": False})
    assert closed == ("alert", {**alert, "version": 3, "is_open": False, "is_new": False})


def test_silence_is_filled_with_heartbeats(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.02)

    async def listen() -> list[str]:
        stream = events(clinic.feed, clinic.worker, asyncio.Event())
        kinds = [(await next_event(stream))[0] for _ in range(4)]
        await stream.aclose()
        return kinds

    assert asyncio.run(listen()) == ["heartbeat"] * 4


def test_a_heartbeat_says_what_time_it_is_and_how_long_ago_the_rules_ran(clinic: Clinic) -> None:
    ran_at = clinic.worker.last_run_at()
    said = json.loads(heartbeat(clinic.worker, ran_at + timedelta(seconds=7)).partition("data: ")[2])
    assert (said["clock"], said["now"]) == ("07:15", "2026-03-02 07:15")
    assert abs(said["ran_s_ago"] - 7) < 2  # the rules may have run again between the two lines
    ahead = json.loads(heartbeat(clinic.worker, ran_at - timedelta(seconds=7)).partition("data: ")[2])
    assert ahead["ran_s_ago"] == 0


def test_the_rules_run_every_second_even_when_nothing_comes(clinic: Clinic) -> None:
    before = clinic.worker.last_run_at()

    async def wait() -> None:
        until = real_now() + timedelta(seconds=5)
        while clinic.worker.last_run_at() == before:
            assert real_now() < until
            await asyncio.sleep(0.05)

    asyncio.run(wait())


def test_a_stream_ends_when_the_server_does_and_leaves_nothing_behind(clinic: Clinic) -> None:
    async def listen() -> None:
        closing = asyncio.Event()
        stream = events(clinic.feed, clinic.worker, closing)
        await next_event(stream)
        asyncio.get_running_loop().call_later(0.05, closing.set)
        assert [each async for each in stream if "alert" in each] == []
        left = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.sleep(0.05)
        assert [task for task in left if not task.done()] == []

    asyncio.run(listen())
    assert clinic.feed._listeners == set()


def test_a_page_that_goes_away_is_forgotten(clinic: Clinic) -> None:
    async def listen() -> None:
        stream = events(clinic.feed, clinic.worker, asyncio.Event())
        await next_event(stream)
        assert len(clinic.feed._listeners) == 1
        await stream.aclose()

    asyncio.run(listen())
    assert clinic.feed._listeners == set()


def test_several_heartbeats_may_be_lost_before_a_page_calls_itself_stale() -> None:
    assert live.HEARTBEAT_S <= 30
    assert live.HEARTBEAT_S * 5 <= STALE_S


def test_an_alert_that_nobody_waits_for_is_no_fault(clinic: Clinic) -> None:
    assert clinic.gains() == 1
    assert clinic.clock.at >= AT


def test_the_route_gives_a_stream_that_no_proxy_keeps_back(clinic: Clinic) -> None:
    with clinic.browser() as client:
        clinic.app.state.close_streams()
        wait_until(clinic.app.state.closing.is_set)
        answer = client.get("/live")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert (answer.headers["x-accel-buffering"], answer.headers["cache-control"]) == ("no", "no-store")
    assert answer.text.startswith("event: heartbeat\ndata: {")
