"""The least that a hub in Python can be: what it cannot do without, imported and connected, and nothing of ours.

``python -m bench.floor PORT FOLDER`` runs in a hub's folder, on its broker and with bleak listening on D-Bus; it prints
a line when it has connected, and then waits. With ``cryptography`` as third word that is imported too.
"""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
import sys
from importlib import import_module
from pathlib import Path

from bleak import BleakScanner
from dbus_fast import BusType
from dbus_fast.aio import MessageBus
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion


async def live(port: int, folder: Path) -> None:
    """Connect to everything, and stay."""
    card = sqlite3.connect(":memory:")
    card.execute("CREATE TABLE record(body BLOB)")
    line = Client(CallbackAPIVersion.VERSION2, client_id="floor")
    context = ssl.create_default_context(cafile=str(folder / "ca.crt"))
    context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    line.tls_set_context(context)
    line.connect("127.0.0.1", port)
    line.loop_start()
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    scanner = BleakScanner(lambda _device, _said: None)
    await scanner.start()
    print("connected", bus.connected, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if "cryptography" in sys.argv:
        for part in ("asymmetric.ed25519", "ciphers.aead"):
            import_module(f"cryptography.hazmat.primitives.{part}")
    asyncio.run(live(int(sys.argv[1]), Path(sys.argv[2])))
