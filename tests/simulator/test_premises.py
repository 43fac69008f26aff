from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psutil
import pytest

from edge.config import read_config
from edge.main import main
from simulator.premises import Premises, cuff_address, free_ports, scale_address
from simulator.town import HOMES

FIRST_ON = date(2026, 11, 2)
STARTS_AT = datetime(2026, 11, 2, 5, tzinfo=UTC)
COUPLE = next(home for home in HOMES if home.label == "sjoberg")


@pytest.fixture
def premises(tmp_path: Path) -> Iterator[Premises]:
    premises = Premises(tmp_path / "town", [COUPLE], FIRST_ON, starts_at=STARTS_AT)
    yield premises
    premises.close()


def processes(premises: Premises) -> list[psutil.Process]:
    """List all that runs of the premises, the broker too."""
    pids = [premises.server.pid, *(hub.process.pid for hub in premises.hubs.values())]
    own = [psutil.Process(pid) for pid in pids if pid is not None]
    return [*own, *(child for process in own for child in process.children(recursive=True))]


def wait_until_gone(gone: list[psutil.Process], within_s: float = 20) -> None:
    _, alive = psutil.wait_procs(gone, timeout=within_s)
    assert alive == []


@pytest.mark.journey
@pytest.mark.timeout(90)
def test_what_is_set_up_starts_follows_the_clock_and_leaves_nothing_behind(
    premises: Premises, capsys: pytest.CaptureFixture[str]
) -> None:
    premises.set_up(has_lines=lambda _: True)
    assert set(premises.ids["patient"]) == {"maj", "arne"}
    hub = premises.hubs["sjoberg"]
    assert hub.line is not None
    config = read_config(hub.folder, "test")
    assert (config.settings.hub, config.broker_port) == (hub.hub, hub.line.port)
    assert {device.address for device in config.settings.devices} == {
        scale_address(COUPLE),
        *(cuff_address(COUPLE, person) for person in COUPLE.people),
    }
    premises.start()
    running = processes(premises)
    assert len(running) == 3
    assert main(["doctor", "--dir", str(hub.folder), "--no-radio", "--json"]) == 0, capsys.readouterr().out
    premises.stop()
    wait_until_gone(running)
    assert premises.clock is not None
    sockets = premises.clock.path.parent
    premises.close()
    assert not sockets.exists()
    assert premises.folder.exists()


@pytest.mark.journey
@pytest.mark.timeout(90)
def test_nothing_outlives_a_simulator_that_is_gone(premises: Premises) -> None:
    premises.set_up()
    premises.start()
    running = processes(premises)
    assert premises.clock is not None
    premises.clock.close()
    wait_until_gone(running)


def test_every_device_of_the_town_has_an_address_of_its_own() -> None:
    addresses = [scale_address(home) for home in HOMES]
    addresses += [cuff_address(home, person) for home in HOMES for person in home.people]
    assert len(addresses) == len(set(addresses))


def test_free_ports_are_apart_nobodys_and_never_given_to_a_caller() -> None:
    lowest_of_callers = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert max(ports) < lowest_of_callers
    for port in ports:
        socket.create_server(("127.0.0.1", port)).close()


def test_without_a_start_everybody_goes_by_the_machines_clock(tmp_path: Path) -> None:
    premises = Premises(tmp_path / "town", [COUPLE], FIRST_ON, settings={"NARA_WEB_HOST": "127.0.0.1"})
    assert premises.clock is None
    assert premises.settings["NARA_WEB_HOST"] == "127.0.0.1"
    assert premises.url == f"http://127.0.0.1:{premises.web_port}"
    premises.close()
