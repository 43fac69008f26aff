"""The product's own processes, started as a technician would start them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_STOPS_WITHIN_S: Final = 15.0


class CommandError(Exception):
    """A command of the product failed; the text is what it said."""


def command(name: str) -> str:
    """Give the path of ``nara`` or ``nara-hub`` in the environment this Python belongs to."""
    return str(Path(sys.executable).parent / name)


def run_command(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run a command to its end and give what it printed; raises CommandError."""
    return run_together([words], environment)[0]


def run_together(commands: Sequence[Sequence[str]], environment: Mapping[str, str]) -> list[str]:
    """Run commands at the same time and give what each printed; raises CommandError, and none outlives this."""
    with contextlib.ExitStack() as begun:
        return [_finish(process) for process in [_begin(words, environment, begun) for words in commands]]


def _begin(words: Sequence[str], environment: Mapping[str, str], begun: contextlib.ExitStack) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    with _undisturbed():
        process = subprocess.Popen(  # noqa: S603  (the product's own command)
            words, env={**os.environ, **environment}, stdout=pipe, stderr=pipe, text=True
        )
        begun.callback(process.communicate)
        begun.callback(process.kill)
    return process


def _finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate()
    if process.returncode:
        raise CommandError(f"{process.args!r} ended with status {process.returncode}: {err.strip()}")
    return out


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let a signal wait: one that came between a process's start and our knowing it would leave an orphan."""
    if threading.current_thread() is not threading.main_thread():  # signals are for the main thread alone
        yield
        return
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for waiting in came:
            signal.raise_signal(waiting)


class LongProcess:
    """A process that runs until it is stopped; what it says goes to a file."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        """Take the command; it is not started yet."""
        self.words = list(words)
        self._environment = {**os.environ, **environment}
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, if it runs."""
        process = self._process
        return None if process is None or process.poll() is not None else process.pid

    def start(self) -> None:
        """Start it, in a session of its own: a Ctrl-C at the terminal is for us, and we stop it in order."""
        if self.pid is not None:
            raise RuntimeError(f"it runs already: {self.words!r}")
        with self.log.open("ab") as log, _undisturbed():
            self._process = subprocess.Popen(  # noqa: S603  (the product's own command)
                self.words,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ask_to_stop(self) -> None:
        """Send SIGTERM and do not wait."""
        self.send(signal.SIGTERM)

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it runs."""
        if self._process is not None:
            self._process.send_signal(number)

    def stop(self) -> int | None:
        """Ask it to stop, insist after a while, and give its status."""
        self.ask_to_stop()
        if self._process is None:
            return None
        try:
            return self._process.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int | None:
        """Kill it as a power cut would: it can do nothing more."""
        if self._process is None:
            return None
        self._process.kill()
        return self._process.wait()

    def last_words(self, lines: int = 15) -> str:
        """Give the end of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
