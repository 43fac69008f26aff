"""The street of a journey: its server, broker and hubs, each a real process; it can be lived through more than once."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from simulator.hub import HomeHub
from simulator.play import at_local
from simulator.premises import Premises, free_ports
from simulator.town import Home
from tests.journeys.brokers import Broker, EmbeddedNats, Mosquitto
from tests.journeys.plan import FIRST_ON

BEGINS_AT = at_local(FIRST_ON, 5)
FOLLOWS_WITHIN_S = 60.0


class Street:
    """Premises whose beginning is kept, so that the same people with the same keys can live it again."""

    def __init__(self, folder: Path, homes: Sequence[Home], *, has_mosquitto: bool = False) -> None:
        """Take where files go and who lives here, and enrol everybody."""
        port = free_ports(1)[0]
        settings = {"NARA_BROKER_URL": f"mqtts://127.0.0.1:{port}"} if has_mosquitto else {}
        self.premises = Premises(folder / "street", homes, FIRST_ON, starts_at=BEGINS_AT, settings=settings)
        self.broker: Broker = Mosquitto(self.premises, port) if has_mosquitto else EmbeddedNats(self.premises)
        self._beginning = folder / "beginning"
        assert self.premises.clock is not None
        self.clock = self.premises.clock
        self.premises.set_up(has_lines=lambda _: True)
        shutil.copytree(self.premises.folder, self._beginning)

    @property
    def hubs(self) -> dict[str, HomeHub]:
        """The hubs by the label of their home."""
        return self.premises.hubs

    @property
    def server(self) -> Path:
        """The server's folder."""
        return Path(self.premises.settings["NARA_DATA"])

    def begin_again(self) -> None:
        """Stop everything and go back to the first day."""
        self.stop()
        shutil.rmtree(self.premises.folder)
        shutil.copytree(self._beginning, self.premises.folder)
        self.clock.now = BEGINS_AT

    def start(self) -> None:
        """Start whatever does not run, and wait until all of it works and follows the clock."""
        if self.premises.server.pid is None:
            is_new = not (self.server / "pki" / "hosts").exists()
            self.premises.server.start()
            if is_new:
                self.broker.equip()
        self.broker.start()
        for hub in self.hubs.values():
            if hub.process.pid is None:
                hub.start()
        self.clock.wait_for({"server", *(hub.hub for hub in self.hubs.values())}, FOLLOWS_WITHIN_S)

    def can_receive(self) -> bool:
        """Tell whether server and broker live."""
        return self.premises.server.pid is not None and self.broker.is_alive

    def stop(self) -> None:
        """Stop everything in order; whoever does not end well has failed."""
        told = [(hub.label, hub.process.pid is not None, hub.stop()) for hub in self.hubs.values()]
        told.append(("server", self.premises.server.pid is not None, self.premises.server.stop()))
        self.broker.stop()
        failed = [f"{name} ended with status {status}" for name, did_run, status in told if did_run and status != 0]
        assert failed == []

    def close(self) -> None:
        """Stop everything, whatever state it is in, and leave no process behind."""
        self.premises.close()
        self.broker.close()

    def faults(self) -> list[str]:
        """Find what the processes' logs say that no log of ours should."""
        return [
            f"{path.parent.name}/{path.name}: {line}"
            for path in self._logs()
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
            if "Traceback" in line or "CRITICAL" in line
        ]

    def last_words(self) -> str:
        """Give the ends of all logs."""
        told = {path.parent.name: path for path in self._logs()}
        words = [f"--- {name}\n{_end(path)}" for name, path in told.items()]
        return "\n".join([*words, f"--- broker\n{self.broker.last_words()}"])

    def _logs(self) -> list[Path]:
        logs = [self.premises.server.log, *(hub.process.log for hub in self.hubs.values())]
        return [log for log in logs if log.exists()]


def chosen_seed() -> int:
    """Give the seed of every random choice: another one is tried with NARA_JOURNEY_SEED."""
    return int(os.environ.get("NARA_JOURNEY_SEED", "1"))


@contextlib.contextmanager
def story(street: Street, seed: int) -> Iterator[None]:
    """Print the seed, and say it again with the ends of all logs if the story fails; nothing outlives it."""
    say(f"seed {seed}")
    try:
        yield
    except BaseException as problem:
        problem.add_note(f"seed {seed}\n{street.last_words()}")
        raise
    finally:
        street.close()


def say(words: str) -> None:
    """Say something to whoever runs the tests with -s, or reads what a failed one said."""
    sys.stdout.write(f"{words}\n")


def _end(path: Path, lines: int = 25) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
