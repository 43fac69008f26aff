"""The judge of the peers: hears every alert they publish, and when."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from typing import Any, Final

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

END: Final = "end"
"""A patient of the judge's own: its alert says that all before it is dealt with."""


class Judge:
    """Connected to the peers' broker. ``heard`` counts the alerts by patient and number."""

    def __init__(self, port: int) -> None:
        """Connect and listen."""
        self.heard: Counter[tuple[str, int]] = Counter()
        self.first_ns: dict[str, int] = {}
        self._is_listening, self._has_ended = threading.Event(), threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="judge", clean_session=False)
        self._client.on_connect = lambda client, *_: client.subscribe("alert/#", 1)
        self._client.on_subscribe = lambda *_: self._is_listening.set()
        self._client.on_message = self._hear
        self._client.reconnect_delay_set(0, 1)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert self._is_listening.wait(10)

    def ask_for_the_end(self, within_s: float) -> int | None:
        """Send a crossing of the judge's own behind all others; gives when its alert came, None if it did not."""
        now_s, until = int(time.time()), time.monotonic() + within_s
        for number, kg in enumerate((70.0, 75.0)):
            told = {"patient": END, "number": number, "ts": now_s - 600 + number, "kg": kg}
            self._client.publish(f"w/{END}", json.dumps(told), qos=1).wait_for_publish(10)
        while not self._has_ended.wait(0.1):
            if time.monotonic() > until:
                return None
        return self.first_ns[END]

    def __enter__(self) -> Judge:
        """Listen."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._client.disconnect()
        self._client.loop_stop()

    def _hear(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        told: dict[str, Any] = json.loads(message.payload)
        self.first_ns.setdefault(told["patient"], time.monotonic_ns())
        if told["patient"] == END:
            self._has_ended.set()
        else:
            self.heard[told["patient"], told["number"]] += 1
