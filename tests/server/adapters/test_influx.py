"""The sink against a real server that speaks InfluxDB's write API, fed by the real pipeline on both databases."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from influx_server import InfluxServer
from pages import AT, observation
from small_server import SmallServer, at, undated
from sqlalchemy import Engine, text

from server.adapters.influx import InfluxPlace, InfluxSink, point, pseudonym
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


def test_what_is_nobodys_even_once_it_is_dated_keeps_nobody_waiting(
    server: SmallServer, influx: InfluxServer, sink: InfluxSink
) -> None:
    influx.start()
    sink.start()
    stray = server.registry.add_device(server.home.home, "standard-scale", "AA:BB", "nobody's")
    weighing = server.home.weighing(80.0, undated(5_000_000_000), device=stray)
    server.takes(server.home.sends(weighing, at(20)))
    server.takes(server.home.weighs(82.0, at(20, "08:00"), at(20, "08:00")))
    sink.wake()
    wait_until(lambda: SqlObservationStream(server.engine).cursor().redating == 1)
    server.takes(server.home.weighs(83.0, at(21), at(21)))
    sink.wake()
    wait_until(lambda: len(influx.points().get(series(server), [])) == 2)


def test_two_readings_of_one_minute_are_two_points() -> None:
    """A cuff whose clock knows only minutes gives both the same time; InfluxDB overwrites what has the same."""
    first = point(observation(7, 80_000), KEY)
    second = point(observation(8, 81_000), KEY)
    assert {key: first[key] for key in ("measurement", "tags")} == {key: second[key] for key in ("measurement", "tags")}
    assert first["time"] != second["time"]
    assert first["time"] // 1_000_000 == second["time"] // 1_000_000 == round(AT.timestamp() * 1_000)
    assert point(observation(7, 80_000), KEY) == first, "and one that is written again is the same"


class TooOld(BaseHTTPRequestHandler):
    """Answers as InfluxDB 2.7 does when a batch is older than its bucket keeps (influxdb-client-java #597)."""

    asked = 0

    def do_POST(self) -> None:
        """Take the rest, and say what was dropped."""
        self.rfile.read(int(self.headers["Content-Length"]))
        type(self).asked += 1
        why = "failure writing points to database: partial write: points beyond retention policy dropped=1"
        body = json.dumps({"code": "unprocessable entity", "message": why}).encode()
        self.send_response(422)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Be quiet."""


def test_what_is_older_than_the_bucket_keeps_is_left_out_and_the_rest_goes_on(
    server: SmallServer, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """Asking again for ever for what will never be taken would keep back all that comes later."""
    TooOld.asked = 0
    for day in range(3):
        server.takes(server.home.weighs(80.0, at(day)))
    with ThreadingHTTPServer(("127.0.0.1", 0), TooOld) as answering:
        threading.Thread(target=answering.serve_forever).start()
        url = f"http://127.0.0.1:{answering.server_port}"
        sink = InfluxSink(SqlObservationStream(engine), InfluxPlace(url=url, token="", org="o", bucket="b", key=KEY))
        sink.start()
        wait_until(lambda: SqlObservationStream(engine).cursor().arrival == 3)
        server.takes(server.home.weighs(80.0, at(3)))
        sink.wake()
        wait_until(lambda: SqlObservationStream(engine).cursor().arrival == 4)
        sink.stop()
        answering.shutdown()
    assert [each for each in caplog.messages if "keeps too little" in each] == [
        "InfluxDB takes nothing as old as some measurements: NARA_INFLUX_BUCKET keeps too little"
    ]
    assert TooOld.asked == 2


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


def test_a_server_that_takes_the_call_and_says_nothing_keeps_no_pipeline_waiting(
    server: SmallServer, engine: Engine
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        sink = InfluxSink(SqlObservationStream(engine), InfluxPlace(url=url, token="", org="o", bucket="b", key=KEY))
        server.takes(server.home.weighs(80.0, at(0)))
        sink.start()
        connection, _ = silent.accept()
        with connection:
            connection.recv(1)
            began = time.monotonic()
            for day in range(1, 31):
                server.takes(server.home.weighs(80.0, at(day)))
                sink.wake()
            assert time.monotonic() - began < 15, "the sink waits for twenty seconds, and nobody with it"
            assert SqlObservationStream(engine).cursor().arrival == 0
            sink._is_stopping.set()
    sink.stop()
    assert not sink._thread.is_alive()
