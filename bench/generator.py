"""The lean generator: publishes prepared MQTT packets at QoS 1, at a rate or as fast as it can; its own process.

It speaks MQTT itself (3.1.1, sections 3.3 and 3.4), for a client library would burn more than what it measures. It
reports when each marked packet was due and what CPU it took. A packet that no PUBACK came for is sent again on the
next connection; with ``--receipts`` so is what the server's receipts do not name, as a hub does.

example: python -m bench.generator plan.json --port 8883 --rate 10000
"""

from __future__ import annotations

import argparse
import json
import select
import socket
import ssl
import struct
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.packet import IDS, PUBACK, PUBLISH, connect_packet, read_packets, subscribe_packet
from vitals.wire import decode_receipt

WINDOW: Final = 1_000
"""Packets of one connection on their way without a PUBACK."""
_READ: Final = 65_536
_AT_ONCE: Final = 16_384
"""Bytes handed to the socket in one call: one TLS record."""
_AGAIN_S: Final = 0.1
_RECEIPT_LATE_S: Final = 2.0


@dataclass
class Stream:
    """One connection and all that it is to send. ``marks`` names packets whose time is wanted."""

    plan: dict[str, Any]
    packets: list[bytes]
    sock: socket.socket | None = None
    next: int = 0
    again: list[int] = field(default_factory=list)
    on_their_way: dict[int, int] = field(default_factory=dict)
    out: bytes = b""
    received: bytes = b""
    acked: int = 0
    held: Any = None
    last_news: float = 0.0

    @property
    def left(self) -> int:
        """Count what was never sent, or is to be sent again."""
        return len(self.packets) - self.next + len(self.again)


