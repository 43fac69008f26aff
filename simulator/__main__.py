"""``python -m simulator``: the town, lived through. ``nara demo`` calls it."""

from __future__ import annotations

import argparse
import sys

from simulator.demo import Demo


def main(words: list[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m simulator", epilog="example: python -m simulator demo --once")
    commands = parser.add_subparsers(required=True, dest="command")
    demo = commands.add_parser("demo", help="show what the product is for")
    demo.add_argument("--once", action="store_true", help="hurry, and check what stands on the page at the end")
    demo.add_argument("--speed", type=float, default=1.0, help="how many times faster than usual")
    arguments = parser.parse_args(words)
    return Demo(is_hasty=arguments.once, speed=arguments.speed).run()


if __name__ == "__main__":
    sys.exit(main())
