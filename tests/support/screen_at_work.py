"""A hub at work with its screen, its scale, a real broker and a hand that plays the server; its time is stepped."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from brokers import Clinic, NatsBroker, Peer, free_port, wait_until
from hand_made import MONDAY, desired
from hub_folder import SERVER_KEY
from small_hub import CUFF, SCALE, WEIGHING
from source import ROOT

from edge.adapters.keys import KeyRing
from edge.provisioning import install
from simulator.clock import SharedClock
from vitals.identity import Epoch
from vitals.receipt import Held, Receipt
from vitals.record import Record, RecordRef
from vitals.screen import Screen
from vitals.topics import Leaf
from vitals.wire import decode_record, encode_desired, encode_receipt

STARTS_AT: Final = MONDAY.replace(hour=6, minute=10)
"""Ten past seven in Stockholm."""


class ScreenAtWork:
    """Everything between a patient's finger and the server's door, as real processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clinic = Clinic(folder)
        self.hub = self.clinic.alva
        self.broker = NatsBroker(self.clinic)
        self.broker.start(self.clinic.entries())
        self.clock = SharedClock(folder / "clock", STARTS_AT)
        self.port = free_port()
        self._version = 0
        self._provision()
        self.server = Peer(self.clinic, self.broker, "server")
        self.server.__enter__()
        assert self.server.subscribe(f"nara/v1/+/{self.hub}/record")
        self.start()

    @property
    def url(self) -> str:
        """Where the screen is."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Stop everything."""
        self.stop()
        self.server.__exit__()
        self.broker.stop()
        self.clock.close()

    def start(self) -> None:
        """Start the hub, and wait until its screen is there."""
        words = ["--no-radio", "--quiet", "--screen", str(self.port), "--indications", str(self.folder / "scale")]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "edge.main", "run", "--dir", str(self.folder / "hub"), *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NARA_DEMO_CLOCK": str(self.clock.path)},
        )
        wait_until(self._is_there, "the screen is there", 20)
        self.clock.wait_for({self.hub})

    def stop(self) -> None:
        """Stop the hub in order."""
        self._process.terminate()
        self._process.wait(10)

    def kill(self) -> None:
        """Pull the plug of the hub."""
        self._process.kill()
        self._process.wait(10)

    def becomes(self, at: datetime) -> None:
        """Let it be another time."""
        self.clock.step(at)

    def tell(self, shown: Screen, **more: Any) -> None:
        """Let the server tell the hub what its screen needs."""
        self._version += 1
        made = replace(desired(shown, self._version, **more), hub=self.hub, home=self.clinic.homes[self.hub])
        payload = encode_desired(made, SERVER_KEY.sign)
        self.server.publish(self.clinic.topic(self.hub, Leaf.DESIRED), payload, retain=True)

    def weigh(self, payload: bytes = WEIGHING) -> RecordRef:
        """Step on the scale; gives the record once it is kept."""
        told = {"address": SCALE.address, "characteristic": "2a9d", "payload_hex": payload.hex()}
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(self.folder / "scale"))
            door.sendall(json.dumps(told).encode() + b"\n")
            epoch, sequence = json.loads(door.makefile().readline())["kept"]
        return RecordRef(epoch=Epoch(epoch), sequence=sequence)

    def records(self) -> list[Record]:
        """Give what has reached the server, each record once, in the order it first came."""
        found: dict[tuple[str, int], Record] = {}
        for payload in self.server.payloads():
            letter = decode_record(payload)
            found.setdefault((letter.epoch, letter.sequence), letter.record)
        return list(found.values())

    def wait_for_records(self, number: int) -> list[Record]:
        """Wait until so many records have reached the server."""
        wait_until(lambda: len(self.records()) >= number, f"{number} records are there")
        return self.records()

    def settle(self) -> None:
        """Let the server say that it holds all that has reached it."""
        held: dict[Epoch, Held] = {}
        for payload in self.server.payloads():
            letter = decode_record(payload)
            before = held.get(letter.epoch, Held(epoch=letter.epoch, upto=0, above=()))
            held[letter.epoch] = before.add([letter.sequence])
        receipt = Receipt(hub=self.hub, held=tuple(held.values()))
        topic = self.clinic.topic(self.hub, Leaf.RECEIPT)
        self.server.publish(topic, encode_receipt(receipt, SERVER_KEY.sign), retain=True)

    def _provision(self, devices: Iterable[Any] = (SCALE, CUFF)) -> None:
        keys = KeyRing(self.folder / "hub")
        keys.make()
        certificate = self.clinic.authority.certify_hub(keys.certificate_request().decode(), self.hub)
        told = {
            "home": self.clinic.homes[self.hub],
            "hub": self.hub,
            "zone": "Europe/Stockholm",
            "status_every_s": 300,
            "is_clock_trusted": True,
            "broker": {"host": "127.0.0.1", "port": self.broker.port},
            "devices": [
                {"address": each.address, "device": each.device, "family": each.family, "name": None}
                for each in devices
            ],
            "ca": (self.clinic.pki / "ca.crt").read_text(encoding="ascii"),
            "certificate": certificate,
            "server_key": SERVER_KEY.public_key().public_bytes_raw().hex(),
        }
        install(self.folder / "hub", told)

    def _is_there(self) -> bool:
        assert self._process.poll() is None, "the hub ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
