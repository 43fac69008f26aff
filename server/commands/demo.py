"""``nara demo``: the simulator's town, lived through the real hub, broker, server and screens."""

from __future__ import annotations

import argparse
import subprocess
import sys

from server.commands.subparsers import Subparsers


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to ``nara``."""
    demo = subparsers.add_parser(
        "demo",
        help="show what the product is for, with invented people",
        description="Play sixty days of a town of invented people through the real hub, broker, server and screens,"
        " then let life go on in fast-forward. Ctrl-C ends it and leaves nothing behind.",
        epilog="example: nara demo --speed 2",
    )
    demo.add_argument(
        "--once", action="store_true", help="end by itself: 0 if the expected alerts, and no others, stand"
    )
    demo.add_argument("--speed", type=_speed, default=1.0, metavar="N", help="N times as fast as a day in 15 seconds")
    demo.set_defaults(func=_demo)


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed < float("inf"):
        raise ValueError(text)
    return speed


def _demo(arguments: argparse.Namespace) -> int:
    """Start the simulator as its own process: it stands outside the server, as homes do."""
    command = [sys.executable, "-m", "simulator", "demo", "--speed", str(arguments.speed)]
    if arguments.once:
        command.append("--once")
    with subprocess.Popen(command) as process:  # noqa: S603  (our own module)
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait()  # the simulator got the same Ctrl-C and is tidying up
