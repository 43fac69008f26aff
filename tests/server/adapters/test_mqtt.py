from __future__ import annotations

import gc
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from brokers import Broker, Clinic, NatsBroker, Peer, wait_until

from server.adapters import broker as broker_module
from server.adapters.mqtt import Letter, ServerLine
from vitals.topics import Leaf


class Listener:
    """A line, and the letters that came by it."""

    def __init__(self, clinic: Clinic, broker: Broker) -> None:
        self.letters: list[Letter] = []
        self.line = ServerLine(f"mqtts://127.0.0.1:{broker.port}", clinic.pki, self.letters.append)

    def __enter__(self) -> Listener:
        """Be connected."""
        self.line.start()
        wait_until(lambda: self.line.is_up, "the line is up")
        return self

    def __exit__(self, *_: object) -> None:
        """Say goodbye."""
        self.line.stop()

    def payloads(self) -> list[bytes]:
        """Give what was heard."""
        return [letter.payload for letter in self.letters]

    def wait_for(self, *payloads: bytes) -> None:
        """Wait until all of it is heard."""
        wait_until(lambda: set(payloads) <= set(self.payloads()), f"{payloads} are heard; {self.payloads()} were")


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let NATS wait for one second instead of ten before it sends again what is not acknowledged."""
    monkeypatch.setattr(broker_module, "_ACK_WAIT_S", 1)


@pytest.fixture
def alva(clinic: Clinic, broker: Broker) -> Iterator[Peer]:
    """Give a hub that is connected."""
    with Peer(clinic, broker, clinic.alva) as hub:
        yield hub


def send(hub: Peer, *payloads: bytes, leaf: Leaf = Leaf.RECORD, retain: bool = False) -> None:
    for payload in payloads:
        hub.publish(hub.clinic.topic(hub.clinic.alva, leaf), payload, retain=retain)


def numbered(count: int) -> list[bytes]:
    return [str(number).encode() for number in range(count)]


def test_records_and_heartbeats_are_heard_with_topic_and_payload(clinic: Clinic, broker: Broker, alva: Peer) -> None:
    with Listener(clinic, broker) as listener:
        send(alva, b"\x00\xff not text")
        send(alva, b"well", leaf=Leaf.STATUS, retain=True)
        listener.wait_for(b"\x00\xff not text", b"well")
    assert {(letter.topic, letter.is_retained) for letter in listener.letters} == {
        (clinic.topic(clinic.alva, Leaf.RECORD), False),
        (clinic.topic(clinic.alva, Leaf.STATUS), False),
    }


@pytest.mark.decision("A4")
def test_a_heartbeat_from_before_is_marked_as_kept_by_the_broker(clinic: Clinic, broker: Broker, alva: Peer) -> None:
    send(alva, b"long ago", leaf=Leaf.STATUS, retain=True)
    with Listener(clinic, broker) as listener:
        listener.wait_for(b"long ago")
    assert [letter.is_retained for letter in listener.letters] == [True]


def test_what_nobody_acknowledged_comes_again_and_what_somebody_did_does_not(
    clinic: Clinic, broker: Broker, alva: Peer
) -> None:
    """A server that dies before its commit gets the letters again when it is back."""
    with Listener(clinic, broker) as first:
        send(alva, *numbered(10))
        first.wait_for(*numbered(10))
        for letter in first.letters[:6]:
            letter.acknowledge()
        time.sleep(0.3)
    with Listener(clinic, broker) as second:
        second.wait_for(*numbered(10)[6:])
        for letter in second.letters:
            letter.acknowledge()
        time.sleep(0.3)
    assert sorted(second.payloads()) == numbered(10)[6:]
    with Listener(clinic, broker) as third:
        send(alva, b"new")
        third.wait_for(b"new")
    assert third.payloads() == [b"new"]


def test_letters_wait_at_the_broker_while_the_server_is_away(clinic: Clinic, broker: Broker, alva: Peer) -> None:
    with Listener(clinic, broker):
        pass
    send(alva, *numbered(2_100))  # more than Mosquitto would keep by its own defaults
    with Listener(clinic, broker) as listener:
        listener.wait_for(*numbered(1_999))  # and as many at once as the server takes without acknowledging one
        for letter in listener.letters[:200]:
            letter.acknowledge()
        listener.wait_for(*numbered(2_100))
    assert listener.payloads() == numbered(2_100)


def test_an_acknowledgement_of_a_connection_that_is_gone_acknowledges_nothing_of_the_next(
    clinic: Clinic, broker: Broker, alva: Peer
) -> None:
    """Packet numbers begin anew with every connection: an old one would acknowledge another letter."""
    with Listener(clinic, broker) as listener:
        send(alva, b"first")
        listener.wait_for(b"first")
        old = listener.letters[0]
        broker.kill()
        wait_until(lambda: not listener.line.is_up, "the line is down")
        broker.revive()
        wait_until(lambda: listener.line.is_up, "the line is up again")
        with Peer(clinic, broker, clinic.beda) as beda:
            beda.publish(clinic.topic(clinic.beda, Leaf.RECORD), b"second")
        listener.wait_for(b"second")
        old.acknowledge()
        time.sleep(0.3)
    with Listener(clinic, broker) as again:
        again.wait_for(b"second")


def test_the_line_finds_back_to_a_broker_that_died_and_hears_on(clinic: Clinic, broker: Broker) -> None:
    with Listener(clinic, broker) as listener:
        for number in range(3):
            broker.kill()
            wait_until(lambda: not listener.line.is_up, "the line is down")
            listener.line.publish(clinic.topic(clinic.alva, Leaf.RECEIPT), b"into the void")
            broker.revive()
            wait_until(lambda: listener.line.is_up, "the line is up again")
            with Peer(clinic, broker, clinic.alva) as alva:
                send(alva, f"after death {number}".encode())
            listener.wait_for(f"after death {number}".encode())
        assert listener.line.is_alive
    assert not listener.line.is_alive


def test_a_line_that_starts_before_its_broker_waits_for_it(clinic: Clinic, broker: Broker) -> None:
    broker.kill()
    listener = Listener(clinic, broker)
    listener.line.start()
    time.sleep(0.5)
    assert (listener.line.is_up, listener.line.is_alive) == (False, True)
    broker.revive()
    wait_until(lambda: listener.line.is_up, "the line is up")
    listener.line.stop()


@pytest.mark.decision("A3")
def test_a_receipt_is_kept_for_a_hub_that_comes_later(clinic: Clinic, broker: Broker) -> None:
    receipt = clinic.topic(clinic.alva, Leaf.RECEIPT)
    with Listener(clinic, broker) as listener:
        listener.line.publish(receipt, b"held up to 6")
        listener.line.publish(receipt, b"held up to 7")
        time.sleep(0.3)
    with Peer(clinic, broker, clinic.alva) as alva:
        assert alva.subscribe(receipt)
        alva.wait_for(b"held up to 7")
    assert alva.payloads() == [b"held up to 7"]


@pytest.mark.timeout(30)
def test_one_thread_alone_writes_to_the_line_whoever_acknowledges_or_publishes(
    clinic: Clinic, broker: Broker, alva: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that write at once through one TLS connection garble it."""
    sent, send_it = [], ssl.SSLSocket.send

    def record(connection: ssl.SSLSocket, *arguments: Any) -> int:
        sent.append((connection.fileno(), threading.current_thread().ident))
        return send_it(connection, *arguments)

    with Listener(clinic, broker) as listener:
        monkeypatch.setattr(ssl.SSLSocket, "send", record)
        send(alva, *numbered(200))
        listener.wait_for(*numbered(200))
        acknowledging = [
            threading.Thread(target=lambda part=part: [letter.acknowledge() for letter in part])
            for part in (listener.letters[:100], listener.letters[100:])
        ]
        for thread in acknowledging:
            thread.start()
        for number in range(200):
            listener.line.publish(clinic.topic(clinic.alva, Leaf.RECEIPT), b"held up to %d" % number)
        for thread in acknowledging:
            thread.join()
        assert alva.subscribe(clinic.topic(clinic.alva, Leaf.RECEIPT))
        alva.wait_for(b"held up to 199")
        assert listener.line.is_up
    monkeypatch.undo()
    writers: dict[int, set[int | None]] = {}
    for connection, thread_id in sent:
        writers.setdefault(connection, set()).add(thread_id)
    assert {len(threads) for threads in writers.values()} == {1}


