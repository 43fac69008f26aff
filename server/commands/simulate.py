"""``nara simulate``: the simulator's cohorts; it reads its own words, for the server knows nothing of it."""

from __future__ import annotations

import argparse
import subprocess
import sys

from server.commands.subparsers import Subparsers


def add_parsers(subparsers: Subparsers) -> None:
    """Add the command to ``nara``."""
    simulate = subparsers.add_parser(
        "simulate",
        help="write a log of invented patients, to try rules on",
        description="cohort: write an observation log of invented patients."
        " calibrate: set a log beside what is published of real ones.",
        epilog="example: nara simulate cohort --help",
    )
    simulate.add_argument("what", choices=["cohort", "calibrate"], help="what to do")
    simulate.add_argument("words", nargs=argparse.REMAINDER, metavar="...", help="its own options")
    simulate.set_defaults(func=_simulate)


def _simulate(arguments: argparse.Namespace) -> int:
    """Start the simulator as its own process, as the demo does."""
    command = [sys.executable, "-m", "simulator", arguments.what, *arguments.words]
    with subprocess.Popen(command) as process:  # noqa: S603  (our own module; the words are its arguments, and no shell reads them)
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait()  # the simulator got the same Ctrl-C
