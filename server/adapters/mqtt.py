"""The server's line: one persistent session that hears every hub, and acknowledges only what is committed."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any, Final
from urllib.parse import urlsplit

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from vitals.topics import Leaf, every

LOG = logging.getLogger("nara.line")
CLIENT_ID: Final = "nara-server"
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
    """Connects again and again, for ever; whoever hears a letter acknowledges it once its effect is durable."""

    def __init__(self, url: str, pki: Path, heard: Callable[[Letter], None], client_id: str = CLIENT_ID) -> None:
        """Take the broker's URL (mqtts://host:port), our certificate's folder, and whom to tell (from our thread)."""
        place = urlsplit(url)
        self._host, self._port = place.hostname or "127.0.0.1", place.port or 8883
        self._pki = pki
        self._client_id = client_id
        self._heard = heard
        self._client: Client | None = None
        self.is_up = False
        self._is_stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def stop(self) -> None:
        """Say goodbye; the session stays at the broker."""
        self._is_stopping.set()
        if self._client is not None:
            self._client.disconnect()
        self._thread.join(timeout=5)

    @property
    def is_alive(self) -> bool:
        """Tell whether it still connects again; once its thread has died, nothing is heard any more."""
        return self._thread.is_alive()

    def publish(self, topic: str, payload: bytes) -> None:
        """Publish a retained message; one that is lost is asked for again by its hub."""
        client = self._client
        if client is not None and self.is_up:
            client.publish(topic, payload, qos=0, retain=True)

    def _run(self) -> None:
        wait_s = BACK_OFF_FIRST_S
        while not self._is_stopping.is_set():
            try:
                client = self._client = self._new_client()
                client.connect(self._host, self._port, keepalive=30)
                client.loop_forever(retry_first_connection=False)
            except (OSError, ValueError) as problem:
                LOG.warning("no line to the broker at %s:%d: %s", self._host, self._port, problem)
            if self.is_up:
                LOG.info("the broker is gone")
                wait_s = BACK_OFF_FIRST_S
            self.is_up = False
            self._is_stopping.wait(wait_s * SystemRandom().uniform(0.5, 1.0))
            wait_s = min(wait_s * 2, BACK_OFF_LONGEST_S)

    def _new_client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._client_id,
            clean_session=False,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        context = ssl.create_default_context(cafile=str(self._pki / "ca.crt"))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._pki / "server.crt", self._pki / "server.key")
        client.tls_set_context(context)
        client.max_inflight_messages_set(_INFLIGHT_MAX)
        client.on_connect = self._connected
        client.on_message = self._came
        client.on_socket_open = _without_delay
        return client

    def _connected(self, client: Client, _data: object, _flags: object, reason: Any, _properties: object) -> None:  # noqa: ANN401
        if reason.is_failure:
            LOG.warning("the broker refuses the server: %s", reason)
            client.disconnect()
            return
        client.subscribe([(every(Leaf.RECORD), 1), (every(Leaf.STATUS), 0)])
        self.is_up = True
        LOG.info("the broker is there")

    def _came(self, client: Client, _data: object, message: MQTTMessage) -> None:
        mid, qos = message.mid, message.qos

        def acknowledge() -> None:
            if qos and client is self._client:
                client.ack(mid, qos)

        payload = bytes(message.payload)
        self._heard(Letter(topic=message.topic, payload=payload, is_retained=message.retain, acknowledge=acknowledge))


def _without_delay(_client: Client, _data: object, connection: Any) -> None:  # noqa: ANN401
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
