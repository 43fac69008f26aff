"""The server's line: one persistent session that hears every hub, and acknowledges only what is committed."""

from __future__ import annotations

import logging
import os
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import Any, Final
from urllib.parse import urlsplit

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from server.adapters.line_loop import BufferedSocket, LineLoop
from vitals.topics import Leaf, every

LOG = logging.getLogger("nara.line")
SESSION: Final = "session.id"
BACK_OFF_FIRST_S: Final = 0.2
BACK_OFF_LONGEST_S: Final = 30.0
_INFLIGHT_MAX: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message from the broker, which keeps it until it is acknowledged on the connection it came on."""

    topic: str
    payload: bytes
    is_retained: bool
    acknowledge: Callable[[], None]


class ServerLine:
    """Connects again and again, for ever; whoever hears a letter acknowledges it once its effect is durable.

    The name of its session is a secret, for a broker lets whoever knows it take the session over.
    """

    def __init__(self, url: str, pki: Path, heard: Callable[[Letter], None]) -> None:
        """Take the broker's URL (mqtts://host:port), our certificate's folder, and whom to tell (from our thread)."""
        place = urlsplit(url)
        self._host, self._port = place.hostname or "127.0.0.1", place.port or 8883
        self._pki = pki
        self._session = _session_name(pki / SESSION)
        self._heard = heard
        self._client: Client | None = None
        self._waiting: set[int] = set()
        self.is_up = False
        self._is_stopping = threading.Event()
        self._loop = LineLoop()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def stop(self) -> None:
        """Say goodbye; the session stays at the broker."""
        self._is_stopping.set()
        self._loop.end()
        self._thread.join(timeout=5)

    @property
    def is_alive(self) -> bool:
        """Tell whether it still connects again; once its thread has died, nothing is heard any more."""
        return self._thread.is_alive()

    def publish(self, topic: str, payload: bytes) -> None:
        """Publish a retained message; one that is lost is asked for again by its hub."""
        client = self._client
        if client is not None and self.is_up:
            self._loop.call(partial(client.publish, topic, payload, qos=0, retain=True))

    def _run(self) -> None:
        wait_s = BACK_OFF_FIRST_S
        while not self._is_stopping.is_set():
            if self._connect_once():
                wait_s = BACK_OFF_FIRST_S
            self._is_stopping.wait(wait_s * SystemRandom().uniform(0.5, 1.0))
            wait_s = min(wait_s * 2, BACK_OFF_LONGEST_S)

    def _connect_once(self) -> bool:
        """Live through one connection; tells whether the broker ever took us in."""
        self._waiting.clear()
        try:
            client = self._client = self._new_client()
            client.connect(self._host, self._port, keepalive=30)
        except (OSError, ValueError) as problem:
            LOG.warning("no line to the broker at %s:%d: %s", self._host, self._port, str(problem))
            return False
        self._loop.run(client)
        client.disconnect()
        client.loop_write()
        was_up, self.is_up = self.is_up, False
        if was_up:
            LOG.info("the broker is gone")
        return was_up

    def _new_client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._session,
            clean_session=False,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        context = ssl.create_default_context(cafile=str(self._pki / "ca.crt"))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._pki / "server.crt", self._pki / "server.key")
        context.sslsocket_class = BufferedSocket
        client.tls_set_context(context)
        client.max_inflight_messages_set(_INFLIGHT_MAX)
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_message = self._came
        client.on_socket_open = _without_delay
        client.on_socket_register_write = _leave_writing_to_the_loop
        return client

    def _connected(self, client: Client, _data: object, _flags: object, reason: Any, _properties: object) -> None:  # noqa: ANN401
        if reason.is_failure:
            LOG.warning("the broker refuses the server: %s", reason)
            client.disconnect()
        else:
            client.subscribe([(every(Leaf.RECORD), 1), (every(Leaf.STATUS), 0)])

    def _subscribed(self, client: Client, _data: object, _mid: int, reasons: Any, _properties: object) -> None:  # noqa: ANN401
        if any(reason.is_failure for reason in reasons):
            LOG.error("the broker does not let the server hear the hubs: does its access list name the user server?")
            client.disconnect()
            return
        self.is_up = True
        LOG.info("the broker is there")

    def _came(self, client: Client, _data: object, message: MQTTMessage) -> None:
        """Hand a letter on, unless it is one that waits already: some brokers grow impatient and send it again."""
        mid, qos = message.mid, message.qos
        if qos and mid in self._waiting:
            return

        if qos:
            self._waiting.add(mid)
        self._heard(
            Letter(
                topic=message.topic,
                payload=bytes(message.payload),
                is_retained=message.retain,
                acknowledge=partial(self._loop.call, partial(self._acknowledge, client, mid, qos)),
            )
        )

    def _acknowledge(self, client: Client, mid: int, qos: int) -> None:
        """Acknowledge a letter, unless the connection it came on is gone: its numbers begin anew with the next."""
        if qos and client is self._client:
            self._waiting.discard(mid)
            client.ack(mid, qos)


def _session_name(path: Path) -> str:
    """Read the secret name of our session, or make it; another name would leave a session that nobody ever empties."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"nara-{os.urandom(16).hex()}")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    return path.read_text()


def _without_delay(_client: Client, _data: object, connection: Any) -> None:  # noqa: ANN401
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _leave_writing_to_the_loop(_client: Client, _data: object, _connection: object) -> None:
    """Without somebody to tell, paho writes at once, in whatever thread it is called."""
