"""What hubs may do, tried on both real brokers: themselves and nothing else, whatever they try."""

from __future__ import annotations

import socket
import ssl
import time

import pytest
from brokers import Broker, Clinic, NatsBroker, Peer, client_port_of, wait_until

from vitals.topics import Leaf, every


def others(clinic: Clinic) -> list[str]:
    """List every way to spell, reach round or swallow somebody else's topic."""
    alva = clinic.topic(clinic.alva, Leaf.RECORD)
    home = clinic.homes[clinic.alva]
    return [
        alva,
        clinic.topic(clinic.alva, Leaf.STATUS),
        clinic.topic(clinic.carl, Leaf.RECORD),
        f"/{alva}",
        f"{alva}/",
        alva.replace("/", "//", 1),
        alva.replace("/", "."),
        alva.upper(),
        f"nara/v1/{clinic.homes[clinic.beda]}/{clinic.alva}/record",
        f"nara/v1/{home}/{clinic.beda}/record",
        f"nara/v2/{home}/{clinic.alva}/record",
    ]


def beyond(clinic: Clinic) -> list[str]:
    """List what a hub must not publish on its own account either, and the broker's own topics."""
    own = clinic.topic(clinic.beda, Leaf.RECORD)
    return [
        clinic.topic(clinic.beda, Leaf.RECEIPT),
        clinic.topic(clinic.beda, Leaf.DESIRED),
        f"{own}/x",
        f"{own}/",
        f"/{own}",
        own.removesuffix("/record"),
        "nara/v1",
        "$SYS/broker/version",
        "$MQTT/msgs/x",
        "$MQTT/sub/x",
        "$MQTT/JSA/x/SL/x",
        "$JS/API/STREAM/NAMES",
        "/",
        "x",
    ]


@pytest.mark.decision("A6")
def test_a_hub_says_its_record_and_its_status_and_hears_its_receipt_and_what_is_desired(
    broker: Broker, clinic: Clinic
) -> None:
    with Peer(clinic, broker, "server") as server, Peer(clinic, broker, clinic.alva) as alva:
        assert all(server.subscribe(every(leaf), 1) for leaf in (Leaf.RECORD, Leaf.STATUS))
        assert all(alva.subscribe(clinic.topic(clinic.alva, leaf)) for leaf in (Leaf.RECEIPT, Leaf.DESIRED))
        for leaf in (Leaf.RECORD, Leaf.STATUS):
            alva.publish(clinic.topic(clinic.alva, leaf), leaf.encode())
            server.wait_for(leaf.encode())
        for leaf in (Leaf.RECEIPT, Leaf.DESIRED):
            server.publish(clinic.topic(clinic.alva, leaf), leaf.encode(), 0, retain=True)
            alva.wait_for(leaf.encode())
    assert server.payloads() == [b"record", b"status"]
    assert alva.payloads() == [b"receipt", b"desired"]


@pytest.mark.decision("A6")
@pytest.mark.timeout(60)
def test_nothing_that_a_hub_says_on_other_topics_is_delivered(broker: Broker, clinic: Clinic) -> None:
    """The server hears what comes last on the same line, and so knows that nothing came before."""
    with Peer(clinic, broker, "server") as server, Peer(clinic, broker, clinic.alva) as alva:
        assert all(server.subscribe(every(leaf), 1) for leaf in (Leaf.RECORD, Leaf.STATUS))
        assert all(alva.subscribe(clinic.topic(clinic.alva, leaf)) for leaf in (Leaf.RECEIPT, Leaf.DESIRED))
        for topic in [*others(clinic), *beyond(clinic)]:
            for qos in (0, 1):
                with Peer(clinic, broker, clinic.beda) as beda:
                    beda.publish(topic, b"forged", qos)
                    if beda.is_up:
                        beda.publish(clinic.topic(clinic.beda, Leaf.RECORD), f"after {topic} {qos}".encode())
                        server.wait_for(f"after {topic} {qos}".encode())
        server.publish(clinic.topic(clinic.alva, Leaf.RECEIPT), b"true", 0)
        alva.wait_for(b"true")
    assert b"forged" not in server.payloads()
    assert alva.payloads() == [b"true"]


