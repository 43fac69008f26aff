"""``python -m simulator``: the town, lived through, and cohorts. ``nara demo`` and ``nara simulate`` call it."""

from __future__ import annotations

import argparse
import importlib
import sys

_OWN = {"cohort": "simulator.cohort.command", "calibrate": "simulator.calibration.command"}
"""Commands that read their own options. They need nothing installed but Python; the town, which does, comes last."""


def main(words: list[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    words = sys.argv[1:] if words is None else words
    if words and words[0] in _OWN:
        try:
            return int(importlib.import_module(_OWN[words[0]]).main(words[1:]))
        except KeyboardInterrupt:
            return 130
    parser = argparse.ArgumentParser(prog="python -m simulator", epilog="example: python -m simulator demo --once")
    commands = parser.add_subparsers(required=True, dest="command")
    demo = commands.add_parser("demo", help="show what the product is for")
    demo.add_argument("--once", action="store_true", help="hurry, and check what stands on the page at the end")
    demo.add_argument("--speed", type=float, default=1.0, help="how many times faster than usual")
    for name, about in (("cohort", "write a log of invented patients"), ("calibrate", "measure a log")):
        commands.add_parser(name, help=about)
    arguments = parser.parse_args(words)
    town = importlib.import_module("simulator.demo")
    return int(town.Demo(is_hasty=arguments.once, speed=arguments.speed).run())


if __name__ == "__main__":
    sys.exit(main())
