"""Real brokers on free ports, and real clients with certificates of a real authority, to try what each may do."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from source import ROOT

from edge.adapters.keys import KeyRing
from server.adapters.authority import Authority
from server.adapters.broker import BrokerPlace, EmbeddedBroker, mosquitto_acl
from server.patients.register import HubEntry
from vitals.identity import HomeId, HubId
from vitals.topics import Leaf, Topic

MOSQUITTO_MISSING = "Mosquitto is missing, and it is tested as a broker beside NATS: apt-get install mosquitto"
WITHIN_S = 10.0


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(is_so: Callable[[], object], what: str, within_s: float = WITHIN_S) -> None:
    """Wait until something is so; fails saying what is not."""
    until = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until, f"after {within_s:g} s still not: {what}"
        time.sleep(0.01)


class Clinic:
    """An authority with its server and three hubs in two homes: alva and beda have one each, carl shares alva's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pki = folder / "pki"
        self.authority = Authority(self.pki)
        self.authority.equip_server(["127.0.0.1"])
        self.alva, self.beda, self.carl = (HubId(name * 4) for name in ("alva", "beda", "carl"))
        one, other = HomeId("home" * 4), HomeId("elsewhereelsewhe"[:16])
        self.homes = {self.alva: one, self.beda: other, self.carl: one}

    def entries(self, *hubs: HubId) -> list[HubEntry]:
        """Give the register's entries of some hubs, or of all."""
        return [
            HubEntry(hub=hub, home=self.homes[hub], keys={self.homes[hub]: bytes(32)}) for hub in hubs or self.homes
        ]

    def topic(self, hub: HubId, leaf: Leaf) -> str:
        """Give a topic of a hub."""
        return str(Topic(self.homes[hub], hub, leaf))

    def papers(self, name: str) -> tuple[Path, Path]:
        """Give certificate and key of the server, the broker or a hub; a hub gets them when it first asks."""
        if name in {"server", "broker"}:
            return self.pki / f"{name}.crt", self.pki / f"{name}.key"
        folder = self.folder / name
        if not folder.exists():
            keys = KeyRing(folder)
            keys.make()
            (folder / "tls.crt").write_text(self.authority.certify_hub(keys.certificate_request().decode(), name))
        return folder / "tls.crt", folder / "tls.key"


class NatsBroker:
    """The embedded broker, as the server runs it."""

    name = "nats"

    def __init__(self, clinic: Clinic) -> None:
        self.place = BrokerPlace(
            host="127.0.0.1", port=free_port(), data=clinic.folder / "broker" / "data", pki=clinic.pki
        )
        self.port = self.place.port
        self.embedded = EmbeddedBroker(self.place)
        self.start, self.allow, self.stop = self.embedded.start, self.embedded.allow, self.embedded.stop

    def kill(self) -> None:
        """Kill it."""
        child = self.embedded._child
        assert child is not None
        child.kill()
        child.wait()

    def revive(self) -> None:
        """Start it again."""
        self.embedded.revive()


class Mosquitto:
    """Debian's Mosquitto with the configuration that we ship and the access list that we write."""

    name = "mosquitto"

    def __init__(self, clinic: Clinic) -> None:
        found = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:" + os.environ["PATH"])
        assert found, MOSQUITTO_MISSING
        self._binary, self._folder, self.port = found, clinic.folder / "mosquitto", free_port()
        self._folder.mkdir()
        for name in ("ca.crt", "broker.crt", "broker.key"):
            shutil.copy(clinic.pki / name, self._folder)
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, hubs: Iterable[HubEntry]) -> None:
        """Start it."""
        shipped = (ROOT / "deploy" / "broker" / "mosquitto.conf").read_text(encoding="utf-8")
        config = (
            shipped.replace("/etc/mosquitto/nara", str(self._folder))
            .replace("/var/lib/mosquitto/", f"{self._folder}/")
            .replace("/run/mosquitto", str(self._folder))
            .replace("listener 8883", f"listener {self.port} 127.0.0.1")
            .replace("log_dest syslog", f"log_dest file {self._folder / 'log'}")
        )
        own = "user root\n" if os.geteuid() == 0 else ""
        (self._folder / "mosquitto.conf").write_text(config + own, encoding="utf-8")
        self._write(hubs)
        self.revive()

    def allow(self, hubs: Iterable[HubEntry]) -> None:
        """Let it read a new access list, as `systemctl reload` does."""
        assert self._child is not None
        self._write(hubs)
        self._child.send_signal(signal.SIGHUP)
        time.sleep(0.1)

    def kill(self) -> None:
        """Kill it."""
        assert self._child is not None
        self._child.kill()
        self._child.wait()

    def stop(self) -> None:
        """Stop it."""
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
            self._child.wait(WITHIN_S)

    def revive(self) -> None:
        """Start it again, and wait until it listens."""
        command = ["setpriv", "--pdeathsig", "TERM", "--", self._binary, "-c", str(self._folder / "mosquitto.conf")]
        self._child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        wait_until(self._listens, f"Mosquitto listens: {self._log()}")

    def _listens(self) -> object:
        assert self._child is not None
        assert self._child.poll() is None, self._log()
        status = Path(f"/proc/{self._child.pid}/status").read_text()
        caught = int(re.findall(r"SigCgt:\s+(\w+)", status)[0], 16)
        with socket.socket() as probe:
            return caught & 1 and probe.connect_ex(("127.0.0.1", self.port)) == 0  # the lowest bit is SIGHUP's

    def _log(self) -> str:
        log = self._folder / "log"
        return log.read_text(encoding="utf-8") if log.exists() else ""

    def _write(self, hubs: Iterable[HubEntry]) -> None:
        acl = self._folder / "acl"
        acl.write_text(mosquitto_acl(hubs), encoding="utf-8")
        acl.chmod(0o600)


