"""A real server that speaks InfluxDB's write API: Debian's VictoriaMetrics, on a free port, in a folder of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

MISSING = "victoria-metrics is missing, and the sink is tested on it: apt-get install victoria-metrics"
ANSWERS_WITHIN_S = 20.0
AS_INFLUX = "-dedup.minScrapeInterval=1ms"
"""InfluxDB overwrites a point that is written again; VictoriaMetrics does so when asked to."""


class InfluxServer:
    """Started and stopped at will; its data stays. ``asks_for`` protects it with a name and a password."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._address = f"127.0.0.1:{port}"

    def start(self, *options: str) -> None:
        """Start it and wait until it answers."""
        binary = shutil.which("victoria-metrics", path="/usr/bin:/usr/sbin:/usr/local/bin")
        assert binary is not None, MISSING
        data = ["-storageDataPath", str(self._folder / "data"), "-retentionPeriod=100y", AS_INFLUX]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [binary, "-httpListenAddr", self._address, *data, *options], stdout=log, stderr=log
            )
        until = time.monotonic() + ANSWERS_WITHIN_S
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < until, "VictoriaMetrics does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it; what it has written stays."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()

    def points(self) -> dict[str, list[tuple[int, float]]]:
        """Give everything it holds: for each series, its times (ms) and values in order of time."""
        self._ask("/internal/force_flush")
        said = self._ask("/api/v1/export?" + urlencode({"match[]": '{__name__!=""}'}))
        found: dict[str, list[tuple[int, float]]] = {}
        for line in said.splitlines():
            series = json.loads(line)
            labels = series["metric"]
            name = f"{labels['__name__']} {labels['unit']} {labels['person']} {labels['device']}"
            found.setdefault(name, []).extend(zip(series["timestamps"], series["values"], strict=True))
        return {name: sorted(points) for name, points in found.items()}

    def _answers(self) -> bool:
        try:
            self._ask("/health")
        except OSError:
            return False
        return True

    def _ask(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310  (always http)
            said: bytes = answer.read()
        return said.decode()
