"""The hub's line: MQTT 3.1.1 over mutual TLS, QoS 1, clean session, last will, back-off with jitter."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

LOG = logging.getLogger("nara.hub.line")
KEEP_ALIVE_S: Final = 60
BACK_OFF_FIRST_S: Final = 1.0
BACK_OFF_LONGEST_S: Final = 120.0
_INFLIGHT_MAX: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """Where the broker is and how we prove who we are; ``certificate``, ``key`` and ``authority`` are PEM files."""

    host: str
    port: int
    authority: Path
    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who is told what the line does; called from the line's own thread. ``broke`` is for a fault of our own."""

    up: Callable[[], None]
    down: Callable[[], None]
    message: Callable[[str, bytes], None]
    will: Callable[[], tuple[str, bytes]]
    broke: Callable[[Exception], None]


class Line:
    """One connection after another, each with a new client: nothing of an old one is sent into a new one."""

    def __init__(self, broker: Broker, client_id: str, subscriptions: Sequence[str], listener: Listener) -> None:
        """Take where to go, who we are, what to hear, and whom to tell."""
        self._broker = broker
        self._client_id = client_id
        self._subscriptions = [(topic, 0) for topic in subscriptions]
        self._listener = listener
        self._client: Client | None = None
        self._is_up = False
        self._is_stopping = False
        self._problem: Exception | None = None
        self._wake, self._has_ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def start(self) -> None:
        """Begin to connect, and never stop trying."""
        self._thread.start()

    def stop(self) -> None:
        """Say goodbye; the broker publishes no will for a client that does."""
        self._is_stopping = True
        self._wake.set()
        if self._client is not None:
            self._client.disconnect()
        self._thread.join(timeout=5)

    def hurry(self) -> None:
        """Try at once, from any thread: somebody knows that the network is back."""
        self._wake.set()

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Publish with QoS 1; while the line is down this does nothing, for the outbox sends again."""
        if self._is_up and self._client is not None:
            self._client.publish(topic, payload, qos=1, retain=retain)

    def _run(self) -> None:
        try:
            self._connect_again_and_again()
        except Exception as problem:  # noqa: BLE001  (a thread that dies in silence would make the hub deaf)
            self._listener.broke(problem)

    def _connect_again_and_again(self) -> None:
        wait_s = BACK_OFF_FIRST_S
        while not self._is_stopping:
            if self._connect_once():
                wait_s = BACK_OFF_FIRST_S
            if self._wake.wait(wait_s * SystemRandom().uniform(0.5, 1.0)):
                self._wake.clear()
                wait_s = BACK_OFF_FIRST_S
            else:
                wait_s = min(wait_s * 2, BACK_OFF_LONGEST_S)

    def _connect_once(self) -> bool:
        """Live through one connection; tells whether the broker ever took us in."""
        client = self._client = self._new_client()
        self._has_ended.clear()
        try:
            client.connect(self._broker.host, self._broker.port, keepalive=KEEP_ALIVE_S)
        except (OSError, ValueError) as problem:
            LOG.info("no line to %s:%d: %s", self._broker.host, self._broker.port, problem)
            return False
        client.loop_start()  # paho's own thread alone writes to the socket: two at once would garble what it encrypts
        if self._is_stopping:
            client.disconnect()
        self._has_ended.wait()
        client.loop_stop()
        if self._problem is not None:
            self._is_up = False
            raise self._problem
        was_up, self._is_up = self._is_up, False
        if was_up:
            self._listener.down()
        return was_up

    def _new_client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            clean_session=True,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        context = ssl.create_default_context(cafile=str(self._broker.authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._broker.certificate, self._broker.key)
        client.tls_set_context(context)
        client.max_inflight_messages_set(_INFLIGHT_MAX)
        topic, payload = self._listener.will()
        client.will_set(topic, payload, qos=1, retain=True)
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_message = self._heard
        client.on_disconnect = self._disconnected
        client.on_socket_open = _without_delay
        return client

    def _connected(self, client: Client, _data: object, _flags: object, reason: Any, _properties: object) -> None:  # noqa: ANN401
        if reason.is_failure:
            LOG.warning("the broker refuses us: %s", reason)
            client.disconnect()
        else:
            client.subscribe(self._subscriptions)

    def _subscribed(self, client: Client, _data: object, _mid: int, reasons: Any, _properties: object) -> None:  # noqa: ANN401
        if any(reason.is_failure for reason in reasons):
            LOG.warning("the broker does not let us hear %s: %s", self._subscriptions, reasons)
            client.disconnect()
            return
        self._is_up = True
        self._tell(self._listener.up)

    def _heard(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        self._tell(lambda: self._listener.message(message.topic, bytes(message.payload)))

    def _disconnected(self, *_: object) -> None:
        self._has_ended.set()

    def _tell(self, told: Callable[[], None]) -> None:
        """Tell the listener; what it raises would end paho's thread without a word."""
        try:
            told()
        except Exception as problem:  # noqa: BLE001  (raised again in our own thread, which tells that it broke)
            self._problem = problem
            self._has_ended.set()


def _without_delay(_client: Client, _data: object, connection: Any) -> None:  # noqa: ANN401
    """Send small packets at once instead of waiting for more (Nagle)."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
