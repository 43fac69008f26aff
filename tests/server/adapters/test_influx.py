"""The sink against a real server that speaks InfluxDB's write API, fed by the real pipeline on both databases."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from influx_server import InfluxServer
from small_server import SmallServer, at, undated
from sqlalchemy import Engine, text

from server.adapters.influx import InfluxPlace, InfluxSink, pseudonym
from server.adapters.store.stream import SqlObservationStream
from simulator.premises import free_ports

KEY = bytes(range(32))
pytestmark = [pytest.mark.decision("G7"), pytest.mark.timeout(60)]


@pytest.fixture
def influx(tmp_path: Path) -> Iterator[InfluxServer]:
    """A server that is not started yet."""
    (tmp_path / "influx").mkdir()
    influx = InfluxServer(tmp_path / "influx", free_ports(1)[0])
    yield influx
    influx.stop()


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    return SmallServer(engine)


@pytest.fixture
def sink(engine: Engine, influx: InfluxServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[InfluxSink]:
    """A sink that tries again soon; it is not started yet."""
    monkeypatch.setattr("server.adapters.influx.RETRY_FIRST_S", 0.05)
    sink = new_sink(engine, influx)
    yield sink
    if sink._thread.is_alive():
        sink.stop()


def new_sink(engine: Engine, influx: InfluxServer) -> InfluxSink:
    place = InfluxPlace(url=influx.url, token="secret", org="nara", bucket="nara", key=KEY)
    return InfluxSink(SqlObservationStream(engine), place)


def wait_until(is_so: Callable[[], bool], within_s: float = 20) -> None:
    until = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def ms(day: int, clock: str = "07:00") -> int:
    return round(at(day, clock).timestamp() * 1000)


def series(server: SmallServer) -> str:
    return f"body_weight_value kg {pseudonym(server.anna, KEY)} {pseudonym(server.home.scale, KEY)}"


def test_a_committed_weight_arrives_with_its_time_and_unit_under_pseudonyms(
    server: SmallServer, influx: InfluxServer, sink: InfluxSink
) -> None:
    influx.start()
    sink.start()
    server.takes(server.home.weighs(80.125, at(0)), server.home.weighs(80.4, at(1)))
    sink.wake()
    wait_until(lambda: len(influx.points().get(series(server), [])) == 2)
    assert influx.points() == {series(server): [(ms(0), 80.125), (ms(1), 80.4)]}


def test_no_name_and_no_id_of_ours_goes_out(server: SmallServer, influx: InfluxServer, sink: InfluxSink) -> None:
    influx.start()
    sink.start()
    server.takes(server.home.weighs(80.0, at(0)))
    sink.wake()
    wait_until(lambda: bool(influx.points()))
    said = influx._ask("/api/v1/export?match[]={__name__!=%22%22}")
    for ours in (server.anna, server.home.scale, server.home.home, server.home.hub, "Somebody"):
        assert ours not in said


def test_what_was_written_while_it_was_away_is_filled_in_and_nothing_twice(
    server: SmallServer, influx: InfluxServer, sink: InfluxSink, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "nara.influx"):
        sink.start()
        for day in range(30):
            server.takes(server.home.weighs(80.0, at(day)))
            sink.wake()
        wait_until(lambda: bool(caplog.messages))
        influx.start()
        wait_until(lambda: len(influx.points().get(series(server), [])) == 30)
        wait_until(lambda: "InfluxDB takes measurements again" in caplog.messages)
    assert [time_ms for time_ms, _ in influx.points()[series(server)]] == [ms(day) for day in range(30)]
    assert len([said for said in caplog.messages if said.startswith("nothing is lost")]) == 1


def test_a_sink_that_died_before_it_kept_its_cursor_doubles_nothing(
    server: SmallServer, engine: Engine, influx: InfluxServer, sink: InfluxSink
) -> None:
    influx.start()
    server.takes(*(server.home.weighs(80.0, at(day)) for day in range(5)))
    sink.start()
    wait_until(lambda: len(influx.points().get(series(server), [])) == 5)
    sink.stop()
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM setting WHERE name = 'observation_stream'"))
    server.takes(server.home.weighs(81.0, at(5)))
    again = new_sink(engine, influx)
    again.start()
    wait_until(lambda: len(influx.points().get(series(server), [])) == 6)
    again.stop()
    assert influx.points()[series(server)] == [(ms(day), 80.0) for day in range(5)] + [(ms(5), 81.0)]


def test_what_was_dated_after_the_cursor_had_passed_it_comes_too(
    server: SmallServer, influx: InfluxServer, sink: InfluxSink
) -> None:
    influx.start()
    sink.start()
    server.takes(server.home.weighs(80.0, undated(5_000_000_000), at(20)))
    server.takes(server.home.weighs(82.0, at(20, "08:00"), at(20, "08:00")))
    sink.wake()
    wait_until(lambda: len(influx.points().get(series(server), [])) == 2)
    assert [value for _, value in influx.points()[series(server)]] == [80.0, 82.0]


def test_a_refusal_is_said_once_in_words(
    server: SmallServer, influx: InfluxServer, sink: InfluxSink, caplog: pytest.LogCaptureFixture
) -> None:
    influx.start("-httpAuth.username=grafana", "-httpAuth.password=other")
    with caplog.at_level(logging.WARNING, "nara.influx"):
        server.takes(server.home.weighs(80.0, at(0)))
        sink.start()
        wait_until(lambda: bool(caplog.messages))
        time.sleep(0.5)
    assert len(caplog.messages) == 1
    assert "status 401" in caplog.messages[0]
    assert "NARA_INFLUX_TOKEN" in caplog.messages[0]


def test_it_stops_while_it_waits_for_a_server_that_is_not_there(server: SmallServer, sink: InfluxSink) -> None:
    server.takes(server.home.weighs(80.0, at(0)))
    sink.start()
    time.sleep(0.3)
    sink.stop()
    assert not sink._thread.is_alive()
