from __future__ import annotations

import os
import resource
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.adapters.authority import Authority
from server.adapters.line_loop import BufferedSocket, LineLoop


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pki")
    Authority(folder).equip_server(["localhost"])
    return folder


class Far:
    """The other end of a TLS connection, in memory and kernel, without a broker."""

    def __init__(self, pki: Path) -> None:
        theirs, ours = socket.socketpair()
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(pki / "broker.crt", pki / "broker.key")
        client = ssl.create_default_context(cafile=str(pki / "ca.crt"))
        client.sslsocket_class = BufferedSocket
        shaking = threading.Thread(target=self._shake, args=(server, theirs))
        shaking.start()
        near = client.wrap_socket(ours, server_hostname="localhost")
        shaking.join()
        assert isinstance(near, BufferedSocket)
        near.setblocking(False)
        self.near = near

    def _shake(self, context: ssl.SSLContext, theirs: socket.socket) -> None:
        self.end = context.wrap_socket(theirs, server_side=True)
        self.end.settimeout(5)


@pytest.fixture
def far(pki: Path) -> Iterator[Far]:
    pair = Far(pki)
    yield pair
    pair.end.close()
    pair.near.close()


def read(near: BufferedSocket, count: int) -> bytes:
    """Read as paho does, a little at a time, until so many bytes have come."""
    got, until = b"", time.monotonic() + 5
    while len(got) < count and time.monotonic() < until:
        try:
            got += near.recv(3)
        except ssl.SSLWantReadError:
            time.sleep(0.001)
    return got


def test_what_comes_is_handed_out_in_pieces_without_asking_the_network_again(far: Far) -> None:
    far.end.sendall(b"0123456789")
    assert read(far.near, 1)[:3] == b"012"
    assert far.near.pending() == 7
    assert read(far.near, 7) == b"3456789"
    assert far.near.pending() == 0
    with pytest.raises(ssl.SSLWantReadError):
        far.near.recv(1)


def test_the_end_of_the_connection_is_read_as_nothing(far: Far) -> None:
    far.end.sendall(b"last")
    far.end.close()
    assert read(far.near, 4) == b"last"
    time.sleep(0.05)
    assert far.near.recv(1) == b""


def test_what_is_sent_goes_together_when_it_is_flushed(far: Far) -> None:
    assert [far.near.send(b"ab"), far.near.send(b"cd")] == [2, 2]
    far.end.settimeout(0.05)
    with pytest.raises(TimeoutError):
        far.end.recv(10)
    assert far.near.flush()
    assert far.end.recv(10) == b"abcd"


def test_what_the_network_does_not_take_is_kept_whole_and_goes_later(far: Far) -> None:
    whole = bytes(range(256)) * 20_000
    far.near.send(whole)
    assert not far.near.flush(), "the far end does not read, and no kernel buffers five megabytes"
    got = b""
    while len(got) < len(whole):
        got += far.end.recv(65_536)
        far.near.flush()
    assert got == whole


def test_closing_sends_what_is_kept(far: Far) -> None:
    far.near.send(b"goodbye")
    far.near.close()
    assert far.end.recv(10) == b"goodbye"


class Client:
    """A client that reads single bytes and answers each in upper case; ``?`` is bad news."""

    def __init__(self, near: BufferedSocket) -> None:
        self.near: BufferedSocket | None = near
        self.heard = b""
        self.threads: set[str] = set()
        self._answers: list[bytes] = []

    def socket(self) -> BufferedSocket | None:
        """Give the connection."""
        return self.near

    def loop_read(self) -> int:
        assert self.near is not None
        self.threads.add(threading.current_thread().name)
        try:
            byte = self.near.recv(1)
        except ssl.SSLWantReadError:  # a record of TLS itself, with nothing in it for us
            return 0
        self.heard += byte
        self._answers.append(byte.upper())
        return 0 if byte not in {b"", b"?"} else 7

    def loop_write(self) -> int:
        assert self.near is not None
        while self._answers:
            self.near.send(self._answers.pop(0))
        return 0

    def loop_misc(self) -> int:
        return 0

    def want_write(self) -> bool:
        return bool(self._answers)


