"""A paho subscriber that only counts: the floor under every Python program that hears MQTT.

With a file of keys it also asks of every message whether its signature is its hub's, and counts only those: the floor
under every Python program that believes no broker. With a database too it commits each message's bytes, synced, before
the broker is answered: the floor under every one that does so and lets no message wait for another. It prints
``ready``, and the instant (nanoseconds of the monotonic clock) at which it had heard so many messages.

example: python bench/peers/counting.py 1883 'w/#' 20000
         python bench/peers/counting.py 8883 'nara/v1/+/+/record' 20000 pki/
         python bench/peers/counting.py 8883 'nara/v1/+/+/record' 20000 pki/ keys.json
         python bench/peers/counting.py 8883 'nara/v1/+/+/record' 20000 pki/ keys.json kept.db
"""

from __future__ import annotations

import base64
import json
import sqlite3
import ssl
import sys
import time
from pathlib import Path

from nacl.signing import VerifyKey
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

TAIL = len(b',"sig":""') + 86
END = b',"v":1}'


def main(port: int, topic: str, count: int, pki: Path | None, keys: dict[str, VerifyKey], kept: Path | None) -> None:
    """Count, say when, and go."""
    heard = 0
    database = None if kept is None else open_kept(kept)

    def hear(client: Client, _data: object, message: MQTTMessage) -> None:
        nonlocal heard
        if keys:
            verify(keys[message.topic], bytes(message.payload))
        if database is not None:
            database.execute("INSERT INTO kept (body) VALUES (?)", (message.payload,))
            database.commit()
        heard += 1
        if heard == count:
            print(time.monotonic_ns(), flush=True)
            client.disconnect()

    def connected(client: Client, *_: object) -> None:
        client.subscribe(topic, 1)

    def subscribed(client: Client, *_: object) -> None:
        print("ready", flush=True)
        client.on_subscribe = None  # on a busy machine it may have to connect again

    client = Client(CallbackAPIVersion.VERSION2, client_id="counting", clean_session=False)
    if pki is not None:
        context = ssl.create_default_context(cafile=str(pki / "ca.crt"))
        context.load_cert_chain(pki / "server.crt", pki / "server.key")
        client.tls_set_context(context)
    client.on_connect = connected
    client.on_subscribe = subscribed
    client.on_message = hear
    client.connect("127.0.0.1", port)
    client.loop_forever()


def open_kept(file: Path) -> sqlite3.Connection:
    """Open a table with one column, durable as the product's tables are."""
    database = sqlite3.connect(file, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, body BLOB)")
    return database


def verify(key: VerifyKey, payload: bytes) -> None:
    """Cut a payload as docs/contract says; raises BadSignatureError, which ends it all."""
    head = payload[: -len(END)]
    key.verify(head[:-TAIL] + END, base64.urlsafe_b64decode(head[-87:-1] + b"=="))


def read_keys(file: Path) -> dict[str, VerifyKey]:
    """Read the key that signs what comes on each topic."""
    return {topic: VerifyKey(bytes.fromhex(key)) for topic, key in json.loads(file.read_text()).items()}


if __name__ == "__main__":
    words = [*sys.argv[4:], *[None] * 3][:3]
    pki, keys, kept = (None if word is None else Path(word) for word in words)
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), pki, {} if keys is None else read_keys(keys), kept)
