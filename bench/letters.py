"""The letters of a load on disk: a file of packets for each connection, and the plan that names them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from bench.packet import publish_packet, write_packets
from bench.program import begun

Letter = tuple[str, bytes]
"""Topic and payload."""


def write_stream(
    file: Path, letters: Sequence[Letter], crossings: Mapping[int, str], again: Random | None
) -> dict[str, Any]:
    """Write what one connection sends; gives its part of the plan.

    ``crossings`` names the patients of the letters whose time is wanted. With ``again`` every letter goes twice, as
    from a hub that has waited for a receipt in vain.
    """
    order = twice(len(letters), again) if again is not None else list(range(len(letters)))
    write_packets(file, (publish_packet(*letters[place], at) for at, place in enumerate(order)))
    first = {place: at for at, place in reversed(list(enumerate(order)))}
    return {
        "host": "127.0.0.1",
        "file": str(file),
        "sequences": [place + 1 for place in order],
        "marks": {first[place]: patient for place, patient in crossings.items()},
    }


def twice(count: int, chance: Random) -> list[int]:
    """Give the places 0 to ``count`` - 1 in their order, and each again up to 200 places later.

    >>> sorted(twice(3, Random(1)))
    [0, 0, 1, 1, 2, 2]
    """
    when = [(float(place), place) for place in range(count)]
    when += [(place + chance.uniform(0.5, 200), place) for place in range(count)]
    return [place for _, place in sorted(when)]


def write_plan(folder: Path, connections: Sequence[Mapping[str, Any]]) -> Path:
    """Write a plan; it has no port yet."""
    plan = folder / "plan.json"
    plan.write_text(json.dumps({"connections": connections}), encoding="utf-8")
    return plan


def generate(plan: Path, port: int, *words: str) -> subprocess.Popen[str]:
    """Start the generator on a plan, towards a port."""
    return begun("-m", "bench.generator", str(plan), "--port", str(port), *words)


def report_of(generator: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for the generator's report."""
    out, _ = generator.communicate()
    assert generator.returncode == 0, "the generator failed"
    report: dict[str, Any] = json.loads(out)
    return report
