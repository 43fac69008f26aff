"""Any bytes give a reading or a DecodeError: a coverage-guided fuzzer has looked for others."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz_targets import DECODERS, RECORDS, TARGETS

ROOT = Path(__file__).parents[2]
PARTS = 4
"""Enough for all cores of a small machine; each part instruments the hub's code anew, which takes a second."""
FUZZER = ROOT / "tests" / "support" / "fuzzing.py"

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="atheris has wheels for Linux on x86-64 only"
    ),
]


def fuzz(runs: int, names: list[str]) -> None:
    places = os.pathsep.join([str(ROOT), str(FUZZER.parent)])
    done = subprocess.run(
        [sys.executable, str(FUZZER), str(runs), *names],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": places},
    )
    told = [line for line in done.stdout.splitlines() if line.endswith((": well", ": FAILED"))]
    assert told == [f"{name}: well" for name in names], done.stdout + done.stderr[-4_000:]
    assert done.returncode == 0


@pytest.mark.parametrize("part", range(PARTS))
def test_fifty_thousand_inputs_for_every_decoder(part: int) -> None:
    fuzz(50_000, list(DECODERS)[part::PARTS])


def test_whatever_a_device_sends_a_server_can_read_what_the_hub_makes_of_it() -> None:
    fuzz(3_000, list(RECORDS))


@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("name", TARGETS)
def test_a_million_inputs_for_everything(name: str) -> None:
    fuzz(1_000_000, [name])