@pytest.mark.parametrize(
    "topic",
    [b"nara/v1/+/+/record", b"#", b"$share/x/nara/v1/#", b"", b"nara/v1/\x00", b"nara/v1/\xff\xfe", b"nara.v1.>"],
)
def test_a_topic_that_is_none_is_not_delivered_either(broker: Broker, clinic: Clinic, topic: bytes) -> None:
    with Peer(clinic, broker, "server") as server, Peer(clinic, broker, clinic.alva) as alva:
        assert all(server.subscribe(every(leaf), 1) for leaf in (Leaf.RECORD, Leaf.STATUS))
        Peer(clinic, broker, clinic.beda).shout(topic, b"forged")
        alva.publish(clinic.topic(clinic.alva, Leaf.RECORD), b"true")
        server.wait_for(b"true")
    assert server.payloads() == [b"true"]


@pytest.mark.decision("A6")
@pytest.mark.timeout(60)
def test_a_hub_hears_nothing_of_others_however_it_asks(broker: Broker, clinic: Clinic) -> None:
    alva_receipt, home = clinic.topic(clinic.alva, Leaf.RECEIPT), clinic.homes[clinic.alva]
    filters = [
        "#",
        "+/#",
        "nara/#",
        "nara/v1/+/+/receipt",
        f"nara/v1/{home}/#",
        f"nara/v1/{home}/+/receipt",
        alva_receipt,
        f"{alva_receipt}/#",
        clinic.topic(clinic.alva, Leaf.DESIRED),
        clinic.topic(clinic.alva, Leaf.RECORD),
        clinic.topic(clinic.beda, Leaf.RECORD),
        f"nara/v1/{clinic.homes[clinic.beda]}/{clinic.beda}/#",
        f"nara/v1/{clinic.homes[clinic.beda]}/{clinic.beda}/+",
        "$SYS/#",
        "$MQTT/#",
        "$MQTT/sub/#",
        "$MQTT/msgs/#",
        "$MQTT/rmsgs",
        "$JS/#",
        "$share/x/nara/v1/#",
        "/#",
    ]
    with Peer(clinic, broker, "server") as server, Peer(clinic, broker, clinic.alva) as alva:
        assert all(server.subscribe(every(leaf), 1) for leaf in (Leaf.RECORD, Leaf.STATUS))
        server.publish(alva_receipt, b"alva's, kept", 0, retain=True)
        for topic in filters:
            with Peer(clinic, broker, clinic.beda) as beda:
                for qos in (0, 1):
                    beda.subscribe(topic, qos)
                    if not beda.is_up:
                        break
                if beda.is_up:
                    assert beda.subscribe(clinic.topic(clinic.beda, Leaf.RECEIPT))
                    server.publish(alva_receipt, b"alva's", 0)
                    alva.publish(clinic.topic(clinic.alva, Leaf.RECORD), b"alva's")
                    server.publish(clinic.topic(clinic.beda, Leaf.RECEIPT), b"beda's", 0)
                    beda.wait_for(b"beda's")
                assert set(beda.payloads()) <= {b"beda's"}, topic


@pytest.mark.decision("A6")
def test_a_will_on_another_hubs_topic_is_never_executed(broker: Broker, clinic: Clinic) -> None:
    topics = [clinic.topic(clinic.alva, leaf) for leaf in (Leaf.RECORD, Leaf.STATUS, Leaf.RECEIPT)]
    with Peer(clinic, broker, "server") as server, Peer(clinic, broker, clinic.alva) as alva:
        assert all(server.subscribe(every(leaf), 1) for leaf in (Leaf.RECORD, Leaf.STATUS))
        assert alva.subscribe(clinic.topic(clinic.alva, Leaf.RECEIPT))
        for topic in topics:
            beda = Peer(clinic, broker, clinic.beda, will=(topic, b"from the grave"))
            beda.connect()
            if beda.is_up:
                beda.vanish()
            beda.__exit__()
        with Peer(clinic, broker, clinic.beda, will=(clinic.topic(clinic.beda, Leaf.STATUS), b"beda is gone")) as beda:
            beda.vanish()
        server.wait_for(b"beda is gone")
        server.publish(clinic.topic(clinic.alva, Leaf.RECEIPT), b"true", 0)
        alva.wait_for(b"true")
    assert server.payloads() == [b"beda is gone"]
    assert alva.payloads() == [b"true"]


