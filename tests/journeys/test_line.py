"""The hub's line on real brokers, over real TLS with the product's own certificates: up, down, up again, goodbye."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from brokers import Broker as RealBroker
from brokers import Clinic, Mosquitto, NatsBroker, Peer, wait_until

from edge.adapters import mqtt
from edge.adapters.mqtt import Broker, Line, Listener
from vitals.identity import HubId
from vitals.topics import READ_BY_HUB, Leaf, every

pytestmark = [pytest.mark.journey, pytest.mark.timeout(60)]


class HubLine:
    """One hub's line, and what it told."""

    def __init__(self, clinic: Clinic, broker: RealBroker, hub: HubId) -> None:
        certificate, key = clinic.papers(hub)
        authority = clinic.pki / "ca.crt"
        where = Broker(host="127.0.0.1", port=broker.port, authority=authority, certificate=certificate, key=key)
        self.told: list[str] = []
        self.heard: list[tuple[str, bytes]] = []
        self.broke: list[Exception] = []
        listener = Listener(
            up=lambda: self.told.append("up"),
            down=lambda: self.told.append("down"),
            message=lambda topic, payload: self.heard.append((topic, payload)),
            will=lambda: (clinic.topic(hub, Leaf.STATUS), b"gone"),
            broke=self.broke.append,
        )
        self.line = Line(where, hub, [clinic.topic(hub, leaf) for leaf in READ_BY_HUB], listener)

    def __enter__(self) -> HubLine:
        self.line.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.line.stop()
        assert self.broke == []

    def is_up(self) -> bool:
        return self.told[-1:] == ["up"]


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt, "BACK_OFF_FIRST_S", 0.05)
    monkeypatch.setattr(mqtt, "BACK_OFF_LONGEST_S", 0.2)


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(tmp_path)


