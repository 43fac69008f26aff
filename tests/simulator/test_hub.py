from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_folder import provision
from small_hub import SCALE, WEIGHING

from simulator.hub import HomeHub, HubSilentError

pytestmark = pytest.mark.timeout(60)
DEVICE = {"address": SCALE.address, "device": SCALE.device, "family": "standard-scale", "name": None}


@pytest.fixture
def broker() -> Iterator[socket.socket]:
    """A broker that hangs up on everybody, as soon as it is looked after."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        yield listener


@pytest.fixture
def hub(tmp_path: Path, broker: socket.socket) -> Iterator[HomeHub]:
    provision(tmp_path / "hub", devices=[DEVICE], broker=broker.getsockname())
    hub = HomeHub("home", tmp_path / "hub", tmp_path, None)
    yield hub
    hub.kill()


def test_a_device_that_indicates_is_told_where_its_record_is_kept(hub: HomeHub) -> None:
    hub.start()
    first, second = (hub.indicate(SCALE.address, "2a9d", WEIGHING) for _ in range(2))
    assert first is not None
    assert second is not None
    assert (first[0], first[1], second[1]) == (second[0], 1, 2)
    assert hub.queue_depth() == 2
    assert hub.indicate("AA:AA:AA:AA:AA:AA", "2a9d", WEIGHING) is None
    assert hub.stop() == 0


def test_what_was_kept_is_there_after_a_power_cut(hub: HomeHub) -> None:
    hub.start()
    hub.indicate(SCALE.address, "2a9d", WEIGHING)
    hub.kill()
    with pytest.raises(HubSilentError, match="hub home does not listen"):
        hub.queue_depth()
    hub.start()
    assert hub.queue_depth() == 1


def test_a_hub_that_dies_while_it_is_asked_is_an_error_of_the_line(hub: HomeHub) -> None:
    hub.start()
    hub.queue_depth()
    hub.process.kill()
    with pytest.raises(OSError, match=r"hung up|[Bb]roken pipe|reset"):
        hub.indicate(SCALE.address, "2a9d", WEIGHING)


def test_waiting_for_receipts_that_nobody_sends_ends(hub: HomeHub) -> None:
    hub.start()
    hub.wait_until_empty(within_s=5)
    hub.indicate(SCALE.address, "2a9d", WEIGHING)
    with pytest.raises(TimeoutError, match="hub home still has records to send"):
        hub.wait_until_empty(within_s=0.05)


def test_a_hub_told_that_the_network_is_back_tries_at_once(hub: HomeHub, broker: socket.socket) -> None:
    hub.start()
    for _ in range(3):
        broker.accept()[0].close()
    began_s = time.monotonic()
    hub.hurry()
    broker.accept()[0].close()
    assert time.monotonic() - began_s < 1.5, "by itself it would have waited 2 to 4 seconds"


def test_a_dead_hub_need_not_hurry(hub: HomeHub) -> None:
    hub.hurry()
    assert hub.process.pid is None
