"""The two brokers of the journeys, to be killed, wiped and started again: the server's own, and Debian's Mosquitto."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import tempfile
import time
from pathlib import Path
from typing import Protocol

import psutil
from brokers import MOSQUITTO_MISSING
from source import ROOT

from simulator.premises import Premises
from simulator.process import LongProcess, command, run_command

LISTENS_WITHIN_S = 60.0


class Broker(Protocol):
    """A broker as those see it who mean it harm."""

    port: int

    @property
    def is_alive(self) -> bool:
        """Tell whether its process runs."""

    def equip(self) -> None:
        """Give it what it needs of a server that has been started."""

    def start(self) -> None:
        """Start it, or wait until whoever looks after it has."""

    def stop(self) -> None:
        """Stop it in order, if it is ours to stop."""

    def kill(self) -> None:
        """Kill it."""

    def wipe(self) -> None:
        """Stop it, take away all it had stored, and start it."""

    def last_words(self) -> str:
        """Give the end of its log."""

    def close(self) -> None:
        """Stop it and leave nothing behind."""


class EmbeddedNats:
    """``nats-server`` as the child of ``nara serve``, which starts it again when it dies."""

    def __init__(self, premises: Premises) -> None:
        self.port = int(premises.settings["NARA_MQTT_PORT"])
        self._premises = premises
        self._folder = Path(premises.settings["NARA_DATA"])

    @property
    def is_alive(self) -> bool:
        return self._process() is not None

    def equip(self) -> None:
        pass

    def start(self) -> None:
        if self._premises.server.pid is not None:
            wait_until_open(self.port)

    def stop(self) -> None:
        pass

    def kill(self) -> None:
        if (process := self._process()) is not None:
            process.kill()
            while self._process() == process:  # it may stay a zombie until the server looks after it
                time.sleep(0.002)

    def wipe(self) -> None:
        """While the server is frozen, so that it does not start the broker in the middle of this."""
        server = self._premises.server
        server.send(signal.SIGSTOP)
        self.kill()
        shutil.rmtree(self._folder / "broker", ignore_errors=True)
        server.send(signal.SIGCONT)

    def last_words(self) -> str:
        return last_lines(self._folder / "nats.log")

    def close(self) -> None:
        pass

    def _process(self) -> psutil.Process | None:
        pid = self._premises.server.pid
        if pid is None:
            return None
        try:
            children = psutil.Process(pid).children()
            alive = [each for each in children if each.status() != psutil.STATUS_ZOMBIE]
        except psutil.NoSuchProcess:
            return None
        return next(iter(alive), None)


class Mosquitto:
    """Debian's Mosquitto with the configuration we ship, and the certificates of the server's own authority.

    Started by root it becomes user ``mosquitto``, so that what it reads and writes lies in a folder of that user's.
    """

    def __init__(self, premises: Premises, port: int) -> None:
        self._premises = premises
        self.port = port
        found = shutil.which("mosquitto", path=f"/usr/sbin:/usr/local/sbin:{os.environ['PATH']}")
        assert found, MOSQUITTO_MISSING
        self._folder = Path(tempfile.mkdtemp(prefix="nara-mosquitto-"))
        self._process = LongProcess([found, "-c", str(self._folder / "conf")], {}, self._folder / "log")

    @property
    def is_alive(self) -> bool:
        return self._process.pid is not None

    def start(self) -> None:
        if not self.is_alive:
            self._process.start()
        wait_until_open(self.port)

    def stop(self) -> None:
        self._process.stop()

    def kill(self) -> None:
        self._process.kill()

    def wipe(self) -> None:
        self.stop()
        (self._folder / "mosquitto.db").unlink(missing_ok=True)
        self.start()

    def equip(self) -> None:
        """Put in place what ``nara serve`` and ``nara hub acl`` made for it; if it runs, let it read that again."""
        pki = Path(self._premises.settings["NARA_DATA"]) / "pki"
        wait_until_there(pki / "hosts")
        for name in ("ca.crt", "broker.crt", "broker.key"):
            (self._folder / name).unlink(missing_ok=True)
            shutil.copy(pki / name, self._folder / name)
        acl = self._folder / "acl"
        acl.write_text(run_command([command("nara"), "hub", "acl"], self._premises.settings), encoding="ascii")
        acl.chmod(0o600)
        (self._folder / "conf").write_text(self._conf(), encoding="utf-8")
        if os.geteuid() == 0:
            user = pwd.getpwnam("mosquitto")
            for path in (self._folder, *self._folder.iterdir()):
                os.chown(path, user.pw_uid, user.pw_gid)
        self._process.send(signal.SIGHUP)

    def last_words(self) -> str:
        return last_lines(self._folder / "log")

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def _conf(self) -> str:
        shipped = (ROOT / "deploy" / "broker" / "mosquitto.conf").read_text(encoding="utf-8")
        for there, here in (
            ("/etc/mosquitto/nara", str(self._folder)),
            ("/var/lib/mosquitto/", f"{self._folder}/"),
            ("/run/mosquitto", str(self._folder)),
            ("listener 8883", f"listener {self.port} 127.0.0.1"),
            ("log_dest syslog", "log_dest stderr"),
        ):
            assert there in shipped, f"{there} is not in the configuration we ship"
            shipped = shipped.replace(there, here)
        return shipped


def wait_until_open(port: int) -> None:
    """Wait until somebody listens; raises TimeoutError."""
    until = time.monotonic() + LISTENS_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise TimeoutError(f"no broker listens on port {port}") from None
            time.sleep(0.02)
        else:
            return


def wait_until_there(path: Path) -> None:
    """Wait until a file is there; raises TimeoutError."""
    until = time.monotonic() + LISTENS_WITHIN_S
    while not path.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"{path} does not come")
        time.sleep(0.02)


def last_lines(log: Path, lines: int = 15) -> str:
    """Give the end of a log."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
