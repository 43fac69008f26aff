"""One peer under measurement: its broker, its process, and the plain letters of the same load."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

from bench.letters import write_plan, write_stream
from bench.load import Load, Weighing
from bench.mosquitto import Mosquitto
from bench.node_red import install
from simulator.premises import free_ports
from simulator.process import LongProcess

NAMES: Final = ("naive", "naive-wal", "node-red", "node-red-file")
_HERE: Final = Path(__file__).parent / "peers"
_STARTS_WITHIN_S: Final = 60.0


class Peer:
    """One peer and its broker: started, killed and started again."""

    def __init__(self, name: str, folder: Path) -> None:
        """Prepare a folder; nothing runs yet."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.name = name
        (port,) = free_ports(1)
        self.broker = Mosquitto(folder / "mosquitto", port)
        words, environment = _commands(name, folder, port)
        self._ready = "ready" if name.startswith("naive") else "Connected to broker"
        self.process = LongProcess(words, environment, folder / "peer.log")

    @property
    def pid(self) -> int:
        """The peer's process."""
        assert self.process.pid is not None, self.process.last_words()
        return self.process.pid

    @property
    def broker_pid(self) -> int:
        """The broker's process."""
        assert self.broker.process.pid is not None, self.broker.process.last_words()
        return self.broker.process.pid

    def __enter__(self) -> Peer:
        """Start both and wait until the peer hears."""
        try:
            self.broker.start()
            self.start_again()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop both, however it went."""
        self.process.stop()
        self.broker.process.stop()

    def start_again(self) -> None:
        """Start the peer and wait until it hears."""
        before, until = self._times_ready(), time.monotonic() + _STARTS_WITHIN_S
        self.process.start()
        while self._times_ready() == before:
            assert time.monotonic() < until, self.process.last_words()
            time.sleep(0.01)

    def kill(self) -> None:
        """Kill the peer and start it again at once."""
        self.process.kill()
        self.start_again()

    def kill_broker(self) -> None:
        """Kill the broker and start it again at once."""
        self.broker.process.kill()
        self.broker.start()

    def _times_ready(self) -> int:
        log = self.process.log
        return log.read_text(encoding="utf-8", errors="replace").count(self._ready) if log.exists() else 0


def _commands(name: str, folder: Path, port: int) -> tuple[list[str], Mapping[str, str]]:
    if name.startswith("naive"):
        mode = "wal" if name.endswith("wal") else "default"
        return [sys.executable, str(_HERE / "naive.py"), str(port), str(folder / "weights.db"), mode], {}
    node, red = install()
    shutil.copy(_HERE / "node_red" / "settings.js", folder)
    flow = (_HERE / "node_red" / "flow.json").read_text(encoding="utf-8").replace("${MQTT_PORT}", str(port))
    (folder / "flow.json").write_text(flow, encoding="utf-8")
    (ui_port,) = free_ports(1)
    environment = {"UI_PORT": str(ui_port), "CONTEXT": "file" if name.endswith("file") else "memory"}
    return [str(node), str(red), "-u", str(folder), "-s", str(folder / "settings.js")], environment


def write_plain_letters(load: Load, folder: Path, *, twice: bool = False) -> Path:
    """Write the same load as plain JSON on ``w/<patient>``, and the generator's plan for it."""
    folder.mkdir(parents=True, exist_ok=True)
    connections = []
    for hub in range(load.hubs):
        weighings = list(load.weighings(hub))
        crossings = {place: str(each.patient) for place, each in enumerate(weighings) if each.is_crossing}
        letters = [(f"w/{each.patient}", _plain(each)) for each in weighings]
        stream = write_stream(folder / f"{hub}.packets", letters, crossings, Random(hub) if twice else None)  # noqa: S311
        connections.append({"tls": None, "client_id": f"hub-{hub}", **stream})
    return write_plan(folder, connections)


def _plain(weighing: Weighing) -> bytes:
    told = {"patient": str(weighing.patient), "number": weighing.number}
    return json.dumps(told | {"ts": int(weighing.at.timestamp()), "kg": weighing.grams / 1_000}).encode()
