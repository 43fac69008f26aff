"""Fuzzes decoders by coverage: ``fuzzing.py RUNS TARGET…``; any exception but a DecodeError ends it with status 1.

Atheris (libFuzzer) watches which branches an input reaches, and goes on from those that reach new ones. It begins with
the captured payloads. Each target runs in a child of its own, for libFuzzer ends the process that it ran in.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["edge"]):
    from fuzz_targets import TARGETS

    from edge.gatt.octets import DecodeError

from captured import CASES

LONGEST = 512
"""Bytes: no GATT value has more."""


def fuzz(target: Callable[[bytes], object], runs: int, seeds: Path) -> None:
    """Fuzz one target; never returns."""

    def once(payload: bytes) -> None:
        with contextlib.suppress(DecodeError):
            target(payload)

    words = [
        sys.argv[0],
        f"-runs={runs}",
        f"-max_len={LONGEST}",
        "-seed=7",
        "-verbosity=0",
        f"-artifact_prefix={seeds}/",
    ]
    atheris.Setup([*words, str(seeds)], once)
    atheris.Fuzz()


def main(runs: int, names: list[str]) -> int:
    """Fuzz the named targets, one after another; gives how many failed."""
    failed = 0
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            for place, case in enumerate(CASES):
                (Path(folder) / str(place)).write_bytes(bytes.fromhex(case["payload_hex"]))
            child = os.fork()
            if child == 0:
                fuzz(TARGETS[name], runs, Path(folder))
            _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{name}: {'well' if status == 0 else 'FAILED'}\n")
        sys.stdout.flush()
        failed += status != 0
    return failed


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1]), sys.argv[2:] or list(TARGETS)), 1))
