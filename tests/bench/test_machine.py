"""What the bench asks of the machine it runs on."""

from __future__ import annotations

import os
import sys
from multiprocessing import get_context

from bench.machine import children, started_by

SPAWNED = get_context("spawn")


def test_a_child_is_known_among_the_others() -> None:
    waits = SPAWNED.Event()
    first, second = (SPAWNED.Process(target=waits.wait, args=(30,)) for _ in range(2))
    try:
        first.start()
        assert started_by(second.start) == second.pid
        assert {first.pid, second.pid} <= {*children(os.getpid())}
    finally:
        waits.set()
        first.join(30)
        second.join(30)
    assert (first.exitcode, second.exitcode) == (0, 0), sys.executable
