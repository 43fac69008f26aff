"""The naive script: paho's callback, one SQLite transaction a message, the rule as a query.

With ``default`` the database is opened as sqlite3 opens it; with ``wal`` as one who has read about it would.

example: python bench/peers/naive.py 1883 weights.db wal
"""

from __future__ import annotations

import json
import sqlite3
import sys

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

THREE_DAYS_S = 3 * 86_400


def main(port: int, file: str, mode: str) -> None:
    """Serve for ever."""
    database = sqlite3.connect(file, check_same_thread=False)
    if mode == "wal":
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
    database.execute("CREATE TABLE IF NOT EXISTS weight (patient TEXT, number INTEGER, ts INTEGER, kg REAL)")
    database.execute("CREATE INDEX IF NOT EXISTS by_patient ON weight (patient, ts)")
    database.commit()

    def hear(client: Client, _data: object, message: MQTTMessage) -> None:
        told = json.loads(message.payload)
        since = (told["patient"], told["ts"] - THREE_DAYS_S, told["ts"])
        asked = "SELECT min(kg) FROM weight WHERE patient = ? AND ts >= ? AND ts < ?"
        (lowest,) = database.execute(asked, since).fetchone()
        row = (told["patient"], told["number"], told["ts"], told["kg"])
        database.execute("INSERT INTO weight VALUES (?, ?, ?, ?)", row)
        database.commit()
        if lowest is not None and told["kg"] - lowest > 2.0:
            alert = {"patient": told["patient"], "number": told["number"]}
            client.publish(f"alert/{told['patient']}", json.dumps(alert), qos=1)

    def connected(client: Client, *_: object) -> None:
        client.subscribe("w/#", 1)

    client = Client(CallbackAPIVersion.VERSION2, client_id="naive", clean_session=False)
    client.on_connect = connected
    client.on_subscribe = lambda *_: print("ready", flush=True)
    client.on_message = hear
    client.max_queued_messages_set(0)
    client.connect("127.0.0.1", port)
    client.loop_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
