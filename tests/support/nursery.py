"""A process that has imported the product once, and forks: what tests start need not import it again and again.

A server imports, and reads rules, for longer than all the rest of its start takes. The ``nara`` and ``nara-hub`` that
come from here are processes of their own: the test's children, with their own environment, files and session, which die
as any other. That they start from nothing is seen by tests/simulator/test_demo.py and tests/server/test_running.py.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from inspect import signature
from pathlib import Path
from typing import Any, Final

import pytest

MAINS: Final[Mapping[str, str]] = {"nara": "server.main", "nara-hub": "edge.main"}
COMMANDS: Final = [[str(Path(sys.executable).parent / name)] for name in MAINS]
PROGRAM: Final = [sys.executable, "-c"]
USED: Final = (
    "server.running",
    "server.commands.serve",
    "server.commands.enrolment",
    "server.commands.people",
    "server.commands.homes",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
    "edge.joining",
    "edge.provisioning",
    "edge.running",
)
"""What the commands import when they know what they are asked for."""
READY: Final = b"ready"
_SUBREAPER: Final = 36
"""PR_SET_CHILD_SUBREAPER: who is orphaned below becomes our child (prctl(2))."""


class Nursery:
    """The process that forks, seen from the tests' process."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = threading.Lock()
        with theirs:
            words = [sys.executable, __file__, str(theirs.fileno())]
            self._process = subprocess.Popen(words, pass_fds=[theirs.fileno()])
        assert self._line.recv(32) == READY

    def bear(self, words: list[str], folder: str | None, environment: Mapping[str, str], files: list[int]) -> int:
        """Fork a process with its standard files; gives its number, as a child of ours."""
        told = {"words": words, "folder": folder or str(Path.cwd()), "environment": dict(environment)}
        with self._one_at_a_time, _adopting():
            socket.send_fds(self._line, [json.dumps(told).encode()], files)
            return int(self._line.recv(32))


@cache
def nursery() -> Nursery:
    """Give this process's nursery: begun when it is first needed, and gone when we are."""
    return Nursery()


class Forked(subprocess.Popen[Any]):
    """A process that is begun by the nursery if it is one of the product's commands, or a program for Python."""

    def _execute_child(self, *details: Any) -> None:
        told = signature(super()._execute_child).bind(*details).arguments  # type: ignore[misc]  # a hook of CPython's
        words = [str(word) for word in told["args"]]
        if words[:1] not in COMMANDS and words[:2] != PROGRAM:
            super()._execute_child(*details)  # type: ignore[misc]  # a hook of CPython's
            return
        ours = [told[end] for end in ("p2cread", "c2pwrite", "errwrite")]
        files = [each if each >= 0 else number for number, each in enumerate(ours)]
        self.pid = nursery().bear(words, told["cwd"], os.environ if told["env"] is None else told["env"], files)
        self._child_created = True
        ends = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        self._close_pipe_fds(*(told[end] for end in ends))  # type: ignore[attr-defined]  # as CPython does


@contextmanager
def forking() -> Iterator[None]:
    """Let the nursery begin whatever is started of the product."""
    nursery()  # to import is no part of anybody's time
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Forked)
        yield


@pytest.fixture(scope="module")
def quick_starts() -> Iterator[None]:
    """Let the nursery begin what the tests of a module start."""
    with forking():
        yield


@contextmanager
def _adopting() -> Iterator[None]:
    """Have as our own child what is orphaned meanwhile."""
    libc = ctypes.CDLL(None)
    libc.prctl(_SUBREAPER, 1)
    try:
        yield
    finally:
        libc.prctl(_SUBREAPER, 0)


def attend(line: socket.socket) -> Callable[[], int | None]:
    """Fork whatever is asked for, until nobody can ask; gives, in what was forked, what it is to do."""
    while True:
        asked, files, _, _ = socket.recv_fds(line, 1 << 20, 3)
        if not asked:
            os._exit(0)
        reading, writing = os.pipe()
        midwife = os.fork()
        if midwife == 0:
            born = os.fork()
            if born == 0:
                for each in (reading, writing, line.detach()):
                    os.close(each)
                return settled(json.loads(asked), files)
            os.write(writing, b"%d" % born)
            os._exit(0)
        os.close(writing)
        os.waitpid(midwife, 0)  # what it bore has another parent now
        line.send(os.read(reading, 32))
        for each in (reading, *files):
            os.close(each)


def settled(told: dict[str, Any], files: list[int]) -> Callable[[], int | None]:
    """Be the process that was asked for, as far as a process can tell; gives what it is to do."""
    os.setsid()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["environment"])
    sys.argv = told["words"]
    if sys.argv[:2] == PROGRAM:
        program = sys.argv[2]
        sys.argv = ["-c", *sys.argv[3:]]
        return partial(exec, program, {"__name__": "__main__"})
    main: Callable[[], int] = importlib.import_module(MAINS[Path(sys.argv[0]).name]).main
    return main


if __name__ == "__main__":
    for module in (*MAINS.values(), *USED):
        importlib.import_module(module)
    from shipped_rules import shipped_rules

    shipped_rules()  # a server that starts reads these files, and now knows them by heart
    gc.collect()
    gc.freeze()
    asking = socket.socket(fileno=int(sys.argv[1]))
    asking.send(READY)
    sys.exit(attend(asking)())