@pytest.mark.timeout(30)
def test_acknowledgements_and_receipts_go_out_at_once(clinic: Clinic, broker: Broker, alva: Peer) -> None:
    """Not when the line next happens to wake up: a second a letter would be a thousand times too slow."""
    receipt = clinic.topic(clinic.alva, Leaf.RECEIPT)
    assert alva.subscribe(receipt)
    with Listener(clinic, broker) as listener:
        began = time.monotonic()
        for number in range(20):
            send(alva, f"record {number}".encode())
            listener.wait_for(f"record {number}".encode())
            listener.letters[-1].acknowledge()
            listener.line.publish(receipt, f"receipt {number}".encode())
            alva.wait_for(f"receipt {number}".encode())
        assert time.monotonic() - began < 10, "twenty rounds would take twenty seconds if each waited for one"


def test_a_letter_that_waits_is_not_handed_on_twice_by_an_impatient_broker(
    clinic: Clinic, broker: Broker, alva: Peer
) -> None:
    """NATS sends again what is not acknowledged: a long fault of the store would fill the memory with copies."""
    with Listener(clinic, broker) as listener:
        send(alva, b"one", b"two")
        listener.wait_for(b"one", b"two")
        time.sleep(2.5)
        assert listener.payloads() == [b"one", b"two"]
        for letter in listener.letters:
            letter.acknowledge()
        send(alva, b"three")
        listener.wait_for(b"three")
        listener.letters[-1].acknowledge()
        time.sleep(1.5)
    assert listener.payloads() == [b"one", b"two", b"three"]
    with Listener(clinic, broker) as again:
        time.sleep(1.5)
    assert again.payloads() == []