@pytest.fixture(params=["nats", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def broker(request: pytest.FixtureRequest, clinic: Clinic) -> Iterator[RealBroker]:
    started: RealBroker = NatsBroker(clinic) if request.param == "nats" else Mosquitto(clinic)
    try:
        started.start(clinic.entries(clinic.alva, clinic.beda))
        yield started
    finally:
        started.stop()


def test_a_line_says_the_hubs_records_and_hears_what_is_the_hubs_own(clinic: Clinic, broker: RealBroker) -> None:
    record, receipt = clinic.topic(clinic.alva, Leaf.RECORD), clinic.topic(clinic.alva, Leaf.RECEIPT)
    with Peer(clinic, broker, "server") as server, HubLine(clinic, broker, clinic.alva) as alva:
        server.subscribe(every(Leaf.RECORD), 1)
        wait_until(alva.is_up, "the line is up")
        alva.line.publish(record, b"80.1", retain=False)
        server.wait_for(b"80.1")
        server.publish(receipt, b"held", retain=True)
        server.publish(clinic.topic(clinic.beda, Leaf.RECEIPT), b"not yours")
        wait_until(lambda: alva.heard, "the hub hears its receipt")
        assert alva.heard == [(receipt, b"held")]


def test_a_retained_receipt_is_heard_as_soon_as_the_line_is_up(clinic: Clinic, broker: RealBroker) -> None:
    receipt = clinic.topic(clinic.alva, Leaf.RECEIPT)
    with Peer(clinic, broker, "server") as server:
        server.publish(receipt, b"held", retain=True)
        with HubLine(clinic, broker, clinic.alva) as alva:
            wait_until(lambda: alva.heard == [(receipt, b"held")], "the hub hears what was retained")


def test_a_broker_that_dies_is_waited_for_and_what_was_said_meanwhile_is_not_said_later(
    clinic: Clinic, broker: RealBroker
) -> None:
    record = clinic.topic(clinic.alva, Leaf.RECORD)
    with HubLine(clinic, broker, clinic.alva) as alva:
        wait_until(alva.is_up, "the line is up")
        broker.kill()
        wait_until(lambda: alva.told == ["up", "down"], "the line notices")
        alva.line.publish(record, b"into the void", retain=False)
        broker.revive()
        wait_until(lambda: alva.told == ["up", "down", "up"], "the line is up again")
        with Peer(clinic, broker, "server") as server:
            server.subscribe(every(Leaf.RECORD), 1)
            alva.line.publish(record, b"after", retain=False)
            server.wait_for(b"after")
            assert server.payloads() == [b"after"]


def test_a_hub_that_vanishes_leaves_its_will_and_one_that_says_goodbye_does_not(
    clinic: Clinic, broker: RealBroker
) -> None:
    with Peer(clinic, broker, "server") as server:
        server.subscribe(every(Leaf.STATUS), 1)
        with HubLine(clinic, broker, clinic.beda) as beda:
            wait_until(beda.is_up, "the line is up")
        with HubLine(clinic, broker, clinic.alva) as alva:
            wait_until(alva.is_up, "the line is up")
            connection: Any = alva.line._client and alva.line._client.socket()
            connection.shutdown(socket.SHUT_RDWR)
            server.wait_for(b"gone")
            assert [heard.topic for heard in server.heard] == [clinic.topic(clinic.alva, Leaf.STATUS)]


def test_a_hub_that_nats_does_not_know_is_never_up_and_is_taken_in_once_it_is_known(clinic: Clinic) -> None:
    """Mosquitto takes in whoever has a certificate, says yes to every subscription, and then delivers nothing."""
    broker = NatsBroker(clinic)
    with HubLine(clinic, broker, clinic.carl) as carl:
        try:
            broker.start(clinic.entries(clinic.alva))
            with HubLine(clinic, broker, clinic.alva) as alva:
                wait_until(alva.is_up, "the line of a hub that is known is up")
                assert carl.told == []
            broker.allow(clinic.entries())
            wait_until(carl.is_up, "the line is up")
        finally:
            broker.stop()


def test_a_line_that_is_there_before_its_broker_comes_up_with_it(clinic: Clinic) -> None:
    broker = NatsBroker(clinic)
    with HubLine(clinic, broker, clinic.alva) as alva:
        try:
            broker.start(clinic.entries())
            wait_until(alva.is_up, "the line is up")
        finally:
            broker.stop()


def test_one_thread_alone_writes_to_the_line_whoever_publishes(
    clinic: Clinic, broker: RealBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that write at once through one TLS connection garble it, or worse."""
    writers, send_it = set(), ssl.SSLSocket.send

    def record(connection: ssl.SSLSocket, *arguments: Any) -> int:
        writers.add(threading.current_thread().name)
        return send_it(connection, *arguments)

    topic = clinic.topic(clinic.alva, Leaf.RECORD)
    with Peer(clinic, broker, "server") as server:
        server.subscribe(every(Leaf.RECORD), 1)
        monkeypatch.setattr(ssl.SSLSocket, "send", record)
        with HubLine(clinic, broker, clinic.alva) as alva:
            wait_until(alva.is_up, "the line is up")
            writers.clear()
            for number in range(500):
                alva.line.publish(topic, b"%d" % number, retain=False)
            server.wait_for(b"499")
        monkeypatch.undo()
    hubs = {name for name in writers if clinic.alva in name or name in {"line", "MainThread"}}
    assert len(hubs) == 1


def test_what_a_listener_raises_is_told_and_not_swallowed(clinic: Clinic, broker: RealBroker) -> None:
    alva = HubLine(clinic, broker, clinic.alva)
    fault = ValueError("a fault of ours")

    def fail(_topic: str, _payload: bytes) -> None:
        raise fault

    alva.line._listener = replace(alva.line._listener, message=fail)
    alva.line.start()
    wait_until(alva.is_up, "the line is up")
    with Peer(clinic, broker, "server") as server:
        server.publish(clinic.topic(clinic.alva, Leaf.RECEIPT), b"held", 0)
    wait_until(lambda: alva.broke == [fault], "it is told")
    alva.line.stop()