@pytest.mark.decision("A4")
def test_the_last_will_of_a_hub_that_vanishes_arrives_and_is_kept(broker: Broker, clinic: Clinic) -> None:
    status = clinic.topic(clinic.alva, Leaf.STATUS)
    with Peer(clinic, broker, "server") as server:
        assert server.subscribe(every(Leaf.STATUS))
        with Peer(clinic, broker, clinic.alva, will=(status, b"gone")) as alva:
            alva.publish(status, b"well", retain=True)
            server.wait_for(b"well")
            alva.vanish()
        server.wait_for(b"gone")
    with Peer(clinic, broker, "server") as server:
        assert server.subscribe(every(Leaf.STATUS))
        server.wait_for(b"gone")
        assert [each.is_retained for each in server.heard] == [True]


def test_a_client_without_a_certificate_is_refused(broker: Broker, clinic: Clinic) -> None:
    assert Peer(clinic, broker, "nobody", papers=()).is_refused()  # type: ignore[arg-type]  # no papers at all


def test_a_certificate_of_another_authority_is_refused(broker: Broker, clinic: Clinic) -> None:
    theirs = Clinic(clinic.folder / "theirs")
    assert Peer(clinic, broker, clinic.alva, papers=theirs.papers(clinic.alva)).is_refused()


def test_a_hub_that_the_register_does_not_know_is_refused_or_may_do_nothing(broker: Broker, clinic: Clinic) -> None:
    broker.allow(clinic.entries(clinic.alva))
    with Peer(clinic, broker, "server") as server, Peer(clinic, broker, clinic.alva) as alva:
        assert server.subscribe(every(Leaf.RECORD), 1)
        beda = Peer(clinic, broker, clinic.beda)
        if not beda.is_refused():
            beda.connect()
            beda.publish(clinic.topic(clinic.beda, Leaf.RECORD), b"stranger")
            beda.__exit__()
        alva.publish(clinic.topic(clinic.alva, Leaf.RECORD), b"known")
        server.wait_for(b"known")
    assert server.payloads() == [b"known"]


def test_the_brokers_own_certificate_is_nobodys(broker: Broker, clinic: Clinic) -> None:
    assert Peer(clinic, broker, "broker").is_refused()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_tls_older_than_1_2_is_refused(broker: Broker, clinic: Clinic, version: ssl.TLSVersion) -> None:
    assert Peer(clinic, broker, clinic.alva, tls=version).is_refused()
    assert not Peer(clinic, broker, clinic.alva, tls=ssl.TLSVersion.TLSv1_2).is_refused()