Broker = NatsBroker | Mosquitto


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it came to a peer."""

    topic: str
    payload: bytes
    is_retained: bool


@dataclass
class Peer:
    """A client that may try anything; it never connects again by itself, so that being thrown out is seen."""

    clinic: Clinic
    broker: Broker
    name: str
    client_id: str = ""
    papers: tuple[Path, Path] | None = None
    will: tuple[str, bytes] | None = None
    is_clean: bool = True
    tls: ssl.TLSVersion | None = None
    heard: list[Heard] = field(default_factory=list)
    is_up: bool = False

    def __enter__(self) -> Peer:
        """Connect and wait for the broker's answer; raises AssertionError if it never takes us in."""
        self.connect()
        assert self.is_up, "the broker did not let us in"
        return self

    def __exit__(self, *_: object) -> None:
        """Say goodbye."""
        self.client.disconnect()
        self.client.loop_stop()

    def connect(self) -> None:
        """Connect, and wait until the broker has said yes or hung up."""
        self._answered = threading.Event()
        self.client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self.client_id or f"{self.name}-{os.urandom(4).hex()}",  # NATS slows down who comes back too soon
            clean_session=self.is_clean,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        self.client.tls_set_context(self._context())
        self.client.on_connect, self.client.on_disconnect = self._connected, self._disconnected
        self.client.on_message = self._came
        self.client.on_subscribe, self.client.on_publish = self._subscribed, self._published
        if self.will is not None:
            self.client.will_set(*self.will, qos=1, retain=True)
        self.client.connect("127.0.0.1", self.broker.port, keepalive=30)
        self.client.loop_start()
        assert self._answered.wait(WITHIN_S), "the broker did not answer"

    def is_refused(self) -> bool:
        """Knock with bare hands, and tell whether the broker hung up or said no."""
        try:
            with self._knock():
                return False
        except ConnectionError:
            return True

    def shout(self, topic: bytes, payload: bytes) -> None:
        """Publish by bare hands, on a topic that no client library lets out, and wait for what the broker says."""
        rest = len(topic).to_bytes(2, "big") + topic + b"\x00\x01" + payload
        with self._knock() as line:
            line.sendall(bytes([0x32, len(rest)]) + rest)
            with contextlib.suppress(ConnectionError):
                line.recv(64)

    @contextlib.contextmanager
    def _knock(self) -> Iterator[ssl.SSLSocket]:
        """Connect without a client library; raises ConnectionError if the broker does not take us in."""
        context, name = self._context(), self.name.encode()
        with contextlib.ExitStack() as stack:
            plain = stack.enter_context(socket.create_connection(("127.0.0.1", self.broker.port), timeout=WITHIN_S))
            try:
                line = stack.enter_context(context.wrap_socket(plain, server_hostname="127.0.0.1"))
                head = b"\x00\x04MQTT\x04\x02\x00\x3c"
                line.sendall(bytes([0x10, len(head) + 2 + len(name)]) + head + bytes([0, len(name)]) + name)
                said = line.recv(4)
            except ssl.SSLError as problem:
                raise ConnectionRefusedError(str(problem)) from problem
            if said != b"\x20\x02\x00\x00":
                raise ConnectionRefusedError(said)
            yield line

    def publish(self, topic: str, payload: bytes, qos: int = 1, *, retain: bool = False) -> None:
        """Publish, and wait until the broker has acknowledged it or thrown us out."""
        self._answered.clear()
        self.client.publish(topic, payload, qos, retain)
        if qos:
            assert self._answered.wait(WITHIN_S), f"no answer to {topic!r}"

    def subscribe(self, topic: str, qos: int = 0) -> bool:
        """Subscribe, and tell whether the broker says that it granted it."""
        self._answered.clear()
        self._granted = False
        self.client.subscribe(topic, qos)
        assert self._answered.wait(WITHIN_S), f"no answer to {topic!r}"
        return self._granted

    def vanish(self) -> None:
        """Lose the line without a goodbye."""
        connection: Any = self.client.socket()
        connection.shutdown(socket.SHUT_RDWR)
        wait_until(lambda: not self.is_up, "the client notices")

    def payloads(self) -> list[bytes]:
        """Give what was heard."""
        return [each.payload for each in self.heard]

    def wait_for(self, payload: bytes) -> None:
        """Wait until something is heard."""
        wait_until(lambda: payload in self.payloads(), f"{self.name} hears {payload!r}; it heard {self.heard}")

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.clinic.pki / "ca.crt"))
        if self.tls is not None:
            context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, self.tls
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
        papers = self.clinic.papers(self.name) if self.papers is None else self.papers
        if papers:
            context.load_cert_chain(*papers)
        return context

    def _connected(self, _client: Client, _data: object, _flags: object, reason: Any, _properties: object) -> None:
        self.is_up = not reason.is_failure
        self._answered.set()

    def _disconnected(self, *_: object) -> None:
        self.is_up = False
        self._answered.set()

    def _subscribed(self, _client: Client, _data: object, _mid: int, reasons: Any, _properties: object) -> None:
        self._granted = not any(reason.is_failure for reason in reasons)
        self._answered.set()

    def _published(self, *_: object) -> None:
        self._answered.set()

    def _came(self, _client: Client, _data: object, message: Any) -> None:
        self.heard.append(Heard(message.topic, bytes(message.payload), message.retain))


def client_port_of(log: Path) -> int:
    """Find the port on loopback that nats-server opens for its own protocol."""
    found = re.search(r"Listening for client connections on 127\.0\.0\.1:(\d+)", log.read_text(encoding="utf-8"))
    assert found
    return int(found[1])