def test_a_broker_that_lets_the_server_hear_nothing_is_said_to(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    config = broker_module.nats_config
    monkeypatch.setattr(broker_module, "nats_config", lambda *words: config(*words).replace("nara.v1.*.*.record", "x"))
    nats = NatsBroker(clinic)
    nats.start(clinic.entries())
    try:
        listener = Listener(clinic, nats)
        listener.line.start()
        wait_until(lambda: "does not let the server hear" in caplog.text, "it is said")
        assert not listener.line.is_up
        listener.line.stop()
    finally:
        nats.stop()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # paho leaves the socket to be collected
def test_a_broker_of_another_authority_is_never_told_anything(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    theirs = Clinic(clinic.folder / "theirs")
    nats = NatsBroker(theirs)
    nats.start([])
    try:
        listener = Listener(clinic, nats)
        with caplog.at_level(logging.WARNING, "nara.line"):
            listener.line.start()
            wait_until(lambda: "CERTIFICATE_VERIFY_FAILED" in caplog.text, "it is said")
        assert (listener.line.is_up, listener.line.is_alive) == (False, True)
        listener.line.stop()
        gc.collect()
    finally:
        nats.stop()


def test_the_name_of_the_session_is_a_secret_that_stays(clinic: Clinic, broker: Broker) -> None:
    """Another name at the next start would leave a session behind that fills and is never emptied."""
    with Listener(clinic, broker) as listener:
        name = (clinic.pki / "session.id").read_text()
        assert listener.line._session == name
    with Listener(clinic, broker):
        assert (clinic.pki / "session.id").read_text() == name
    assert len(name) >= 32
    assert (clinic.pki / "session.id").stat().st_mode & 0o077 == 0
    assert Listener(Clinic(clinic.folder / "other"), broker).line._session != name


def test_stopping_one_that_cannot_connect_does_not_take_long(clinic: Clinic, broker: Broker) -> None:
    broker.kill()
    listener = Listener(clinic, broker)
    listener.line.start()
    time.sleep(0.3)
    began = time.monotonic()
    listener.line.stop()
    assert not listener.line.is_alive
    assert time.monotonic() - began < 5
