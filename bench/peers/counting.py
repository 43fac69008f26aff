"""A paho subscriber that only counts: the floor under every Python program that hears MQTT.

It prints ``ready``, and the instant (nanoseconds of the monotonic clock) at which it had heard so many messages.

example: python bench/peers/counting.py 1883 'w/#' 20000
         python bench/peers/counting.py 8883 'nara/v1/+/+/record' 20000 pki/
"""

from __future__ import annotations

import ssl
import sys
import time
from pathlib import Path

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion


def main(port: int, topic: str, count: int, pki: Path | None) -> None:
    """Count, say when, and go."""
    heard = 0

    def hear(client: Client, _data: object, _message: MQTTMessage) -> None:
        nonlocal heard
        heard += 1
        if heard == count:
            print(time.monotonic_ns(), flush=True)
            client.disconnect()

    def connected(client: Client, *_: object) -> None:
        client.subscribe(topic, 1)

    client = Client(CallbackAPIVersion.VERSION2, client_id="counting", clean_session=False)
    if pki is not None:
        context = ssl.create_default_context(cafile=str(pki / "ca.crt"))
        context.load_cert_chain(pki / "server.crt", pki / "server.key")
        client.tls_set_context(context)
    client.on_connect = connected
    client.on_subscribe = lambda *_: print("ready", flush=True)
    client.on_message = hear
    client.connect("127.0.0.1", port)
    client.loop_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]) if len(sys.argv) > 4 else None)