def wait_until_it_runs(loop: LineLoop) -> None:
    """Ask again until an answer comes, for what is asked before the loop runs is of another connection."""
    runs = threading.Event()
    while not runs.wait(0.001):
        loop.call(runs.set)


@pytest.fixture
def loop(far: Far) -> Iterator[tuple[LineLoop, Client, threading.Thread]]:
    """Give a loop that runs in a thread of its own."""
    loop, client = LineLoop(), Client(far.near)
    thread = threading.Thread(target=loop.run, args=(client,), name="the loop's")
    thread.start()
    wait_until_it_runs(loop)
    yield loop, client, thread
    loop.end()
    thread.join(5)
    assert not thread.is_alive()


Running = tuple[LineLoop, Client, threading.Thread]


def test_all_that_has_come_is_answered(far: Far, loop: Running) -> None:
    _, client, _ = loop
    far.end.sendall(b"abc" * 1_000)
    got = b""
    while len(got) < 3_000:
        got += far.end.recv(65_536)
    assert got == b"ABC" * 1_000
    assert client.threads == {"the loop's"}


def test_a_job_from_another_thread_is_done_at_once_in_the_loops_own(loop: Running) -> None:
    line, _, _ = loop
    names: list[str] = []
    for number in range(2_000):
        done = threading.Event()
        line.call(lambda: names.append(threading.current_thread().name))
        line.call(done.set)
        began_s = time.monotonic()
        assert done.wait(5), f"job {number} was forgotten"
        assert time.monotonic() - began_s < 0.9, "the loop slept over it"
    assert set(names) == {"the loop's"}
    assert len(names) == 2_000


def test_jobs_of_many_threads_are_all_done_and_those_of_one_in_their_order(loop: Running) -> None:
    line, _, _ = loop
    done: list[tuple[int, int]] = []

    def ask(who: int) -> None:
        for number in range(500):
            line.call(lambda number=number: done.append((who, number)))  # type: ignore[misc]

    threads = [threading.Thread(target=ask, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    finished = threading.Event()
    line.call(finished.set)
    assert finished.wait(5)
    assert [[number for by, number in done if by == who] for who in range(4)] == [list(range(500))] * 4


@pytest.mark.parametrize("news", [b"?", b""], ids=["bad news", "the end"])
def test_the_loop_ends_when_the_connection_does(far: Far, loop: Running, news: bytes) -> None:
    _, _, thread = loop
    if news:
        far.end.sendall(news)
    else:
        far.end.close()
    thread.join(5)
    assert not thread.is_alive()


def test_a_loop_that_was_ended_before_it_began_does_not_begin(far: Far) -> None:
    line = LineLoop()
    line.end()
    line.run(Client(far.near))


def test_what_was_asked_for_of_the_last_connection_is_not_done_on_the_next(far: Far) -> None:
    line, done = LineLoop(), []
    line.call(lambda: done.append("old"))
    thread = threading.Thread(target=line.run, args=(Client(far.near),))
    thread.start()
    wait_until_it_runs(line)
    line.end()
    thread.join(5)
    assert done == []


def test_a_server_with_over_a_thousand_open_files_still_hears_its_line(far: Far) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if soft < 2_000 else soft, hard))
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_100)]
    try:
        line, client = LineLoop(), Client(far.near)  # the sockets that wake the loop come after the thousand
        thread = threading.Thread(target=line.run, args=(client,))
        thread.start()
        until = time.monotonic() + 5
        far.end.sendall(b"still here")
        got = b""
        while len(got) < 10 and time.monotonic() < until:
            got += far.end.recv(10)
        line.end()
        thread.join(5)
    finally:
        for each in files:
            os.close(each)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert got == b"STILL HERE"