class Generator:
    """Sends what the plan says over all its connections."""

    def __init__(self, streams: Sequence[Stream], port: int, rate: float, burst: int, *, wants_receipts: bool) -> None:
        """Take the streams and the broker's port; a rate of 0 means as fast as its PUBACKs allow."""
        self.streams = streams
        self.port = port
        self.rate, self.burst = rate, burst
        self.wants_receipts = wants_receipts
        self.marks: dict[str, int] = {}
        self.sent = 0
        self.start_ns = 0
        self.longest_late_s = 0.0
        self._poll = select.epoll()
        self._by_fd: dict[int, Stream] = {}
        self._turn = 0

    def run(self, give_up_s: float) -> dict[str, Any]:
        """Send everything, and give the report."""
        for stream in self.streams:
            self._connect(stream)
        cpu_s, self.start_ns = time.process_time(), time.monotonic_ns()
        until = time.monotonic() + give_up_s
        while not self._is_done() and time.monotonic() < until:
            self._send_what_is_due()
            self._read(0.001 if self.rate else 0.02)
        ended_ns = time.monotonic_ns()
        return {
            "start_ns": self.start_ns,
            "seconds": (ended_ns - self.start_ns) / 1e9,
            "sent": self.sent,
            "acked": sum(stream.acked for stream in self.streams),
            "left": sum(stream.left + len(stream.on_their_way) for stream in self.streams),
            "cpu_us_per_message": (time.process_time() - cpu_s) * 1e6 / max(self.sent, 1),
            "longest_late_ms": self.longest_late_s * 1_000,
            "marks": self.marks,
        }

    def _is_done(self) -> bool:
        return all(stream.left == 0 and not stream.on_their_way and self._is_settled(stream) for stream in self.streams)

    def _is_settled(self, stream: Stream) -> bool:
        """Tell whether the receipts name all that was sent; what they do not name for a while is sent again."""
        if not self.wants_receipts:
            return True
        missing = [place for place in range(len(stream.packets)) if not _is_held(stream, place)]
        if missing and time.monotonic() - stream.last_news > _RECEIPT_LATE_S:
            stream.again, stream.last_news = missing, time.monotonic()
        return not missing

    def _send_what_is_due(self) -> None:
        due = sum(len(stream.packets) for stream in self.streams)
        if self.rate:
            due = int((time.monotonic_ns() - self.start_ns) * self.rate / 1e9) - self.sent
            self.longest_late_s = max(self.longest_late_s, due / self.rate)
        for _ in range(len(self.streams)):
            if due <= 0:
                return
            stream = self.streams[self._turn]
            self._turn = (self._turn + 1) % len(self.streams)
            due -= self._send(stream, min(due, self.burst))

    def _send(self, stream: Stream, most: int) -> int:
        if stream.sock is None and not self._connect_again(stream):
            return 0
        if stream.out:
            self._write(stream)
        count, size, out = min(most, WINDOW - len(stream.on_their_way), stream.left), 0, []
        if stream.out or count <= 0:
            return 0
        for done in range(count):
            place = stream.again.pop() if stream.again else stream.next
            stream.next += place == stream.next
            out.append(stream.packets[place])
            stream.on_their_way[place % IDS + 1] = place
            if (mark := stream.plan["marks"].get(str(place))) is not None:
                self.marks.setdefault(mark, self._due_ns(done))
            size += len(out[-1])
            if size > _AT_ONCE:
                break
        self.sent += len(out)
        stream.out = b"".join(out)
        self._write(stream)
        return len(out)

    def _due_ns(self, done: int) -> int:
        """Give when a packet should have left: a late generator must not make the system look fast."""
        now_ns = time.monotonic_ns()
        return min(now_ns, self.start_ns + int((self.sent + done) * 1e9 / self.rate)) if self.rate else now_ns

    def _write(self, stream: Stream) -> None:
        assert stream.sock is not None
        try:
            while stream.out:
                stream.out = stream.out[stream.sock.send(stream.out) :]
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            pass
        except OSError:
            self._lose(stream)

    def _read(self, timeout_s: float) -> None:
        for fd, _ in self._poll.poll(timeout_s):
            stream = self._by_fd.get(fd)
            if stream is None or stream.sock is None:
                continue
            try:
                while True:
                    got = stream.sock.recv(_READ)
                    if not got:
                        raise ConnectionResetError
                    stream.received += got
            except (BlockingIOError, ssl.SSLWantReadError):
                self._hear(stream)
            except OSError:
                self._lose(stream)

    def _hear(self, stream: Stream) -> None:
        data, at = stream.received, 0
        while len(data) - at >= 2:
            kind, rest, body = data[at] >> 4, 0, at + 1
            for shift in range(0, 28, 7):
                digit = data[body]
                rest, body = rest | (digit & 127) << shift, body + 1
                if digit < 128 or body == len(data):
                    break
            if body + rest > len(data):
                break
            if kind == PUBACK:
                stream.acked += stream.on_their_way.pop(data[body] << 8 | data[body + 1], None) is not None
            elif kind == PUBLISH:
                self._take_receipt(stream, data[body : body + rest])
            at = body + rest
        stream.received = data[at:]

    @staticmethod
    def _take_receipt(stream: Stream, body: bytes) -> None:
        (length,) = struct.unpack_from(">H", body)
        stream.held = decode_receipt(body[2 + length :], lambda _signed, _signature: True)
        stream.last_news = time.monotonic()

    def _connect(self, stream: Stream) -> None:
        plan = stream.plan
        sock = socket.create_connection((plan["host"], self.port), timeout=10)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if plan["tls"] is not None:
            context = ssl.create_default_context(cafile=plan["tls"]["ca"])
            context.load_cert_chain(plan["tls"]["certificate"], plan["tls"]["key"])
            sock = context.wrap_socket(sock, server_hostname=plan["host"])
        sock.sendall(connect_packet(plan["client_id"]))
        answer = sock.recv(4)
        if len(answer) != 4 or answer[3] != 0:
            raise ConnectionRefusedError(f"the broker refuses {plan['client_id']}: {answer.hex()}")
        if self.wants_receipts:
            sock.sendall(subscribe_packet(plan["receipt_topic"]))
        sock.setblocking(False)  # noqa: FBT003  (as sockets are)
        stream.sock, stream.out, stream.received = sock, b"", b""
        stream.again += stream.on_their_way.values()
        stream.on_their_way.clear()
        self._by_fd[sock.fileno()] = stream
        self._poll.register(sock.fileno(), select.EPOLLIN)

    def _connect_again(self, stream: Stream) -> bool:
        if time.monotonic() - stream.last_news < _AGAIN_S:
            return False
        stream.last_news = time.monotonic()
        try:
            self._connect(stream)
        except OSError:
            return False
        return True

    def _lose(self, stream: Stream) -> None:
        assert stream.sock is not None
        self._by_fd.pop(stream.sock.fileno(), None)
        stream.sock.close()
        stream.sock, stream.last_news = None, time.monotonic()


def _is_held(stream: Stream, place: int) -> bool:
    return stream.held is not None and stream.held.holds(stream.plan["epoch"], stream.plan["sequences"][place])


def main() -> None:
    """Send, and print the report as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", 1)[0] if __doc__ else None,
        epilog="example: python -m bench.generator plan.json --port 8883 --rate 10000",
    )
    parser.add_argument("plan", type=Path, help="JSON: connections, each with its file of packets")
    parser.add_argument("--port", type=int, required=True, help="the broker's, on this machine")
    parser.add_argument("--rate", type=float, default=0, help="messages a second; 0 is as fast as it can")
    parser.add_argument("--burst", type=int, default=0, help="messages of one connection in a row (default 10, or 50)")
    parser.add_argument("--receipts", action="store_true", help="send again until the server's receipts name it")
    parser.add_argument("--give-up", type=float, default=600, metavar="S")
    told = parser.parse_args()
    plans = json.loads(told.plan.read_text())["connections"]
    streams = [Stream(plan, read_packets(Path(plan["file"]))) for plan in plans]
    burst = told.burst or (10 if told.rate else 50)
    report = Generator(streams, told.port, told.rate, burst, wants_receipts=told.receipts).run(told.give_up)
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
