"""The server as one process: what it says, how it ends, and what it does when a part of it dies."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from simulator.onlooker import Onlooker
from simulator.premises import Premises
from simulator.town import HOMES

pytestmark = [pytest.mark.journey, pytest.mark.timeout(60)]


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    """Premises where everybody is enrolled, and nothing was ever started: each test begins with a copy."""
    town = Premises(tmp_path_factory.mktemp("enrolled"), HOMES[:1], date(2026, 11, 1))
    town.set_up()
    yield town
    town.close()


@pytest.fixture
def premises(enrolled: Premises, tmp_path: Path) -> Iterator[Premises]:
    town = Premises(tmp_path, HOMES[:1], date(2026, 11, 1))
    shutil.copytree(enrolled.folder, tmp_path, dirs_exist_ok=True)
    town.ids = enrolled.ids
    yield town
    town.close()


def wait_until(is_so: Callable[[], bool], within_s: float = 20) -> None:
    until = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def is_open(premises: Premises) -> bool:
    """Tell whether the screens answer."""
    connection = HTTPConnection("127.0.0.1", premises.web_port, timeout=5)
    try:
        connection.request("GET", "/login")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def broker_of(premises: Premises) -> psutil.Process | None:
    """Find the broker among the server's children."""
    pid = premises.server.pid
    children = psutil.Process(pid).children() if pid is not None else []
    return next((child for child in children if child.name() == "nats-server"), None)


@pytest.mark.decision("D4")
def test_it_is_a_broker_and_one_process_and_ends_in_order_when_asked(premises: Premises) -> None:
    premises.server.start()
    wait_until(lambda: is_open(premises))
    pid = premises.server.pid
    assert pid is not None
    assert [child.name() for child in psutil.Process(pid).children(recursive=True)] == ["nats-server"]
    broker = broker_of(premises)
    assert broker is not None
    assert premises.server.stop() == 0
    assert not broker.is_running()
    assert "Traceback" not in premises.server.last_words(200)


def test_a_broker_that_dies_is_started_again(premises: Premises) -> None:
    premises.server.start()
    wait_until(lambda: "the broker is there" in premises.server.last_words(50))
    first = broker_of(premises)
    assert first is not None
    first.kill()
    wait_until(lambda: (now := broker_of(premises)) is not None and now.pid != first.pid)
    wait_until(lambda: len(re.findall("the broker is there", premises.server.last_words(50))) == 2)


def test_a_killed_server_takes_its_broker_with_it(premises: Premises) -> None:
    premises.server.start()
    wait_until(lambda: is_open(premises) and broker_of(premises) is not None)
    broker = broker_of(premises)
    assert broker is not None
    premises.server.kill()
    wait_until(lambda: not broker.is_running() or broker.status() == psutil.STATUS_ZOMBIE)
    premises.server.start()
    wait_until(lambda: is_open(premises))


def test_an_open_event_stream_does_not_keep_it_from_ending(premises: Premises) -> None:
    premises.server.start()
    wait_until(lambda: is_open(premises))
    onlooker = Onlooker(premises.web_port)
    onlooker.sign_in("anna", premises.password)
    stream = HTTPConnection("127.0.0.1", premises.web_port, timeout=10)
    stream.request("GET", "/live", headers={"Cookie": onlooker._cookies})
    assert stream.getresponse().status == 200
    asked_s = time.monotonic()
    assert premises.server.stop() == 0
    assert time.monotonic() - asked_s < 10
    stream.close()


@pytest.mark.decision("H5")
def test_the_simulated_clock_is_refused_where_the_demo_did_not_make_the_database(premises: Premises) -> None:
    database = sqlite3.connect(premises.folder / "server" / "nara.db")
    with database:
        database.execute("DELETE FROM setting WHERE name = 'demo'")
    database.close()
    premises.server._environment["NARA_DEMO_CLOCK"] = "nowhere.sock"
    premises.server.start()
    wait_until(lambda: premises.server.pid is None)
    assert premises.server.stop() == 2
    assert "NARA_DEMO_CLOCK is only for a database that the demo made" in premises.server.last_words()


def test_a_port_that_is_taken_is_said_and_nothing_is_left_running(premises: Premises) -> None:
    premises.server.start()
    wait_until(lambda: is_open(premises))
    other = Premises(premises.folder / "other", HOMES[:1], date(2026, 11, 1))
    other.settings["NARA_WEB_PORT"] = premises.settings["NARA_WEB_PORT"]
    other.server._environment["NARA_WEB_PORT"] = premises.settings["NARA_WEB_PORT"]
    other.server.start()
    wait_until(lambda: other.server.pid is None)
    assert other.server.stop() == 2
    assert "(Address already in use): set NARA_WEB_PORT" in other.server.last_words()
    other.close()


def test_a_signal_at_any_moment_of_the_start_ends_it(premises: Premises) -> None:
    for wait_s in (0.1, 0.5, 0.9, 1.3):
        premises.server.start()
        time.sleep(wait_s)
        pid = premises.server.pid
        assert pid is not None
        children = psutil.Process(pid).children()
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: premises.server.pid is None)
        assert [child for child in children if child.is_running()] == [], "it ends its broker before it ends itself"


def test_a_broker_that_cannot_start_is_said_in_one_sentence(premises: Premises) -> None:
    with socket.create_server(("127.0.0.1", int(premises.settings["NARA_MQTT_PORT"]))):
        premises.server.start()
        wait_until(lambda: premises.server.pid is None)
    assert premises.server.stop() == 1
    words = premises.server.last_words(200)
    assert "set NARA_MQTT_PORT to another" in words
    assert "Traceback" not in words
    premises.server.start()
    wait_until(lambda: is_open(premises))