def test_plain_text_is_refused(broker: Broker) -> None:
    with socket.create_connection(("127.0.0.1", broker.port), timeout=5) as plain:
        plain.sendall(b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00")
        try:
            said = plain.recv(64)
        except ConnectionError:
            said = b""
    assert not said.startswith(b"\x20"), "no CONNACK"


def test_a_hub_cannot_take_over_the_servers_session(broker: Broker, clinic: Clinic) -> None:
    """Whatever name it gives for its session, the server stays connected and hears on."""
    with Peer(clinic, broker, "server", client_id="a-secret-name", is_clean=False) as server:
        assert server.subscribe(every(Leaf.RECORD), 1)
        for name in ("server", "nara-server", "CN=server", "nara", clinic.alva):
            with Peer(clinic, broker, clinic.beda, client_id=name, is_clean=False) as beda:
                beda.publish(clinic.topic(clinic.beda, Leaf.RECORD), name.encode())
                server.wait_for(name.encode())
        with Peer(clinic, broker, clinic.alva) as alva:
            alva.publish(clinic.topic(clinic.alva, Leaf.RECORD), b"alva's")
        server.wait_for(b"alva's")
        assert server.is_up


def test_a_changed_register_lets_a_hub_in_and_nobody_else_notices(broker: Broker, clinic: Clinic) -> None:
    broker.allow(clinic.entries(clinic.alva))
    with Peer(clinic, broker, "server") as server, Peer(clinic, broker, clinic.alva) as alva:
        assert server.subscribe(every(Leaf.RECORD), 1)
        assert alva.subscribe(clinic.topic(clinic.alva, Leaf.RECEIPT))
        broker.allow(clinic.entries())
        wait_until(lambda: not Peer(clinic, broker, clinic.beda).is_refused(), "the new hub is let in")
        with Peer(clinic, broker, clinic.beda) as beda:
            beda.publish(clinic.topic(clinic.beda, Leaf.RECORD), b"new")
            server.wait_for(b"new")
        server.publish(clinic.topic(clinic.alva, Leaf.RECEIPT), b"as before", 0)
        alva.wait_for(b"as before")
        assert (server.is_up, alva.is_up) == (True, True)


def test_a_hub_that_has_left_the_register_is_heard_no_more(broker: Broker, clinic: Clinic) -> None:
    with Peer(clinic, broker, "server") as server, Peer(clinic, broker, clinic.alva) as alva:
        assert server.subscribe(every(Leaf.RECORD), 1)
        beda = Peer(clinic, broker, clinic.beda)
        with beda:
            assert beda.subscribe(clinic.topic(clinic.beda, Leaf.RECEIPT))
            broker.allow(clinic.entries(clinic.alva))
            time.sleep(0.5)
            if beda.is_up:
                beda.publish(clinic.topic(clinic.beda, Leaf.RECORD), b"gone")
            server.publish(clinic.topic(clinic.beda, Leaf.RECEIPT), b"for beda", 0)
            alva.publish(clinic.topic(clinic.alva, Leaf.RECORD), b"here")
            server.wait_for(b"here")
        assert server.payloads() == [b"here"]
        assert beda.payloads() == []


@pytest.mark.decision("A7")
def test_a_hub_that_was_moved_may_still_speak_for_its_old_home(broker: Broker, clinic: Clinic) -> None:
    """An old image of its card may turn up; what it says is judged by when it was said."""
    old, new = clinic.homes[clinic.alva], clinic.homes[clinic.beda]
    moved = clinic.entries(clinic.alva)[0]
    broker.allow([type(moved)(hub=clinic.alva, home=new, keys={old: bytes(32), new: bytes(32)})])
    time.sleep(0.5)
    with Peer(clinic, broker, "server") as server, Peer(clinic, broker, clinic.alva) as alva:
        assert server.subscribe(every(Leaf.RECORD), 1)
        for home in (old, new):
            alva.publish(f"nara/v1/{home}/{clinic.alva}/record", home.encode())
            server.wait_for(home.encode())


def test_nobody_gets_in_by_the_side_door_of_nats(clinic: Clinic) -> None:
    """nats-server opens a port for its own protocol; it cannot be told not to."""
    nats = NatsBroker(clinic)
    nats.start(clinic.entries())
    try:
        for who in ("CN=server", f"CN={clinic.alva}", "server", ""):
            with socket.create_connection(("127.0.0.1", client_port_of(nats.place.log)), timeout=5) as door:
                door.recv(4_096)
                door.sendall(f'CONNECT {{"verbose":true,"user":"{who}","pass":""}}\r\nSUB > 1\r\n'.encode())
                assert door.recv(4_096).startswith(b"-ERR 'Authorization Violation'")
    finally:
        nats.stop()
